// How the next token is chosen, as a user or a checkpoint asks for it. Plain data; models/sampling.h says
// what the settings do.
#pragma once

#include <cstdint>

namespace constate::engine {

struct Sampling {
  double temperature = 0;         // 0: the likeliest token
  std::int64_t top_k = 0;         // 0: all tokens
  double top_p = 1;               // 1: all tokens
  double min_p = 0;               // 0: all tokens
  double repetition_penalty = 1;  // 1: none
  std::uint64_t seed = 0;
};

// Throws Error(kInvalidArgument), naming the setting and its range.
void check_sampling(const Sampling& sampling);

}  // namespace constate::engine
