// The short causal convolution over time, of each channel by itself.
#pragma once

#include <optional>

#include "trace/tensor.h"

namespace constate::models::layers {

// x [b t e] or [b e], weight [e k] whose last k is the current token's, bias [e]. The window [b k e] holds
// the k - 1 inputs before the first one, oldest first; after the call those before the first place that is
// not valid. It is absent where k is 1.
trace::Tensor short_conv(trace::Tensor x, trace::Tensor weight, const std::optional<trace::Tensor>& bias,
                         trace::Tensor valid, std::optional<trace::Tensor>& window);

}  // namespace constate::models::layers
