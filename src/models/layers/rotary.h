// Rotary position embeddings (Su et al. 2021, arXiv:2104.09864): pairs of a head's elements are turned by an
// angle that grows with the position.
#pragma once

#include <vector>

#include "trace/tensor.h"

namespace constate::models::layers {

struct Rotary {
  // Of each pair the angle between two positions. The pairs are elements i and i + m of a head, m the number
  // of pairs; elements from 2 m on stay as they are.
  std::vector<double> frequencies;
  double scale = 1;  // of what was turned
};

// theta^(-2i / dims) for i = 0, ..., dims / 2 - 1.
std::vector<double> rotary_frequencies(std::int64_t dims, double theta);

// x [... p] with the letters of `position`, s32 [b t] or [b], among its own.
trace::Tensor rotated(trace::Tensor x, trace::Tensor position, const Rotary& rotary);

}  // namespace constate::models::layers
