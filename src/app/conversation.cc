#include "app/conversation.h"

#include <fmt/format.h>

#include "base/json.h"

namespace constate::app {
namespace {

constexpr const char* kWhere = "the chat's note";

Json mark_json(const TextMark& mark) { return {{"bytes", mark.bytes}, {"checksum", mark.sum.hex()}}; }

TextMark mark_of(const JsonObject& json) {
  const std::int64_t bytes = json.integer("bytes");
  if (bytes < 0) json.fail("bytes", "must not be negative");
  const std::optional<Checksum> sum = Checksum::from_hex(json.string("checksum"));
  if (!sum) json.fail("checksum", "must be 32 hex digits");
  return {static_cast<std::size_t>(bytes), *sum};
}

// A system text, if there is one, and then questions and answers in turn.
void add_messages(const JsonObject& json, Conversation& out) {
  const Json* list = json.find("messages");
  if (!list || !list->is_array()) json.fail("messages", "must be a list");
  std::string expected = "user";
  for (std::size_t i = 0; i < list->size(); ++i) {
    const JsonObject message((*list)[i], fmt::format("{}: message {}", kWhere, i));
    const std::string role = message.string("role"), content = message.string("content");
    if (i == 0 && role == "system") {
      out.system = content;
      continue;
    }
    if (role != expected) message.fail("role", fmt::format("must be \"{}\" here", expected));
    if (role == "user")
      out.turns.push_back({content, {}, {}, engine::Finish::kNone, {}, {}});
    else
      out.turns.back().answer = content;
    expected = role == "user" ? "assistant" : "user";
  }
  if (expected != "user") json.fail("messages", "must end with an answer");
}

}  // namespace

std::vector<formats::Message> messages_of(const Conversation& conversation) {
  std::vector<formats::Message> out;
  if (conversation.system) out.push_back({"system", *conversation.system});
  for (const Turn& turn : conversation.turns) {
    out.push_back({"user", turn.question});
    out.push_back({"assistant", turn.answer});
  }
  return out;
}

const Place* place_before(const Conversation& conversation, std::string_view text) {
  for (auto turn = conversation.turns.rbegin(); turn != conversation.turns.rend(); ++turn)
    for (auto place = turn->places.rbegin(); place != turn->places.rend(); ++place)
      if (place->text.begins(text)) return &*place;
  return conversation.base ? &*conversation.base : nullptr;
}

void forget_old_places(Conversation& conversation, std::size_t most) {
  std::vector<Turn>& turns = conversation.turns;
  for (std::size_t i = 0; i + most < turns.size(); ++i) turns[i].places.clear();
}

std::string chat_note(const Conversation& conversation, const TextMark& text,
                      const std::optional<TextMark>& without_next) {
  Json messages = Json::array();
  for (const formats::Message& message : messages_of(conversation))
    messages.push_back({{"role", message.role}, {"content", message.content}});
  Json note{{"messages", std::move(messages)}, {"whole", conversation.is_whole}, {"text", mark_json(text)}};
  if (without_next) note["text_without_next"] = mark_json(*without_next);
  return note.dump();
}

Conversation conversation_of(std::string_view note, engine::Sequence sequence,
                             const engine::Sequence& of_no_text) {
  const Json parsed = parse_json(note, kWhere);
  const JsonObject json(parsed, kWhere);
  Conversation out;
  out.is_whole = json.boolean("whole");
  add_messages(json, out);
  const TextMark text = mark_of(json.object("text"));
  if (out.turns.empty()) {
    out.base = Place{std::move(sequence), {}, {}};
    return out;
  }
  if (out.is_whole) out.base = Place{of_no_text, {}, {}};
  std::vector<Place>& places = out.turns.back().places;
  if (json.has("text_without_next")) {
    places.push_back({sequence, {}, mark_of(json.object("text_without_next"))});
    places.back().sequence.history.drop_next();
  }
  places.push_back({std::move(sequence), {}, text});
  return out;
}

}  // namespace constate::app
