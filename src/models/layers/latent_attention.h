// Multi-head latent attention (DeepSeek-V2, arXiv:2405.04434) without positions: keys and values of all heads
// are projections of one narrow vector for each token. That vector is the state, with the part of the keys
// that the heads share: the projections are taken to the queries and to the output instead (section 2.1.2
// there; docs/decisions/0038).
//
//   b batch   t time   c place of a key   d model width   e inner width   r head   m narrow width of the
//   queries l width of the latent vector   n width of a head's own part of a key   v width of a value p = the
//   latent vector, and the part of a key that is shared
#pragma once

#include <optional>
#include <string>

#include "models/language_model.h"
#include "models/layers/norm.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct LatentAttentionConfig {
  std::int64_t hidden_size, num_heads, latent, own_dim, shared_dim, value_dim;
  std::optional<std::int64_t> query_latent = {};  // width through which queries go, where they do
  bool bias = false;                              // of the projections from and to the model's width
  Norm norm = {1e-6};                             // of the latent vectors

  std::int64_t kept() const { return latent + shared_dim; }
  std::int64_t query_dim() const { return own_dim + shared_dim; }
};

template <class T>
struct LatentAttention {
  std::optional<trace::Matrix<T>> q_a_proj;  // [m d]
  std::optional<T> q_a_bias, q_a_norm;       // [m]
  trace::Matrix<T> q_proj;                   // [e d] or [e m], e = r, (own, shared)
  trace::Matrix<T> kv_a_proj;                // [p d]
  std::optional<T> kv_a_bias;                // [p]
  T kv_a_norm;                               // [l]
  T kv_b_proj;                               // f32 [r e l], e = n, v
  trace::Matrix<T> o_proj;                   // [d e], e = r, v
  std::optional<T> o_bias;                   // [d]
  CONSTATE_FIELDS(q_a_proj, q_a_bias, q_a_norm, q_proj, kv_a_proj, kv_a_bias, kv_a_norm, kv_b_proj, o_proj,
                  o_bias)
};

template <class T>
struct LatentAttentionState {
  T latent;  // [b c g = 1 p], c the capacity, as of AttentionState
  CONSTATE_FIELDS(latent)
};

// u [b t d] or [b d], already normed; position s32 [b]. Capacity and what is not valid as in `attention`.
trace::Tensor latent_attention(const LatentAttention<trace::Tensor>& w, const LatentAttentionConfig& k,
                               trace::Tensor u, trace::Tensor position,
                               LatentAttentionState<trace::Tensor>& state);

// Its tensors in a checkpoint are `prefix` and "kv_a_proj_with_mqa.weight", ...
LatentAttention<WeightSpec> latent_attention_specs(const LatentAttentionConfig& k, DType dtype,
                                                   const std::string& prefix);
LatentAttentionState<StateSpec> latent_attention_state(const LatentAttentionConfig& k, std::int64_t capacity);

// Floating-point operations for each token of a prompt of so many from an empty text, with those of
// kv_b_proj.
double latent_attention_flops(const LatentAttentionConfig& k, std::int64_t tokens);

}  // namespace constate::models::layers
