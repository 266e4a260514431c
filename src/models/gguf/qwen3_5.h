// Architectures `qwen3next`, `qwen35` and `qwen35moe`. Internal to this folder.
#pragma once

#include "models/gguf/gguf.h"
#include "models/gguf/keys.h"

namespace constate::models::qwen3_5 {

ReadGguf read_gguf_of_next(GgufKeys keys, const TensorDims& tensors);
ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors);
ReadGguf read_gguf_of_experts(GgufKeys keys, const TensorDims& tensors);

}  // namespace constate::models::qwen3_5
