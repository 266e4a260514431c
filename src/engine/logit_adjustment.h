// What a request adds to its logits before a token is chosen: models/sampling.h says how. Plain data.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace constate::engine {

struct LogitAdjustment {
  std::span<const std::pair<std::int32_t, float>> bias = {};
  double presence = 0, frequency = 0;

  bool some() const { return !bias.empty() || presence != 0 || frequency != 0; }
};

// Throws Error(kInvalidArgument) for a number out of range, or an id that has two biases, and
// Error(kOutOfRange) for one outside the vocabulary.
void check_adjustment(const LogitAdjustment& adjustment, std::int64_t vocab_size);

}  // namespace constate::engine
