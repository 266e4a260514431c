// Equality, order, membership and hashes of values, as Python has them. `meter` may be null where nothing
// is counted.
#pragma once

#include "jinja/value.h"

namespace constate::jinja {

bool equal(const Value& a, const Value& b, Meter* meter);
// a < b; throws where the two have no order.
bool less(const Value& a, const Value& b, Meter* meter);
bool less_or_equal(const Value& a, const Value& b, Meter* meter);
// Equal values have equal hashes. Throws for what can be no key of a dict.
std::size_t hash_of(const Value& value, Meter* meter);
// Whether `container` has `item`; an Iterator is used up to where it stands.
bool contains(Run& run, const Value& container, const Value& item);
// A stable sort by `before`, which may throw; takes n log n calls whatever it answers.
void sort_values(std::vector<std::size_t>& order,
                 const std::function<bool(std::size_t, std::size_t)>& before);

}  // namespace constate::jinja
