#include "app/chat_format.h"

namespace constate::app {

std::string ChatFormat::render(std::span<const ChatMessage> messages) const {
  std::string out;
  for (const ChatMessage& message : messages) {
    if (message.role == "user" && !out.empty()) out += '\n';
    out += message.content;
  }
  return out;
}

}  // namespace constate::app
