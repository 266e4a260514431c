// The configuration of a Mamba-2 checkpoint, under the names of Hugging Face's config.json, and the
// checkpoint's tensors, as the struct that the model is traced with.
#pragma once

#include <set>
#include <string>

#include "base/json.h"
#include "models/language_model.h"
#include "models/mamba2.h"

namespace constate::models::mamba2 {

// Reads config.json as transformers' Mamba2Config does: a key that is left out means that class's default
// (those of Codestral: 8 groups, 128 heads, vocabulary of 32768, untied). Throws FormatError, naming the key.
Config parse_config(const Json& json, const std::string& where);

// Names, shapes and element types of the weights. `separate_head` where the logits have a matrix of their
// own.
Weights<WeightSpec> weight_specs(const Config& config, DType dtype, bool separate_head);
State<StateSpec> state_specs(const Config& config);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::mamba2
