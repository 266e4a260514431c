// What a function, a filter, a test or a method is called with, and how it takes it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jinja/value.h"

namespace constate::jinja {

struct Arguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

// Arguments by the place of their parameter.
class Bound {
 public:
  // `parameters` are names with spaces between: "old new count?". A `?` marks what may be left out; names
  // after a `/` cannot be given by name.
  Bound(std::string_view parameters, Arguments& arguments);

  bool has(std::size_t i) const { return values_[i].has_value(); }
  const Value& operator[](std::size_t i) const { return *values_[i]; }  // of one that is there

  // Each with the value for one that was left out; each throws for a value of another kind.
  Value value_or(std::size_t i, Value missing) const { return has(i) ? *values_[i] : std::move(missing); }
  bool flag_or(std::size_t i, bool missing) const;  // by its truth
  std::int64_t integer(std::size_t i) const;
  std::int64_t integer_or(std::size_t i, std::int64_t missing) const { return has(i) ? integer(i) : missing; }
  std::string_view text(std::size_t i) const;
  bool given(std::size_t i) const { return has(i) && !values_[i]->is_none(); }  // there, and not none

 private:
  std::string_view parameters_;
  std::vector<std::optional<Value>> values_;
};

}  // namespace constate::jinja
