// LineReader: the lines that a person types or a pipe brings, and what may come between them. On a terminal
// with editing (libedit) and a history; else as they are. For one thread, one at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/interrupt.h"

namespace constate::app {

inline constexpr std::size_t kMostLineBytes = std::size_t{1} << 20;  // of a line

struct TypedLine {
  enum class Kind {
    kLine,     // `text` is it, without its newline
    kTooLong,  // a line of `bytes`, more than are taken; it is gone
    kEnd,      // no more lines
    kCtrlC,    // in place of a line; `bytes` of one had been typed, as far as that is known
    kSignal,   // Interrupt::came
  };
  Kind kind;
  std::string text = {};
  std::size_t bytes = 0;
};

class LineReader {
 public:
  virtual ~LineReader() = default;
  // Shows `prompt` where a person types, and waits.
  virtual TypedLine read(const std::string& prompt) = 0;
};

// Of standard input. `note` is told, in a line, why there is no history. `interrupt` must outlive it.
std::unique_ptr<LineReader> make_line_reader(Interrupt& interrupt,
                                             const std::function<void(const std::string&)>& note);
// Whether a person types: standard input and standard error are a terminal.
bool is_typed();

}  // namespace constate::app
