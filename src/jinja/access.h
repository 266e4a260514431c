// `value.name`, `value[key]` and `value[from:to:step]`, as Jinja's sandbox has them: methods before items for
// a dot, items before methods for brackets, and an undefined value for what is not there. What changes a
// value, and names that begin with an underscore, are not there.
#pragma once

#include "jinja/value.h"

namespace constate::jinja {

Value attribute_of(Run& run, const Value& value, std::string_view name);
Value item_of(Run& run, const Value& value, const Value& key);
// Each of the three may be none.
Value slice_of(Run& run, const Value& value, const Value& from, const Value& to, const Value& step);

// `path` as filters take it: "a.b.0", or an integer. An undefined value on the way becomes `missing`, if
// there is one.
Value follow(Run& run, Value value, const Value& path, const std::optional<Value>& missing = std::nullopt);

}  // namespace constate::jinja
