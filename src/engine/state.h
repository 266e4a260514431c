// State: what sequences have become so far, on a device: one row each, of constant size for a model without
// attention. Parts that hold something for each token have room for `capacity` tokens of each row.
//
// Plain data that owns its buffers; move-only. Belongs to one caller at a time, and must not outlive its
// Engine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "pjrt/buffer.h"
#include "programs/state_shape.h"

namespace constate::engine {

struct State {
  std::int64_t batch = 0;
  std::int64_t capacity = 0;         // 0 for a model without such parts
  std::vector<pjrt::Buffer> parts;   // [b ...], in the order of BoundModel::state()
  std::vector<std::int64_t> tokens;  // that each row has seen

  programs::StateShape shape() const { return {batch, capacity}; }
  std::int64_t longest() const {
    return tokens.empty() ? 0 : *std::max_element(tokens.begin(), tokens.end());
  }
};

}  // namespace constate::engine
