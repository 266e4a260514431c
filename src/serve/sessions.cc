#include "serve/sessions.h"

#include <fmt/format.h>

#include <algorithm>

#include "serve/api_error.h"
#include "serve/render.h"

namespace constate::serve {
namespace {

constexpr const char* kNote = "conversation";

void write_note(const Kept& kept, engine::SavedState& out) {
  OrderedJson note{{"messages", kept.messages},
                   {"text", {{"bytes", kept.text.bytes}, {"sum", kept.text.sum.hex()}}}};
  if (!kept.request_key.empty()) note["last"] = {{"key", kept.request_key}, {"answer", kept.answer}};
  out.notes[kNote] = dump(note);
}

void read_note(const engine::SavedState& state, Kept& out) {
  const auto note = state.notes.find(kNote);
  if (note == state.notes.end()) return;
  const OrderedJson json = parse_ordered_json(note->second, kNote);
  const auto refuse = [](const char* what) {
    throw FormatError(std::string("the state's note of its conversation: ") + what);
  };
  const auto messages = json.find("messages"), text = json.find("text");
  if (!json.is_object() || messages == json.end() || !messages->is_array() || text == json.end())
    refuse("messages and a text are expected");
  for (const OrderedJson& message : *messages)
    if (!message.is_object() || !message.contains("role") || !message.at("role").is_string() ||
        !message.contains("content") || !message.at("content").is_string())
      refuse("each message has a role and a content, which are texts");
  const auto bytes = text->find("bytes"), sum = text->find("sum");
  if (bytes == text->end() || !bytes->is_number_unsigned() || sum == text->end() || !sum->is_string())
    refuse("the text has a number of bytes and a sum");
  const std::optional<Checksum> checksum = Checksum::from_hex(sum->get<std::string>());
  if (!checksum) refuse("the sum is 32 hex digits");
  if (const auto last = json.find("last"); last != json.end()) {
    if (!last->is_object() || !last->contains("key") || !last->at("key").is_string() ||
        !last->contains("answer") || !last->at("answer").is_object())
      refuse("the last request has a key and an answer");
    out.request_key = last->at("key").get<std::string>();
    out.answer = last->at("answer");
  }
  out.messages = *messages;
  out.text = {bytes->get<std::size_t>(), *checksum};
}

}  // namespace

void put_state(StateStore& store, const StateKey& key, engine::SavedState state) {
  try {
    store.put(key, std::move(state));
  } catch (const Error& e) {
    if (e.code() != Code::kResourceExhausted) throw;
    throw ApiError(507, "server_error",
                   fmt::format("`{}`: the state could not be kept: {}", key.name, e.what()), "",
                   "no_room_for_state");
  }
}

Kept conversation_of(const engine::SavedState& state) {
  Kept out;
  read_note(state, out);
  return out;
}

Sessions::Sessions(const engine::Engine& engine, StateStore& store, Leases& leases, std::size_t at_hand)
    : engine_(engine), store_(store), leases_(leases), most_(at_hand) {}

Lease::Lease(Leases& leases, StateKey key) : leases_(leases), key_(std::move(key)) {
  const std::lock_guard lock(leases_.mutex_);
  if (!leases_.busy_.insert(key_).second)
    throw ApiError(409, "invalid_request_error",
                   "`" + key_.name + "` is in use by another request: wait for it, or ask for `fork`",
                   key_.kind == "sessions" ? "session" : "state", "in_use");
}

Lease::~Lease() {
  const std::lock_guard lock(leases_.mutex_);
  leases_.busy_.erase(key_);
}

void Sessions::remember(const StateKey& key, std::string version, Kept kept) {
  const std::lock_guard lock(mutex_);
  std::erase_if(at_hand_, [&](const AtHand& a) { return a.key == key; });
  if (version.empty()) return;
  at_hand_.push_front({key, std::move(version), std::move(kept)});
  while (at_hand_.size() > most_) at_hand_.pop_back();
}

std::optional<Kept> Sessions::load(const StateKey& key) {
  std::string version = store_.version(key);
  if (version.empty()) return std::nullopt;
  {
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(at_hand_.begin(), at_hand_.end(),
                                 [&](const AtHand& a) { return a.key == key && a.version == version; });
    if (it != at_hand_.end()) {
      at_hand_.splice(at_hand_.begin(), at_hand_, it);
      return it->kept;
    }
  }
  std::optional<engine::SavedState> saved = store_.get(key);
  if (!saved) return std::nullopt;
  Kept out;
  read_note(*saved, out);
  out.sequence = std::make_shared<const engine::Sequence>(engine::restore(engine_, std::move(*saved)));
  remember(key, std::move(version), out);
  return out;
}

void Sessions::save(const StateKey& key, const Kept& kept) {
  engine::SavedState state = engine::save(engine_, *kept.sequence);
  write_note(kept, state);
  put_state(store_, key, std::move(state));
  remember(key, store_.version(key), kept);
}

void Sessions::put(const StateKey& key, engine::SavedState state) {
  Kept kept;
  read_note(state, kept);
  engine::check_same_model(state.model, engine_.fingerprint());
  put_state(store_, key, std::move(state));
  remember(key, "", {});
}

}  // namespace constate::serve
