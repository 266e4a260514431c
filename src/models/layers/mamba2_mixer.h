// The block of Mamba-2 (Dao & Gu 2024, arXiv:2405.21060, section 7), as several families have it.
//
//   b batch   t time   d model width   e inner width   k place in the convolution's window
//   g group   r head in its group   p head width   n state width
#pragma once

#include <array>
#include <optional>
#include <string>

#include "models/language_model.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct Mamba2MixerConfig {
  std::int64_t hidden_size, state_size, head_dim, num_heads, n_groups, conv_kernel, chunk_size;
  double layer_norm_epsilon;
  double time_step_min, time_step_max;  // time_step_limit
  std::string hidden_act;
  bool use_bias, use_conv_bias, use_out_bias;  // of in_proj, the convolution, out_proj
  std::int64_t gated_size = 0;                 // channels beside the recurrence's, which pass a gate alone
  bool D_per_channel = false;                  // D [g r p] instead of [g r]
  bool mixer_norm = true;                      // the mixer's own RMSNorm
  bool norm_before_gate = false;               // that norm first, and then the gate
  // Of z, x, B, C and Δ after in_proj.
  std::array<double, 5> multipliers{1, 1, 1, 1, 1};

  std::int64_t inner() const { return num_heads * head_dim; }
  std::int64_t channels() const {
    return inner() + 2 * n_groups * state_size;
  }  // x, B and C, through the convolution
  std::int64_t heads_per_group() const { return num_heads / n_groups; }
  // Rows of in_proj: what a layer computes of a token, first of all.
  std::int64_t projected_size() const { return 2 * gated_size + inner() + channels() + num_heads; }
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Mamba2Mixer {
  trace::Matrix<T> in_proj;    // [e d], e = (z₀, x₀,) z, x, B, C, Δ one after the other
  std::optional<T> in_bias;    // [e]
  T conv_weight;               // [e k], e = x, B, C; the last k is the current token's
  std::optional<T> conv_bias;  // [e]
  T dt_bias, A_log, D;         // [g r]; D may be [g r p]
  std::optional<T> norm;       // [g r p]
  trace::Matrix<T> out_proj;   // [d e], e = (x₀,) x
  std::optional<T> out_bias;   // [d]
  CONSTATE_FIELDS(in_proj, in_bias, conv_weight, conv_bias, dt_bias, A_log, D, norm, out_proj, out_bias)
};

template <class T>
struct Mamba2MixerState {
  std::optional<T> conv;  // [b k e]: the k = conv_kernel - 1 last inputs of the convolution, oldest first
  T ssm;                  // [b g r p n]
  CONSTATE_FIELDS(conv, ssm)
};

// u [b t d] or [b d], already normed.
trace::Tensor mamba2_mixer(const Mamba2Mixer<trace::Tensor>& w, const Mamba2MixerConfig& k, trace::Tensor u,
                           const Places& places, Mamba2MixerState<trace::Tensor>& state);

// Its tensors in a checkpoint are `prefix` and "in_proj.weight", ...
Mamba2Mixer<WeightSpec> mamba2_mixer_specs(const Mamba2MixerConfig& k, DType dtype,
                                           const std::string& prefix);
Mamba2MixerState<StateSpec> mamba2_mixer_state(const Mamba2MixerConfig& k);

// Floating-point operations of the recurrence for each token of a prompt of so many: the four products of
// `ssd`. A multiplication and an addition are two.
double mamba2_mixer_flops(const Mamba2MixerConfig& k, std::int64_t tokens, const trace::Lowering& lowering);

}  // namespace constate::models::layers
