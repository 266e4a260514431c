// The block of Gated DeltaNet (Yang, Kautz & Hatamizadeh 2024, arXiv:2412.06464), as several families have
// it: projections, a short convolution of queries, keys and values, the gated delta rule with queries and
// keys of length one, a norm of each head that a gate multiplies, and a projection.
//
//   b batch   t time   d model width   e inner width   k place in the convolution's window
//   g head of the keys   r head of the values that share it   p value width   n key width
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

// How a checkpoint holds the projections. z is the gate; b becomes β, a the decay.
enum class DeltaNetForm {
  kTogether,   // in_proj_qkv, in_proj_z, in_proj_b, in_proj_a
  kByKeyHead,  // in_proj_qkvz with q, k, v, z of the first head of the keys, then of the next; in_proj_ba
  kApart,      // q_proj, k_proj, v_proj, g_proj (z), b_proj, a_proj, and a convolution each for q, k and v
};

struct GatedDeltaNetConfig {
  std::int64_t hidden_size, num_key_heads, num_value_heads, key_head_dim, value_head_dim, conv_kernel;
  std::string hidden_act;  // after the convolution
  Norm norm;               // of the heads, before the gate
  DeltaNetForm form = DeltaNetForm::kTogether;
  double beta_scale = 1;  // with 2 a token may turn what the state holds for its key into its negative

  DeltaHeads heads() const { return {num_key_heads, num_value_heads, key_head_dim, value_head_dim}; }
  std::int64_t heads_per_key() const { return heads().heads_per_key(); }
  std::int64_t keys() const { return heads().keys(); }
  std::int64_t values() const { return heads().values(); }
  std::int64_t channels() const { return heads().channels(); }  // through the convolution
  std::int64_t projected_size() const { return channels() + values() + 2 * num_value_heads; }
};

template <class T>
struct GatedDeltaNet {
  std::vector<trace::Matrix<T>> in_proj;  // [e d] each, by the form
  std::vector<T> conv;        // [e k], e = q, k, v, in one or three; the last k is the current token's
  T dt_bias, A_log;           // [g r]
  T norm;                     // [p]
  trace::Matrix<T> out_proj;  // [d e], e = g, r, p
  CONSTATE_FIELDS(in_proj, conv, dt_bias, A_log, norm, out_proj)
};

template <class T>
struct GatedDeltaNetState {
  std::optional<T> conv;  // [b k e]: the k = conv_kernel - 1 last inputs of the convolution, oldest first
  T delta;                // [b g r p n]
  CONSTATE_FIELDS(conv, delta)
};

// u [b t d] or [b d], already normed.
trace::Tensor gated_delta_net(const GatedDeltaNet<trace::Tensor>& w, const GatedDeltaNetConfig& k,
                              trace::Tensor u, const Places& places,
                              GatedDeltaNetState<trace::Tensor>& state);

// Its tensors in a checkpoint are `prefix` and "in_proj_qkv.weight", ...
GatedDeltaNet<WeightSpec> gated_delta_net_specs(const GatedDeltaNetConfig& k, DType dtype,
                                                const std::string& prefix);
GatedDeltaNetState<StateSpec> gated_delta_net_state(const GatedDeltaNetConfig& k);

}  // namespace constate::models::layers
