// What decoders have around their layers: an embedding, the layers, a norm, and the matrix of the logits.
// Layer and LayerState are the family's own structs, of Tensors or of specs.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/layers/specs.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models {

template <template <class> class Layer, class T>
struct DecoderWeights {
  trace::Matrix<T> embedding;  // [v d]
  std::vector<Layer<T>> layers;
  T norm;                                // [d]
  std::optional<trace::Matrix<T>> head;  // [v d], where it is not the embedding
  CONSTATE_FIELDS(embedding, layers, norm, head)

  const trace::Matrix<T>& logits_matrix() const { return head ? *head : embedding; }
};

template <template <class> class LayerState, class T>
struct DecoderState {
  std::vector<LayerState<T>> layers;
  CONSTATE_FIELDS(layers)
};

// What a checkpoint calls them; a layer's tensors begin with `layers` and its number.
struct DecoderNames {
  std::string embedding = "model.embed_tokens.weight", layers = "model.layers.";
};

// Of a family (family.h) what decoders share. C is its Config, with `vocab_size`, `hidden_size` and
// `tie_word_embeddings`.
template <class C, template <class> class Layer, template <class> class LayerState>
struct Decoder {
  using Config = C;
  template <class T>
  using Weights = DecoderWeights<Layer, T>;
  template <class T>
  using State = DecoderState<LayerState, T>;
  static constexpr bool kUsesPosition = true, kTakesUpFewer = true;

  static trace::Tensor logits(const Weights<trace::Tensor>& w, const Config&, trace::Tensor hidden) {
    return linear(hidden, w.logits_matrix(), 'v');
  }

  static bool separate_head(const Config& k, const std::set<std::string>&) { return !k.tie_word_embeddings; }

  // With `count` layers from `layer`, which gets a layer's number and what its names begin with, and the last
  // norm.
  template <class F>
  static Weights<WeightSpec> specs_with(const Config& k, DType dtype, bool separate_head, std::int64_t count,
                                        F layer, WeightSpec norm, const DecoderNames& names = {}) {
    const trace::Dim v{'v', k.vocab_size}, d{'d', k.hidden_size};
    Weights<WeightSpec> w;
    w.embedding = layers::embedding_specs(names.embedding, dtype, {v, d}, separate_head);
    for (std::int64_t i = 0; i < count; ++i)
      w.layers.push_back(layer(static_cast<std::size_t>(i), names.layers + std::to_string(i) + "."));
    w.norm = std::move(norm);
    if (separate_head) w.head = layers::matrix(WeightUse::kLogits, "lm_head.weight", dtype, {v, d});
    return w;
  }
};

}  // namespace constate::models
