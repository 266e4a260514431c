// The configuration of a Mamba-2 checkpoint, in either of its two layouts, and the checkpoint's tensors, as
// the struct that the model is traced with. Each layout of config.json has a file of its own:
// mamba2_hf_config.cc and mamba2_ssm_config.cc; what follows from it has one place, mamba2_config.cc.
#pragma once

#include <string>

#include "base/json.h"
#include "models/families/mamba2.h"
#include "models/language_model.h"

namespace constate::models::mamba2 {

// Reads config.json as transformers' Mamba2Config does: a key that is left out means that class's default
// (those of Codestral: 8 groups, 128 heads, vocabulary of 32768, untied). One with `d_model` and without
// `model_type` is read as the training code, state-spaces/mamba, reads it. Throws FormatError, naming the
// key.
Config parse_config(const Json& json, const std::string& where);

// Names, shapes and element types of the weights. `separate_head` where the logits have a matrix of their
// own.
Weights<WeightSpec> weight_specs(const Config& config, DType dtype, bool separate_head);
State<StateSpec> state_specs(const Config& config);

}  // namespace constate::models::mamba2
