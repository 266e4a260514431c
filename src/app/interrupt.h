// Ctrl-C (SIGINT), SIGTERM and SIGHUP, alike. While there is nothing to keep the first one ends the program
// at once with the code that a shell tells for it (130, 143, 129); once there is, it is only remembered, and
// the second one ends the program as if nothing caught it. SIGTERM and SIGHUP stay ignored where they were
// (`nohup`). In a conversation Ctrl-C stops an answer, and the program goes on.
#pragma once

#include <sys/types.h>

namespace constate::app {

// Thrown where an interrupt that was remembered ends the command.
struct Interrupted {
  int code;  // the exit code
};

class Interrupt {
 public:
  Interrupt();  // from here on, while there is one; at most one at a time
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  void nothing_to_keep();
  void something_to_keep();
  bool came() const { return code() != 0; }
  int code() const;  // the exit code for the one that came; 0 where none did

  // From here on Ctrl-C ends nothing, however often it comes: it is only remembered, for `take_ctrl_c`.
  void ctrl_c_ends_nothing();
  // Whether Ctrl-C came since the last call. `wake_fd` cannot be read afterwards.
  bool take_ctrl_c();
  // Can be read once one came, for who waits for something else too.
  int wake_fd() const;

  // While there is something to keep: a child process that an interrupt ends too, at once. It is named after
  // it was started, and 0 before its end is waited for in a way that frees its number.
  void ends_with(pid_t child);
};

}  // namespace constate::app
