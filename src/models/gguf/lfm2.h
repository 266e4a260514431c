// Architectures `lfm2` and `lfm2moe`. Internal to this folder.
#pragma once

#include "models/gguf/gguf.h"
#include "models/gguf/keys.h"

namespace constate::models::lfm2 {

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors);
ReadGguf read_gguf_of_experts(GgufKeys keys, const TensorDims& tensors);

}  // namespace constate::models::lfm2
