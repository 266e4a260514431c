// The commands of a conversation: lines that begin with a slash. One table, which the help is made of.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/chat_session.h"

namespace constate::app {

// What commands act on.
struct ChatDesk {
  ChatSession& session;
  std::function<void(const std::string&)> say;  // a line, or several
  std::function<void()> retry;                  // answers the last question again
  bool leaves = false;                          // the conversation ends
};

struct ChatCommand {
  const char* name;
  const char* argument;  // "FILE"; "" where there is none, in brackets where it may be left out
  const char* help;
  void (*run)(ChatDesk& desk, const std::string& argument);
};

std::span<const ChatCommand> chat_commands();

// The command that a line names, without its slash, and what stands behind the name. Throws Error for one
// that there is not, and for an argument that is missing or too much.
struct ChatCall {
  const ChatCommand* command;
  std::string argument;
};
ChatCall chat_call(std::string_view line);

// "temperature 0.8": changes one of the settings. Throws Error for a name or value that is none.
void set_chat_setting(ChatSettings& settings, std::string_view name_and_value);
// In a line.
std::string settings_text(const ChatSettings& settings);

// "fed 5 tokens, 210 tok/s · first token 0.03 s · answer 20 tokens, 1100 tok/s"
std::string figures_text(const Turn& turn);

}  // namespace constate::app
