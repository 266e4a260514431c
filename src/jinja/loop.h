// LoopState: the variable `loop` of a `for`.
#pragma once

#include <deque>
#include <optional>

#include "jinja/arguments.h"
#include "jinja/iterate.h"

namespace constate::jinja {

struct LoopState : Keepable {
  explicit LoopState(ValueStream items) : stream(std::move(items)), size(stream.size()) {}

  // The next item becomes the current one; false at the end.
  bool advance(Run& run);
  // `loop.NAME`, or nothing for a name that it does not have.
  std::optional<Value> attribute(Run& run, std::string_view name);
  void let_go() override;

  ValueStream stream;
  std::optional<std::int64_t> size;
  std::deque<Value> ahead;  // taken from the stream to look at
  std::optional<Value> before, current;
  std::int64_t index0 = -1;
  std::optional<Value> changed;  // what `changed` was last asked about

 private:
  std::int64_t length(Run& run);
  const Value* peek(Run& run);
};

// What `loop.cycle` and `loop.changed` are called with.
Value call_loop_method(Run& run, LoopState& loop, std::string_view name, Arguments& arguments);

}  // namespace constate::jinja
