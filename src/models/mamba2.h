// Mamba-2 as mathematics: the parameters, the state, the block. See mamba2.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::mamba2 {

// Who wrote config.json and named the tensors: transformers, or the training code, state-spaces/mamba.
enum class Layout { kTransformers, kStateSpaces };

// Under transformers' names; what only the training code has is at the end, as transformers computes it.
struct Config {
  std::int64_t hidden_size, num_hidden_layers, state_size, head_dim, num_heads, n_groups, conv_kernel,
      chunk_size, vocab_size;  // rows of the embedding
  double expand;
  double layer_norm_epsilon;
  double time_step_min, time_step_max;  // time_step_limit
  std::string hidden_act;
  bool use_bias, use_conv_bias, residual_in_fp32, tie_word_embeddings;
  std::optional<std::int64_t> bos_token_id, pad_token_id;
  std::vector<std::int64_t> eos_token_ids;

  Layout layout = Layout::kTransformers;
  std::int64_t gated_size = 0;  // channels beside the recurrence's, which pass a gate alone
  std::int64_t mlp_size = 0;    // inner width of the MLP after each mixer; 0: there is none
  bool layer_norm = false;      // LayerNorm, with a bias, instead of RMSNorm before each block and at the end
  bool D_per_channel = false;   // D [g r p] instead of [g r]
  bool mixer_norm = true;       // the mixer's own RMSNorm
  bool norm_before_gate = false;  // that norm first, and then the gate

  std::int64_t inner() const { return num_heads * head_dim; }
  std::int64_t channels() const {
    return inner() + 2 * n_groups * state_size;
  }  // x, B and C, through the convolution
  std::int64_t heads_per_group() const { return num_heads / n_groups; }
};

using trace::Matrix;

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Mixer {
  Matrix<T> in_proj;           // [e d], e = (z₀, x₀,) z, x, B, C, Δ one after the other
  std::optional<T> in_bias;    // [e]
  T conv_weight;               // [e k], e = x, B, C; the last k is the current token's
  std::optional<T> conv_bias;  // [e]
  T dt_bias, A_log, D;         // [g r]; D may be [g r p]
  std::optional<T> norm;       // [g r p]
  Matrix<T> out_proj;          // [d e], e = (x₀,) x
  std::optional<T> out_bias;   // [d]
  CONSTATE_FIELDS(in_proj, in_bias, conv_weight, conv_bias, dt_bias, A_log, D, norm, out_proj, out_bias)
};

template <class T>
struct Mlp {
  T norm;                      // [d]
  std::optional<T> norm_bias;  // [d]
  Matrix<T> fc1;               // [e d], e = x, z
  Matrix<T> fc2;               // [d e]
  CONSTATE_FIELDS(norm, norm_bias, fc1, fc2)
};

template <class T>
struct Layer {
  T norm;                      // [d]
  std::optional<T> norm_bias;  // [d]
  Mixer<T> mixer;
  std::optional<Mlp<T>> mlp;
  CONSTATE_FIELDS(norm, norm_bias, mixer, mlp)
};

template <class T>
struct Weights {
  Matrix<T> embedding;  // [v d]
  std::vector<Layer<T>> layers;
  T norm_f;                       // [d]
  std::optional<T> norm_f_bias;   // [d]
  std::optional<Matrix<T>> head;  // [v d], where it is not the embedding
  CONSTATE_FIELDS(embedding, layers, norm_f, norm_f_bias, head)
};

template <class T>
struct LayerState {
  std::optional<T> conv;  // [b k e]: the k = conv_kernel - 1 last inputs of the convolution, oldest first
  T ssm;                  // [b g r p n]
  CONSTATE_FIELDS(conv, ssm)
};

template <class T>
struct State {
  std::vector<LayerState<T>> layers;
  CONSTATE_FIELDS(layers)
};

// Ids [b t] or [b] to hidden states [b t d] or [b d]; see BoundModel::hidden. `taps`, if given, receives
// the residual stream after each layer.
trace::Tensor hidden(const Weights<trace::Tensor>& w, const Config& k, trace::Tensor ids, trace::Tensor valid,
                     State<trace::Tensor>& state, std::vector<trace::Tensor>* taps);
trace::Tensor logits(const Weights<trace::Tensor>& w, trace::Tensor hidden);

// One block, for examples and tests: u [b t d] or [b d], already normed.
trace::Tensor mixer(const Mixer<trace::Tensor>& w, const Config& k, trace::Tensor u, trace::Tensor valid,
                    LayerState<trace::Tensor>& state);

}  // namespace constate::models::mamba2
