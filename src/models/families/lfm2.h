// LFM2 (Liquid AI 2025, arXiv:2511.23404): in each layer a gated short convolution or attention, then a gated
// MLP, or, after some layers of a model with experts, those.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "models/families/config_reading.h"
#include "models/layers/attention.h"
#include "models/layers/feed_forward.h"
#include "models/layers/gated_short_conv.h"
#include "models/layers/norm.h"

namespace constate::models::lfm2 {

struct Config : FieldsShown {
  std::string model_type;
  std::int64_t hidden_size, vocab_size;
  std::vector<bool> attends;  // of each layer: attention, and not a convolution
  layers::Norm norm;
  bool tie_word_embeddings;
  SpecialTokens tokens;
  layers::GatedShortConvConfig conv;
  layers::AttentionConfig attention;
  layers::FeedForwardConfig dense, sparse;  // without experts, and with them
  std::size_t dense_layers;                 // so many before those with experts

  const layers::FeedForwardConfig& feed_forward(std::size_t layer) const {
    return layer < dense_layers ? dense : sparse;
  }
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Layer {
  T norm;  // [d]
  std::optional<layers::GatedShortConv<T>> conv;
  std::optional<layers::Attention<T>> attention;  // the one or the other
  T mlp_norm;                                     // [d]
  layers::FeedForward<T> mlp;
  CONSTATE_FIELDS(norm, conv, attention, mlp_norm, mlp)
};

template <class T>
struct LayerState {
  std::optional<layers::GatedShortConvState<T>> conv;
  std::optional<layers::AttentionState<T>> attention;
  CONSTATE_FIELDS(conv, attention)
};

// A config.json of transformers. Throws FormatError, naming the key.
Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::lfm2
