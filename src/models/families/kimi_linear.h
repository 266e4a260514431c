// Kimi Linear (Kimi Team 2025, arXiv:2510.26692): in each layer Kimi Delta Attention or latent attention
// without positions, then a gated MLP, or experts beside one that all tokens share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "models/families/config_reading.h"
#include "models/layers/feed_forward.h"
#include "models/layers/kimi_delta_attention.h"
#include "models/layers/latent_attention.h"
#include "models/layers/norm.h"

namespace constate::models::kimi_linear {

struct Config : FieldsShown {
  std::int64_t hidden_size, vocab_size;
  std::vector<bool> attends;      // of each layer: latent attention, and not Kimi Delta Attention
  std::vector<bool> has_experts;  // of each layer
  layers::Norm norm;
  bool tie_word_embeddings;
  SpecialTokens tokens;
  layers::KimiDeltaAttentionConfig delta;
  layers::LatentAttentionConfig attention;
  layers::FeedForwardConfig dense, sparse;  // without experts, and with them

  const layers::FeedForwardConfig& feed_forward(std::size_t layer) const {
    return has_experts[layer] ? sparse : dense;
  }
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Layer {
  T norm;  // [d]
  std::optional<layers::KimiDeltaAttention<T>> delta;
  std::optional<layers::LatentAttention<T>> attention;  // the one or the other
  T mlp_norm;                                           // [d]
  layers::FeedForward<T> mlp;
  CONSTATE_FIELDS(norm, delta, attention, mlp_norm, mlp)
};

template <class T>
struct LayerState {
  std::optional<layers::KimiDeltaAttentionState<T>> delta;
  std::optional<layers::LatentAttentionState<T>> attention;
  CONSTATE_FIELDS(delta, attention)
};

// A config.json of transformers, or Moonshot's own. Throws FormatError, naming the key.
Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::kimi_linear
