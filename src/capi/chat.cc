// Conversations: their text, by the chat template of a model's folder.
#include <fmt/format.h>

#include "capi/objects.h"

namespace constate::capi {
namespace {

formats::ChatEnd end_of(int end) {
  if (end == CONSTATE_CHAT_ANSWER) return formats::ChatEnd::kAnswer;
  if (end == CONSTATE_CHAT_NOTHING) return formats::ChatEnd::kNothing;
  if (end == CONSTATE_CHAT_OPEN_MESSAGE) return formats::ChatEnd::kOpenMessage;
  throw Error(Code::kInvalidArgument,
              fmt::format("end: CONSTATE_CHAT_ANSWER, _NOTHING or _OPEN_MESSAGE is expected; got {}", end));
}

OrderedJson messages_of(const char* text, std::size_t bytes) {
  if (bytes > 0) check_pointer(text, "messages");
  OrderedJson out =
      parse_ordered_json(bytes > 0 ? std::string_view(text, bytes) : std::string_view(), "messages");
  if (!out.is_array() || out.empty())
    throw Error(Code::kInvalidArgument, "messages: an array of at least one message is expected");
  for (std::size_t i = 0; i < out.size(); ++i)
    for (const char* key : {"role", "content"})
      if (!out[i].is_object() || !out[i].contains(key) || !out[i].at(key).is_string())
        throw Error(Code::kInvalidArgument,
                    fmt::format("messages: message {}: an object with the text `{}` is expected", i, key));
  return out;
}

}  // namespace
}  // namespace constate::capi

using namespace constate::capi;

extern "C" {

constate_code constate_apply_chat_template(const constate_model* model, const char* messages, size_t bytes,
                                           constate_chat_end end, char* text, size_t room, size_t* count,
                                           int* add_special) {
  return guarded([&] {
    const std::shared_ptr<Model> of = Handles<Model>::all().get(model);
    const constate::OrderedJson given = messages_of(messages, bytes);
    const constate::formats::ChatFormat& chat = of->chat();
    const std::string all = chat.render_json(given, end_of(end));
    if (add_special != nullptr) *add_special = chat.is_plain() ? 1 : 0;
    fill(all.data(), all.size(), 1, text, room, count);
  });
}

}  // extern "C"
