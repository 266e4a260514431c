// A matrix in four bits, two numbers in each byte (docs/decisions/0048), and products with it. For linear.cc
// alone.
//
// The inputs of a row are divided into blocks ('%'), and each block into kGroupsOfBlock groups ('&') of as
// many inputs, an even number s. Byte t kGroupsOfBlock + g of a block, t < s/2, holds input t of group g in
// its low half, and input t + s/2 in its high half: next to each other are inputs of different groups, so
// that a vector of bytes has a vector of factors. A number q of a group stands for (q factor + offset) scale;
// q factor + offset is between -128 and 127, so that a block is one of a matrix in 8 bits as well.
#pragma once

#include <vector>

#include "trace/linear_forms.h"

namespace constate::trace {

struct FourBits {
  Tensor bytes;  // u8 [% o i], i being the bytes of a block
  Tensor steps;  // s8 [% o / &]: the factors, and the offsets
  Tensor scale;  // bf16 [% o]
  bool picked = false;

  char out() const { return bytes.letters()[1]; }
  char in() const { return bytes.letters()[2]; }
  std::int64_t blocks() const { return bytes.size(kGroups); }
  std::int64_t width() const { return 2 * blocks() * bytes.size(in()); }
  FourBits renamed(char to, Location at) const;  // with `to` for the outputs
};

// The rows of x [... i] in the order of the numbers in unpacked weights: [? i].
Tensor in_order_of(const FourBits& weight, Operand x);
// Numbers as s8, which times the scales are the weights, in an order of the inputs of its own: [% o i]; or of
// each block, [o i]. They are made when `rows` are there and not before.
Tensor unpacked(const FourBits& weight, Tensor rows, Location at);
std::vector<Tensor> unpacked_blocks(const FourBits& weight, Tensor rows, Location at);

// x [... i], f32, times the weight as sums in lanes: [... o].
Tensor in_lanes(Operand x, const FourBits& weight);

// The weights themselves, f32 [... i] in the order of the inputs, of bytes [... % i], steps [... % / &] and
// scales [... %].
Tensor weights_of(const FourBits& rows);

}  // namespace constate::trace
