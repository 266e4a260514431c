#include "jinja/loop.h"

#include "jinja/compare.h"

namespace constate::jinja {

bool LoopState::advance(Run& run) {
  std::optional<Value> item;
  if (!ahead.empty()) {
    item = std::move(ahead.front());
    ahead.pop_front();
  } else {
    item = stream.next(run);
  }
  if (!item) return false;
  before = std::move(current);
  current = std::move(item);
  ++index0;
  return true;
}

const Value* LoopState::peek(Run& run) {
  if (ahead.empty()) {
    std::optional<Value> item = stream.next(run);
    if (!item) return nullptr;
    ahead.push_back(*std::move(item));
  }
  return &ahead.front();
}

std::int64_t LoopState::length(Run& run) {
  if (!size) {
    while (std::optional<Value> item = stream.next(run)) {
      run.meter.room(2 * ahead.size() * sizeof(Value));
      ahead.push_back(*std::move(item));
    }
    size = index0 + 1 + static_cast<std::int64_t>(ahead.size());
  }
  return *size;
}

std::optional<Value> LoopState::attribute(Run& run, std::string_view name) {
  const auto integer = [](std::int64_t value) { return Value(value); };
  if (name == "index0") return integer(index0);
  if (name == "index") return integer(index0 + 1);
  if (name == "first") return Value(index0 == 0);
  if (name == "last") return Value(peek(run) == nullptr);
  if (name == "length") return integer(length(run));
  if (name == "revindex") return integer(length(run) - index0);
  if (name == "revindex0") return integer(length(run) - index0 - 1);
  if (name == "depth") return integer(1);  // recursive loops are refused
  if (name == "depth0") return integer(0);
  if (name == "previtem") return before ? *before : Value::undefined("there is no item before");
  if (name == "nextitem") {
    const Value* next = peek(run);
    return next != nullptr ? *next : Value::undefined("there is no item after");
  }
  return std::nullopt;
}

void LoopState::let_go() {
  ahead.clear();
  before.reset();
  current.reset();
  changed.reset();
  stream = ValueStream(Value::undefined(""));
}

Value call_loop_method(Run& run, LoopState& loop, std::string_view name, Arguments& arguments) {
  if (!arguments.named.empty()) fail("a method of `loop` takes no named arguments");
  if (name == "cycle") {
    if (arguments.positional.empty()) fail("loop.cycle needs something to cycle through");
    return arguments.positional[static_cast<std::size_t>(loop.index0) % arguments.positional.size()];
  }
  Value now = Value::tuple(&run.meter, std::move(arguments.positional));
  if (loop.changed && equal(*loop.changed, now, &run.meter)) return Value(false);
  loop.changed = std::move(now);
  return Value(true);
}

}  // namespace constate::jinja
