// Nemotron-H (NVIDIA, arXiv:2504.03624) and Nemotron 3: each layer is one thing, Mamba-2, attention without
// positions, an MLP with the square of a ReLU, or experts of that kind beside an MLP that all tokens share.
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
#include "models/layers/mlp.h"

namespace constate::models::nemotron_h {

// By their letters in `hybrid_override_pattern`.
enum class Kind : char { kMamba = 'M', kAttention = '*', kMlp = '-', kExperts = 'E' };

struct Config : FieldsShown {
  std::int64_t hidden_size, vocab_size;
  std::vector<Kind> layers;
  double layer_norm_epsilon;
  bool tie_word_embeddings;
  SpecialTokens tokens;
  layers::Mamba2MixerConfig mamba;
  layers::AttentionConfig attention;
  layers::MlpConfig mlp, shared;                 // alone in a layer, and beside experts
  std::optional<layers::ExpertsConfig> experts;  // where some layer has them
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Layer {
  T norm;  // [d]
  std::optional<layers::Mamba2Mixer<T>> mamba;
  std::optional<layers::Attention<T>> attention;
  std::optional<layers::Mlp<T>> mlp;
  std::optional<layers::Experts<T>> experts;  // beside an MLP
  CONSTATE_FIELDS(norm, mamba, attention, mlp, experts)
};

// Of an MLP nothing.
template <class T>
struct LayerState {
  std::optional<layers::Mamba2MixerState<T>> mamba;
  std::optional<layers::AttentionState<T>> attention;
  CONSTATE_FIELDS(mamba, attention)
};

// A config.json of transformers, or NVIDIA's own. Throws FormatError, naming the key.
Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::nemotron_h
