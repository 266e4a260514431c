// For tests: small states, whole.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/saved_state.h"

namespace constate::engine {

inline HostArray array_of(DType dtype, std::vector<std::int64_t> dims, std::uint64_t seed) {
  HostArray out(Shape{dtype, std::move(dims)});
  std::vector<float> values(static_cast<std::size_t>(out.shape().elements()));
  for (float& v : values) {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    v = static_cast<float>(static_cast<std::int32_t>(seed >> 33)) / 65536.0f - 16384;
  }
  convert(DType::kF32, std::as_bytes(std::span(values)), dtype, out.bytes());
  return out;
}

// After five tokens, with all that a state can have but logits.
inline SavedState small_state() {
  SavedState s;
  s.model = {"mamba2", "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"};
  s.tokens = 5;
  s.ids = {3, 1, 4, 1, 5};
  TokenHash hash;
  hash.add(*s.ids);
  s.tokens_hash = hash.hex();
  s.recent = {3, 1, 4, 1, 5, 9};
  s.next = 9;
  s.withheld = 2;
  s.sampling = {0.1 + 0.2, 40, 0.95, 1e-300, 1.1, 0xFFFF'FFFF'FFFF'FFFF};
  s.drawn = 3;
  s.dtype = "bf16";
  s.device = "a device";
  s.program = "constate 0.1.0";
  s.saved_at = 1'795'858'200;
  s.seen = HostArray::of<std::uint8_t>(DType::kPred, {10}, {0, 1, 0, 1, 1, 1, 0, 0, 0, 1});
  s.fields.emplace_back("layers.0.conv", array_of(DType::kF32, {2, 3}, 1));
  s.fields.emplace_back("layers.0.ssm", array_of(DType::kBF16, {2, 2, 2}, 2));
  s.fields.emplace_back("layers.1.conv", array_of(DType::kF16, {4}, 3));
  s.notes = {{"chat", R"([{"role":"user","content":"gr\u00fc\u00df dich"}])"}, {"empty", ""}};
  return s;
}

// The same with logits in place of `next`, and without ids and notes.
inline SavedState state_with_logits() {
  SavedState s = small_state();
  s.next.reset();
  s.recent.pop_back();
  s.ids.reset();
  s.notes.clear();
  s.logits = array_of(DType::kF32, {10}, 7);
  return s;
}

}  // namespace constate::engine
