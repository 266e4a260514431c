// What the operators of a template do to values, as Python does it. Each throws FormatError for values that
// the operator does not take, and for integers of more than 64 bits.
#pragma once

#include "jinja/value.h"

namespace constate::jinja {

enum class Operator { kAdd, kSubtract, kMultiply, kDivide, kFloorDivide, kRemainder, kPower };

Value apply(Run& run, Operator op, const Value& a, const Value& b);
Value negative(const Value& value);
Value positive(const Value& value);
Value concatenation(Run& run, const std::vector<Value>& parts);  // a ~ b ~ c

// Python's round(); `digits` none gives an integer.
Value rounded(const Value& value, std::int64_t digits);
// An integer of a float, or throws where it has none of 64 bits.
Value floor_of(double value, bool up);

// `text % values`, and the filter `format`.
Value format_percent(Run& run, const Value& text, const Value& values);

}  // namespace constate::jinja
