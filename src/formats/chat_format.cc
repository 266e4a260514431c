#include "formats/chat_format.h"

namespace constate::formats {

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

std::string ChatFormat::render_json(const OrderedJson& messages) const {
  if (template_) return template_->render(messages, /*add_generation_prompt=*/true, today_);
  std::vector<Message> plain;
  for (const OrderedJson& message : messages)
    plain.push_back({message.at("role").get<std::string>(), message.at("content").get<std::string>()});
  return render(plain);
}

void ChatFormat::check_system(const std::string& system) const {
  with_context("the system text", [&] { render({{"system", system}, {"user", "?"}}); });
}

}  // namespace constate::formats
