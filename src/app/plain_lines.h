// Lines of standard input as they are: of a pipe, a file, or a terminal that cannot edit.
#pragma once

#include "app/line_reader.h"

namespace constate::app {

// Waits until standard input can be read, or something came that is no input.
enum class Waited { kInput, kCtrlC, kSignal };
Waited wait_for_input(Interrupt& interrupt);

class PlainLines : public LineReader {
 public:
  PlainLines(Interrupt& interrupt, bool shows_prompt) : interrupt_(interrupt), shows_prompt_(shows_prompt) {}
  TypedLine read(const std::string& prompt) override;

 private:
  Interrupt& interrupt_;
  const bool shows_prompt_;
  std::string buffer_;           // what has come and was not given out
  std::size_t looked_at_ = 0;    // bytes of it that hold no newline
  std::size_t passed_over_ = 0;  // bytes of a line that is too long
  bool at_end_ = false;
};

}  // namespace constate::app
