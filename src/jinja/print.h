// Values as text: what `{{ }}` prints, which is Python's str(), and Python's repr() inside of containers.
#pragma once

#include <string>

#include "jinja/value.h"

namespace constate::jinja {

void append_str(Run& run, const Value& value, TextBuilder& out);
void append_repr(Run& run, const Value& value, TextBuilder& out);
std::string to_str(Run& run, const Value& value);
// The same for what is put into a text: escaped if that is `safe` and `value` is not.
std::string text_beside(Run& run, bool safe, const Value& value);
// The shortest decimal number that reads back as `value`, as Python writes it: 1.0, 1e+16, 1e-05, inf, nan.
std::string float_repr(double value);

}  // namespace constate::jinja
