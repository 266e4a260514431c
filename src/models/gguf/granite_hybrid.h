// Architecture `granitehybrid`: Granite 4. Internal to this folder.
#pragma once

#include "models/gguf/gguf.h"
#include "models/gguf/keys.h"

namespace constate::models::granite_hybrid {

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors);

}  // namespace constate::models::granite_hybrid
