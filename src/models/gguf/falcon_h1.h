// Architecture `falcon-h1`. Internal to this folder.
#pragma once

#include "models/gguf/gguf.h"
#include "models/gguf/keys.h"

namespace constate::models::falcon_h1 {

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors);

}  // namespace constate::models::falcon_h1
