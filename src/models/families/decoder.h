// What decoders have around their layers: an embedding, the layers, a norm, and the matrix of the logits.
// Layer and LayerState are the family's own structs, of Tensors or of specs.
#pragma once

#include <optional>
#include <vector>

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

}  // namespace constate::models
