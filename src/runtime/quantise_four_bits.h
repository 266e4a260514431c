// Matrices in 4 bits, or stacks of them, as trace/four_bits.h has them.
#pragma once

#include "base/host_array.h"

namespace constate::runtime {

struct FourBitRows {
  HostArray bytes;   // u8 [... blocks o i/2/blocks]
  HostArray steps;   // s8 [... blocks o 2 8]: factors between 1 and 16, and offsets
  HostArray scales;  // bf16 [... blocks o]; NaN where a value of the block is not finite
};

// Of f32 [... o i], in `blocks` blocks of 8 groups of an even number of inputs. For each group a line is
// sought that 16 levels on it have the least squared error from its values; then a scale of the block, in
// whole multiples of which the lines are held. Zeros stay zeros where all of a block are.
FourBitRows quantise_four_bits(const HostArray& matrix, std::int64_t blocks);

}  // namespace constate::runtime
