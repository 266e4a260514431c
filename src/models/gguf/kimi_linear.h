// Architecture `kimi-linear`. Internal to this folder.
#pragma once

#include "models/gguf/gguf.h"
#include "models/gguf/keys.h"

namespace constate::models::kimi_linear {

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors);

}  // namespace constate::models::kimi_linear
