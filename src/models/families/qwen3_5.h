// Qwen3-Next and the text of Qwen3.5 (Alibaba): in each layer Gated DeltaNet or attention with an output
// gate, then a gated MLP. Checkpoints hold how far the weights of their norms are from 1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "models/families/config_reading.h"
#include "models/families/decoder.h"
#include "models/layers/attention.h"
#include "models/layers/gated_delta_net.h"
#include "models/layers/gated_mlp.h"
#include "models/layers/norm.h"

namespace constate::models::qwen3_5 {

struct Config : FieldsShown {
  std::string model_type;
  std::int64_t hidden_size, vocab_size;
  std::vector<bool> attends;  // of each layer: attention, and not Gated DeltaNet
  layers::Norm norm;
  bool tie_word_embeddings;
  SpecialTokens tokens;
  layers::GatedDeltaNetConfig delta_net;
  layers::AttentionConfig attention;
  layers::GatedMlpConfig mlp;
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Layer {
  T norm;  // [d]
  std::optional<layers::GatedDeltaNet<T>> delta_net;
  std::optional<layers::Attention<T>> attention;  // the one or the other
  T mlp_norm;                                     // [d]
  layers::GatedMlp<T> mlp;
  CONSTATE_FIELDS(norm, delta_net, attention, mlp_norm, mlp)
};

template <class T>
using Weights = DecoderWeights<Layer, T>;

template <class T>
struct LayerState {
  std::optional<layers::GatedDeltaNetState<T>> delta_net;
  std::optional<layers::AttentionState<T>> attention;
  CONSTATE_FIELDS(delta_net, attention)
};

template <class T>
using State = DecoderState<LayerState, T>;

// A config.json of transformers; of a model with vision, its `text_config`. Throws FormatError, naming the
// key.
Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::qwen3_5
