// ChatFormat: a conversation as the text that a model reads: by the chat template of its folder, or as plain
// text where it has none. Const methods are thread-safe.
#pragma once

#include <span>
#include <string>

namespace constate::app {

struct ChatMessage {
  std::string role, content;  // "system", "user" or "assistant"
  bool operator==(const ChatMessage&) const = default;
};

class ChatFormat {
 public:
  // The messages as they are: a system text and a newline; then each text of a user, and right behind it the
  // answer; between an answer and what comes next a newline.
  static ChatFormat plain() { return {}; }

  bool is_plain() const { return true; }
  // The text of the messages, the last of which is a user's, up to where the answer begins. Throws Error
  // where the template refuses them.
  std::string render(std::span<const ChatMessage> messages) const;
};

}  // namespace constate::app
