// ChatFormat: a conversation as the text that a model reads: by the chat template of its folder, or as plain
// text where it has none. Const methods are thread-safe.
#pragma once

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "formats/chat_template.h"

namespace constate::formats {

// What stands behind the last message: where an answer begins; nothing; or nothing, and the message is not
// closed, so that an answer goes on with it.
enum class ChatEnd { kAnswer, kNothing, kOpenMessage };

class ChatFormat {
 public:
  // The template of a folder, if it has one. What it prints as today stays so. Throws Error for one that is
  // no template.
  static ChatFormat of_folder(const std::filesystem::path& folder);
  // The messages as they are: a system text and a newline; then each text of a user, and right behind it the
  // answer; between an answer and what comes next a newline.
  static ChatFormat plain() { return ChatFormat(std::nullopt); }
  explicit ChatFormat(std::optional<ChatTemplate> by);

  bool is_plain() const { return !template_; }
  // The file that the template is from.
  std::string where() const { return template_ ? template_->where() : ""; }
  // The token that ends a text, where the template's folder names one.
  std::optional<std::string> end_token() const;
  // The text of the messages, the last of which is a user's, up to where the answer begins. Throws Error
  // where the template refuses them.
  std::string render(const std::vector<Message>& messages) const;
  // Of messages as a JSON array of objects with at least `role` and `content`, a text. For kOpenMessage it
  // throws Error where the template does not show the last one's text as it is.
  std::string render_json(const OrderedJson& messages, ChatEnd end = ChatEnd::kAnswer) const;
  // Throws Error where the template refuses a conversation with such a system text.
  void check_system(const std::string& system) const;

 private:
  std::optional<ChatTemplate> template_;
  std::tm today_{};
};

}  // namespace constate::formats
