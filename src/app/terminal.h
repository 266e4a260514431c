// The program's streams: standard output for results alone, standard error for everything else, and one
// line there that tells what is going on where a person watches.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "base/error.h"

namespace constate::app {

// The reader of standard output has gone (`| head`): nothing to say, but not a success either.
struct OutputClosed {};

// Opens what is missing of the descriptors 0 to 2, so that no file of ours gets one of them, and asks for
// write errors in place of SIGPIPE and SIGXFSZ. To be called first.
void prepare_streams();

bool stdin_is_terminal();
bool stdout_is_terminal();
// Whether it is a terminal that takes the sequence which erases a line: not one that TERM calls dumb, or does
// not name at all.
bool stderr_can_erase();

// Writes all of it to standard output. Throws OutputClosed for a closed pipe and Error for anything else
// ("standard output: cannot be written: No space left on device").
void write_out(std::string_view text);

// A line to standard error; control characters are escaped. A failure to write it is ignored.
void say(std::string_view line);
// The same, but pale where the terminal can do that: for what stands between texts.
void say_aside(std::string_view line);
// As it is, and without a newline: a prompt.
void say_part(std::string_view text);

// "loading 40 % · compiling decode · scoring 3 %", on one line that is rewritten.
// Thread-safe.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown) : shown_(shown) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void loading(double share);
  void compiling(const std::string& program);  // "" when it is done
  void doing(const std::string& what);         // anything else; "" when it is done
  // Takes the line away. It comes back with the next call.
  void clear();
  // A line that stays, above this one.
  void note(std::string_view line);

 private:
  void draw();
  void erase();

  const bool shown_;
  std::mutex mutex_;
  int percent_ = -1;
  std::string program_, doing_, drawn_;
};

}  // namespace constate::app
