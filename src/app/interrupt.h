// Ctrl-C. While there is nothing to keep it ends the program at once with code 130; once there is, the
// first one is only remembered and the second one ends the program as if nothing caught it.
#pragma once

#include <sys/types.h>

namespace constate::app {

// Thrown where an interrupt that was remembered ends the command.
struct Interrupted {};

class Interrupt {
 public:
  Interrupt();  // from here on, while there is one; at most one at a time
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  void nothing_to_keep();
  void something_to_keep();
  bool came() const;

  // While there is something to keep: a child process that an interrupt ends too, at once. It is named after
  // it was started, and 0 before its end is waited for in a way that frees its number.
  void ends_with(pid_t child);
};

}  // namespace constate::app
