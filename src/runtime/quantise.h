// Matrices in 8 bits, or stacks of them: each row as integers between -127 and 127, and what one step of them
// is.
#pragma once

#include "base/host_array.h"

namespace constate::runtime {

struct QuantisedRows {
  HostArray elements;  // s8 [... o i]
  HostArray scales;    // f32 [... o]; NaN for a row that holds a value which is not finite
};

// Of f32 [... o i]: the largest of each row is 127 steps, the others are rounded to the nearest.
QuantisedRows quantise_rows(const HostArray& matrix);

}  // namespace constate::runtime
