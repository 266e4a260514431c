// What families share that have Gated DeltaNet or attention in each layer, and then a gated MLP or experts.
// Where their norms stand, and what tensors are called, is theirs (qwen3_5.cc, olmo_hybrid.cc).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/families/config_reading.h"
#include "models/families/decoder.h"
#include "models/layers/attention.h"
#include "models/layers/feed_forward.h"
#include "models/layers/gated_delta_net.h"
#include "models/layers/norm.h"

namespace constate::models::delta_hybrid {

struct Config : FieldsShown {
  std::string model_type;
  std::int64_t hidden_size, vocab_size;
  std::vector<bool> attends;  // of each layer: attention, and not Gated DeltaNet
  layers::Norm norm;
  bool tie_word_embeddings;
  SpecialTokens tokens;
  layers::GatedDeltaNetConfig delta_net;
  layers::AttentionConfig attention;
  layers::FeedForwardConfig dense, sparse;  // without experts, and with them
  std::vector<bool> has_experts = {};       // of each layer; empty where none has any

  const layers::FeedForwardConfig& feed_forward(std::size_t layer) const {
    return has_experts.empty() || !has_experts[layer] ? dense : sparse;
  }
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Layer {
  T norm;  // [d]
  std::optional<layers::GatedDeltaNet<T>> delta_net;
  std::optional<layers::Attention<T>> attention;  // the one or the other
  T mlp_norm;                                     // [d]
  layers::FeedForward<T> mlp;
  CONSTATE_FIELDS(norm, delta_net, attention, mlp_norm, mlp)
};

template <class T>
struct LayerState {
  std::optional<layers::GatedDeltaNetState<T>> delta_net;
  std::optional<layers::AttentionState<T>> attention;
  CONSTATE_FIELDS(delta_net, attention)
};

// Of a family (family.h) all but its hidden states and its weights.
struct DeltaHybrid : Decoder<Config, Layer, LayerState> {
  static State<StateSpec> state_specs(const Config& k, std::int64_t capacity);
  static double recurrence_flops(const Config& k, std::int64_t tokens, const trace::Lowering& lowering);
};

// Config::fields, by what the rest of it says; `json` is what it was read from.
void show_fields(const JsonObject& json, Config& config);

}  // namespace constate::models::delta_hybrid
