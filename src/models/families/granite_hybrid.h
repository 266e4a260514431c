// Granite 4 (IBM, `granitemoehybrid`): in each layer Mamba-2 or attention, then a gated MLP, beside experts
// in some models. Attention has no positions unless the configuration asks for rotary embeddings.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "models/families/config_reading.h"
#include "models/layers/attention.h"
#include "models/layers/experts.h"
#include "models/layers/mamba2_mixer.h"
#include "models/layers/merged_mlp.h"

namespace constate::models::granite_hybrid {

struct Config : FieldsShown {
  std::int64_t hidden_size, vocab_size;
  std::vector<bool> attends;  // of each layer: attention, and not Mamba-2
  double rms_norm_eps;
  bool tie_word_embeddings;
  SpecialTokens tokens;
  layers::Mamba2MixerConfig mamba;
  layers::AttentionConfig attention;
  layers::MergedMlpConfig mlp;
  std::optional<layers::ExpertsConfig> experts;
  double embedding_multiplier, residual_multiplier;
  double logits_scaling;  // logits are divided by it
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Layer {
  T norm;  // [d]
  std::optional<layers::Mamba2Mixer<T>> mamba;
  std::optional<layers::Attention<T>> attention;  // the one or the other
  T mlp_norm;                                     // [d]
  layers::MergedMlp<T> mlp;
  std::optional<layers::Experts<T>> experts;  // of the same input, and added to it
  CONSTATE_FIELDS(norm, mamba, attention, mlp_norm, mlp, experts)
};

template <class T>
struct LayerState {
  std::optional<layers::Mamba2MixerState<T>> mamba;
  std::optional<layers::AttentionState<T>> attention;
  CONSTATE_FIELDS(mamba, attention)
};

// A config.json of transformers. Throws FormatError, naming the key.
Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::granite_hybrid
