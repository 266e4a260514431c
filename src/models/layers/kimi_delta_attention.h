// Kimi Delta Attention (Kimi Team 2025, arXiv:2510.26692): the delta rule in which each element of a key has
// its own decay. Projections, a short convolution of queries, keys and values, the rule with queries and keys
// of length one, a norm of each head that a gate multiplies, and a projection. Decay and gate come through
// narrow projections.
//
//   b batch   t time   d model width   e inner width   k place in the convolution's window   l narrow width
//   g head   r = 1   p value width, n key width, the same
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/language_model.h"
#include "models/layers/delta_heads.h"
#include "models/layers/norm.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct KimiDeltaAttentionConfig {
  std::int64_t hidden_size, num_heads, head_dim, conv_kernel;
  std::string hidden_act;  // after the convolution
  Norm norm;               // of the heads, before the gate

  std::int64_t inner() const { return num_heads * head_dim; }
  DeltaHeads heads() const { return {num_heads, num_heads, head_dim, head_dim}; }
};

template <class T>
struct KimiDeltaAttention {
  std::vector<trace::Matrix<T>> qkv_proj;  // [e d] each
  std::vector<T> conv;                     // [e k] each; the last k is the current token's
  trace::Matrix<T> f_a_proj, f_b_proj;     // [l d], [e l]: the decay
  T dt_bias;                               // [g r n]
  T A_log;                                 // [g r]
  trace::Matrix<T> b_proj;                 // [e d], e = g: β
  trace::Matrix<T> g_a_proj, g_b_proj;     // [l d], [e l]: the gate
  T norm;                                  // [p]
  trace::Matrix<T> o_proj;                 // [d e]
  CONSTATE_FIELDS(qkv_proj, conv, f_a_proj, f_b_proj, dt_bias, A_log, b_proj, g_a_proj, g_b_proj, norm,
                  o_proj)
};

template <class T>
struct KimiDeltaAttentionState {
  std::optional<T> conv;  // [b k e]: the k = conv_kernel - 1 last inputs of the convolution, oldest first
  T delta;                // [b g r p n]
  CONSTATE_FIELDS(conv, delta)
};

// u [b t d] or [b d], already normed.
trace::Tensor kimi_delta_attention(const KimiDeltaAttention<trace::Tensor>& w,
                                   const KimiDeltaAttentionConfig& k, trace::Tensor u, const Places& places,
                                   KimiDeltaAttentionState<trace::Tensor>& state);

// Its tensors in a checkpoint are `prefix` and "q_proj.weight", ...
KimiDeltaAttention<WeightSpec> kimi_delta_attention_specs(const KimiDeltaAttentionConfig& k, DType dtype,
                                                          const std::string& prefix);
KimiDeltaAttentionState<StateSpec> kimi_delta_attention_state(const KimiDeltaAttentionConfig& k);

}  // namespace constate::models::layers
