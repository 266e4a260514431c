// Mamba-2 as mathematics: the parameters, the state, the layers. See mamba2.cc; the block is
// layers/mamba2_mixer.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/layers/mamba2_mixer.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::mamba2 {

// Who wrote config.json and named the tensors: transformers, or the training code, state-spaces/mamba.
enum class Layout { kTransformers, kStateSpaces };

// Under transformers' names; what only the training code has is at the end, as transformers computes it.
struct Config : layers::Mamba2MixerConfig {
  std::int64_t num_hidden_layers, vocab_size;  // rows of the embedding
  double expand;
  bool residual_in_fp32, tie_word_embeddings;
  std::optional<std::int64_t> bos_token_id, pad_token_id;
  std::vector<std::int64_t> eos_token_ids;

  Layout layout = Layout::kTransformers;
  std::int64_t mlp_size = 0;  // inner width of the MLP after each mixer; 0: there is none
  bool layer_norm = false;    // LayerNorm, with a bias, instead of RMSNorm before each block and at the end
};

using trace::Matrix;

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
using Mixer = layers::Mamba2Mixer<T>;

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
using LayerState = layers::Mamba2MixerState<T>;

template <class T>
struct State {
  std::vector<LayerState<T>> layers;
  CONSTATE_FIELDS(layers)
};

// Ids [b t] or [b] to hidden states [b t d] or [b d]; see BoundModel::hidden. `taps`, if given, receives
// the residual stream after each layer.
trace::Tensor hidden(const Weights<trace::Tensor>& w, const Config& k, trace::Tensor ids,
                     const Places& places, State<trace::Tensor>& state, std::vector<trace::Tensor>* taps);
trace::Tensor logits(const Weights<trace::Tensor>& w, trace::Tensor hidden);

}  // namespace constate::models::mamba2
