// Random arrays for measuring: as fast as memory takes them, and the same on every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "base/host_array.h"

namespace constate::runtime {

// Uniform in [-scale, scale), rounded to `dtype`; whole numbers from -127 to 127 for s8, where `scale` does
// not count. What stands at a place depends on the seed and the place alone. Fills with all of the machine's
// threads.
HostArray random_array(DType dtype, std::vector<std::int64_t> dims, float scale, std::uint64_t seed);

}  // namespace constate::runtime
