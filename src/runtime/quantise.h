// Matrices in 8 bits, or stacks of them: each row, or each group of a row's elements, as integers between
// -127 and 127, and what one step of them is.
#pragma once

#include "base/host_array.h"

namespace constate::runtime {

struct QuantisedRows {
  HostArray elements;  // s8 [... o i]; in groups [... groups o i/groups]
  HostArray scales;    // f32 [... o] or [... groups o]; NaN where a value is not finite
};

// Of f32 [... o i]: the largest of each row, or of each of the `groups` pieces of a row, is 127 steps; the
// others are rounded to the nearest. `groups` divides i.
QuantisedRows quantise_rows(const HostArray& matrix, std::int64_t groups = 1);

}  // namespace constate::runtime
