// What the lines of a conversation mean: messages, of one line or of several between """, and commands. Pure.
#pragma once

#include <string>

namespace constate::app {

inline constexpr std::size_t kMostMessageBytes = std::size_t{1} << 20;

struct ChatInput {
  enum class Kind {
    kNothing,  // a blank line, or one of several of a message that goes on
    kMessage,  // `text` is it
    kCommand,  // `text` is the line, without its slash
  };
  Kind kind = Kind::kNothing;
  std::string text = {};
};

class ChatLines {
 public:
  // Throws Error for a message or command that is not UTF-8, holds a zero byte, or is too long; it is gone
  // then, and the next line begins anew.
  ChatInput take(std::string line);
  // A line that was too long to be taken, of so many bytes. Throws, unless others of the message come.
  ChatInput take_too_long(std::size_t bytes);
  // Inside a message of several lines.
  bool is_open() const { return is_open_; }
  // The input ends, or the message is given up. The first throws where one is open.
  void end();
  void drop();

 private:
  void add(std::string_view line);
  ChatInput close();

  bool is_open_ = false;
  std::string text_;
  std::size_t lines_ = 0;  // of the open message
  std::size_t bytes_ = 0;  // of the open message, those included that are not kept
};

}  // namespace constate::app
