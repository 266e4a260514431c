// LineEditor: lines that a person edits on a terminal, by libedit, with a history. Only libedit knows the
// terminal's keys; what it does not do is read: that is here, so that a signal can come between two keys.
#pragma once

#include <memory>

#include "app/line_reader.h"
#include "app/typed_history.h"

namespace constate::app {

class LineEditor : public LineReader {
 public:
  LineEditor(Interrupt& interrupt, TypedHistory history);
  ~LineEditor() override;
  TypedLine read(const std::string& prompt) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace constate::app
