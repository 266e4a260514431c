// Architecture `mamba2`: what llama.cpp makes of a Mamba-2 checkpoint. Internal to this folder.
#pragma once

#include "models/gguf/gguf.h"
#include "models/gguf/keys.h"

namespace constate::models::mamba2 {

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors);
WrittenGguf write_gguf(const Json& config, const TensorDims& tensors, const std::string& where);

}  // namespace constate::models::mamba2
