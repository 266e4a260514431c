// State: what sequences have become so far, on a device: one row each, of constant size for a model without
// attention.
//
// Plain data that owns its buffers; move-only. Belongs to one caller at a time, and must not outlive its
// Engine.
#pragma once

#include <cstdint>
#include <vector>

#include "pjrt/buffer.h"

namespace constate::engine {

struct State {
  std::int64_t batch = 0;
  std::vector<pjrt::Buffer> parts;   // [b ...], in the order of BoundModel::state()
  std::vector<std::int64_t> tokens;  // that each row has seen
};

}  // namespace constate::engine
