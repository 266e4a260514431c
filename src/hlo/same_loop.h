// Whether two loops compute the same, so that one of them is enough.
#pragma once

#include <span>

#include "hlo/program.h"

namespace constate::hlo {

struct LoopRegions {
  const Region &condition, &body;
};

// `a` and `b` begin with the same values. `around` are the regions that they stand in: an operation may be in
// a loop in one of them, and before it in the other.
bool same_loop(const LoopRegions& a, const LoopRegions& b, std::span<const Region* const> around);

}  // namespace constate::hlo
