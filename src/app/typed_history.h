// TypedHistory: the lines that were typed, kept in a file of the user's own for later runs. Each line is
// added when it was typed, by one write at the file's end, so that several programs may do so at once. Errors
// are told in a line and end the keeping. For one thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace constate::app {

// CONSTATE_HISTORY, where it is set; empty there: none. Else constate/chat_history in XDG_STATE_HOME, else in
// .local/state in HOME, where these are paths from the root.
std::filesystem::path history_file();

class TypedHistory {
 public:
  // `file` may be empty: nothing is kept then.
  TypedHistory(std::filesystem::path file, std::function<void(const std::string&)> note)
      : file_(std::move(file)), note_(std::move(note)) {}

  // The last ones, oldest first. A file that has grown long is cut to them.
  std::vector<std::string> read();
  // Nothing for a line that is empty or has control characters.
  void add(const std::string& line);

 private:
  void append(const std::string& line);
  void stop(const std::string& why);

  std::filesystem::path file_;
  std::function<void(const std::string&)> note_;
};

}  // namespace constate::app
