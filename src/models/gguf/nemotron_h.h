// Architectures `nemotron_h` and `nemotron_h_moe`. Internal to this folder.
#pragma once

#include "models/gguf/gguf.h"
#include "models/gguf/keys.h"

namespace constate::models::nemotron_h {

// Both are written alike; the one with experts has no other MLPs.
ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors);
ReadGguf read_gguf_of_experts(GgufKeys keys, const TensorDims& tensors);

}  // namespace constate::models::nemotron_h
