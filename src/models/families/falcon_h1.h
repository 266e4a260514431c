// Falcon-H1 (Zuo et al. 2025, arXiv:2507.22448): in each layer Mamba-2 and attention side by side, then a
// gated MLP; with the multipliers of maximal update parametrization.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "models/families/config_reading.h"
#include "models/layers/attention.h"
#include "models/layers/gated_mlp.h"
#include "models/layers/mamba2_mixer.h"

namespace constate::models::falcon_h1 {

struct Config : FieldsShown {
  std::int64_t hidden_size, num_hidden_layers, vocab_size;
  double rms_norm_eps;
  bool tie_word_embeddings;
  SpecialTokens tokens;
  layers::Mamba2MixerConfig mamba;
  layers::AttentionConfig attention;
  layers::GatedMlpConfig mlp;
  // What these branches take in, and what they give.
  double embedding_multiplier, lm_head_multiplier, ssm_in_multiplier, ssm_out_multiplier,
      attention_in_multiplier, attention_out_multiplier, mlp_out_multiplier;
};

// T is trace::Tensor where the model is traced, and a spec of it elsewhere.
template <class T>
struct Layer {
  T norm;  // [d]
  layers::Mamba2Mixer<T> mamba;
  layers::Attention<T> attention;
  T mlp_norm;  // [d]
  layers::GatedMlp<T> mlp;
  CONSTATE_FIELDS(norm, mamba, attention, mlp_norm, mlp)
};

template <class T>
struct LayerState {
  layers::Mamba2MixerState<T> mamba;
  layers::AttentionState<T> attention;
  CONSTATE_FIELDS(mamba, attention)
};

// A config.json of transformers. Throws FormatError, naming the key.
Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::falcon_h1
