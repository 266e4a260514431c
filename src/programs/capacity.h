// The capacities that programs are compiled for, where a model's state grows by token: a short ladder, twice
// as much at each step, so that programs are few and a state takes at most twice what its text needs.
#pragma once

#include <cstdint>

#include "models/language_model.h"

namespace constate::programs {

// Each is a multiple of the first, which the layers rely on.
inline constexpr std::int64_t kFirstCapacity = 256, kMostCapacity = std::int64_t{1} << 40;

// That of a state whose texts have up to so many tokens, padding included; 0 for a model whose state does not
// grow.
inline std::int64_t capacity_for(bool grows, std::int64_t tokens) {
  if (!grows) return 0;
  std::int64_t out = kFirstCapacity;
  while (out < tokens && out < kMostCapacity) out *= 2;
  return out;
}
inline std::int64_t capacity_for(const models::BoundModel& model, std::int64_t tokens) {
  return capacity_for(models::grows_by_token(model), tokens);
}

}  // namespace constate::programs
