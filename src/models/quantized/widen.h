// Stored numbers with scales to f32. Internal to this folder. Each function gets the tensors of one matrix as
// they are read, floats as f32, and throws FormatError for elements that no such matrix has.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/host_array.h"
#include "models/quantized/quantized.h"

namespace constate::models::quantized {

// The block of a matrix [o i] for which there is one scale.
using Block = Quantization::Block;

// The parts of one matrix, by what they are. Absent ones are null.
struct Parts {
  std::string module;  // "model.layers.0.mlp.up_proj", for messages
  const HostArray* numbers = nullptr;
  const HostArray* scales = nullptr;
  const HostArray* zeros = nullptr;
  const HostArray* group_of_input = nullptr;  // s32 [i]
  const HostArray* shape = nullptr;           // [2]: o and i
  const HostArray* factor = nullptr;          // for all scales, f32 []
};

// A float or s8 for each element, [o i]; zero points s8 like the scales.
HostArray from_elements(const Parts& parts, Block block);
// Words s32 [o i·bits/32] with 2^(bits-1) added to each number, which no word cuts short: the next has its
// upper bits. Scales [o groups], zero points packed likewise along the outputs.
HostArray from_rows_of_bits(const Parts& parts, std::int64_t bits, std::int64_t inputs);
// Two floats of 4 bits (E2M1) in a byte u8 [o i/2], the first in its lower half. Scales [o groups]: floats,
// or u8 for powers of two with 127 added.
HostArray from_fp4(const Parts& parts, bool divide_by_factor);
// Words s32 [i·bits/32 o]; scales [groups o]; zero points [groups o·bits/32].
HostArray from_gptq(const Parts& parts, std::int64_t bits, bool zero_less_one);
// Words s32 [i o/8]; scales [groups o]; zero points [groups o/8].
HostArray from_awq(const Parts& parts);

}  // namespace constate::models::quantized
