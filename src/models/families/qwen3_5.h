// Qwen3-Next and the text of Qwen3.5 (Alibaba): in each layer Gated DeltaNet or attention with an output
// gate, then a gated MLP, or experts beside one that all tokens share, with a gate. Checkpoints hold how far
// the weights of their norms are from 1.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "models/families/delta_hybrid.h"

namespace constate::models::qwen3_5 {

// A config.json of transformers; of a model with vision, its `text_config`. Throws FormatError, naming the
// key.
delta_hybrid::Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::qwen3_5
