// Ctrl-C. While there is nothing to keep it ends the program at once with code 130; once there is text, the
// first one is only remembered and the second one ends the program as if nothing caught it.
#pragma once

namespace constate::app {

class Interrupt {
 public:
  Interrupt();  // from here on, while there is one; at most one at a time
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  void nothing_to_keep();
  void something_to_keep();
  bool came() const;
};

}  // namespace constate::app
