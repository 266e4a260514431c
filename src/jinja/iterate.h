// ValueStream: the items of a value, as a `for` of Python would get them.
#pragma once

#include <optional>
#include <vector>

#include "jinja/value.h"

namespace constate::jinja {

class ValueStream {
 public:
  // Throws where `source` has no items.
  explicit ValueStream(Value source);

  std::optional<Value> next(Run& run);
  std::optional<std::int64_t> size() const;  // of those that have one: all but iterators
  int depth() const { return source_.depth(); }

 private:
  Value source_;
  std::size_t at_ = 0;  // an item, or a byte of a text
};

bool has_items(const Value& value);
// What Python's len() gives; throws where there is none.
std::int64_t length_of(const Value& value);
// All of them; an iterator is used up.
std::vector<Value> items_of(Run& run, const Value& value);
// Last one first; nothing where Python's reversed() refuses.
std::optional<std::vector<Value>> reversed_items(Run& run, const Value& value);

}  // namespace constate::jinja
