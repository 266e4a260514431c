// What layers with the gated delta rule share: from queries, keys and values as a convolution leaves them,
// with what a layer makes of its input for β and the decay, to the output of each head.
//
//   b batch   t time   e inner width   g head of the keys   r head of the values that share it   p value
//   width n key width
#pragma once

#include "models/language_model.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct DeltaHeads {
  std::int64_t key_heads, value_heads, key_dim, value_dim;

  std::int64_t heads_per_key() const { return value_heads / key_heads; }
  std::int64_t keys() const { return key_heads * key_dim; }
  std::int64_t values() const { return value_heads * value_dim; }
  std::int64_t channels() const { return 2 * keys() + values(); }
};

// Without a checkpoint: as Mamba-2 starts its training.
inline constexpr RandomValues kDecayRate{8.5f, 7.5f, /*logarithm=*/true}, kTimeStep{-4.6f, 2.3f};

// qkv [b t e] or [b e], e = q, k, v; beta [... g r]; log_decay, at most 0, [... g r] or [... g r n]; valid [b
// t] or [b]. Queries and keys are made of length one. y [... g r p]; `state`, [b g r p n], becomes that after
// the last token that is valid.
trace::Tensor delta_heads(const DeltaHeads& k, trace::Tensor qkv, trace::Tensor beta, trace::Tensor log_decay,
                          const Places& places, trace::Tensor& state);
StateSpec delta_heads_state(const DeltaHeads& k);

// Floating-point operations of the rule for each token of a prompt of so many.
double delta_heads_flops(const DeltaHeads& k, std::int64_t tokens, const trace::Lowering& lowering);

}  // namespace constate::models::layers
