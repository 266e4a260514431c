#include "formats/chat_format.h"

namespace constate::formats {
namespace {

constexpr const char* kSpaces = " \t\r\n\f\v";

// Up to the end of the last message. Many templates take its spaces off both ends.
std::string opened(std::string text, const std::string& last) {
  const std::size_t begin = last.find_first_not_of(kSpaces);
  if (begin == last.npos)
    throw Error(Code::kInvalidArgument, "the last message is empty, so no answer can go on with it");
  const std::string from = last.substr(begin), stripped = from.substr(0, from.find_last_not_of(kSpaces) + 1);
  const std::size_t at = text.rfind(stripped);
  if (at == text.npos)
    throw Error(Code::kInvalidArgument,
                "the chat template does not show the last message as it is, so no answer can go on with it");
  text.resize(at + (text.compare(at, from.size(), from) == 0 ? from.size() : stripped.size()));
  return text;
}

}  // namespace

ChatFormat::ChatFormat(std::optional<ChatTemplate> by) : template_(std::move(by)) {
  // A text that changed at midnight would have to be fed once more from its beginning.
  const std::time_t now = std::time(nullptr);
  ::localtime_r(&now, &today_);
}

ChatFormat ChatFormat::of_folder(const std::filesystem::path& folder) {
  return ChatFormat(ChatTemplate::in_folder(folder));
}

std::optional<std::string> ChatFormat::end_token() const {
  if (!template_) return std::nullopt;
  const OrderedJson& tokens = template_->special_tokens();
  const auto found = tokens.find("eos_token");
  if (found == tokens.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::string ChatFormat::render(const std::vector<Message>& messages) const {
  if (template_) return template_->render(messages, /*add_generation_prompt=*/true, today_);
  std::string out;
  for (const Message& message : messages) {
    if (message.role == "user" && !out.empty()) out += '\n';
    out += message.content;
  }
  return out;
}

std::string ChatFormat::render_json(const OrderedJson& messages, ChatEnd end) const {
  std::string out;
  if (template_) {
    out = template_->render(messages, /*add_generation_prompt=*/end == ChatEnd::kAnswer, today_);
  } else {
    std::vector<Message> plain;
    for (const OrderedJson& message : messages)
      plain.push_back({message.at("role").get<std::string>(), message.at("content").get<std::string>()});
    out = render(plain);
  }
  return end == ChatEnd::kOpenMessage
             ? opened(std::move(out), messages.back().at("content").get<std::string>())
             : out;
}

void ChatFormat::check_system(const std::string& system) const {
  with_context("the system text", [&] { render({{"system", system}, {"user", "?"}}); });
}

}  // namespace constate::formats
