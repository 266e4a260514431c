// The gated short convolution of LFM2 (Liquid AI 2025, arXiv:2511.23404): out(C · conv(B · x)), where B, C
// and x are projections of what comes in. Its state is the window of the convolution.
#pragma once

#include <optional>
#include <string>

#include "models/language_model.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct GatedShortConvConfig {
  std::int64_t hidden_size, kernel;
  bool bias = false;  // of the convolution and of both projections
};

template <class T>
struct GatedShortConv {
  trace::Matrix<T> in_proj;    // [e d], e = B, C, x
  std::optional<T> in_bias;    // [e]
  T conv_weight;               // [e k], e = x; the last k is the current token's
  std::optional<T> conv_bias;  // [e]
  trace::Matrix<T> out_proj;   // [d e]
  std::optional<T> out_bias;   // [d]
  CONSTATE_FIELDS(in_proj, in_bias, conv_weight, conv_bias, out_proj, out_bias)
};

template <class T>
struct GatedShortConvState {
  std::optional<T> conv;  // [b k e]: the k = kernel - 1 last inputs of the convolution, oldest first
  CONSTATE_FIELDS(conv)
};

// u [b t d] or [b d], already normed.
trace::Tensor gated_short_conv(const GatedShortConv<trace::Tensor>& w, const GatedShortConvConfig& k,
                               trace::Tensor u, trace::Tensor valid,
                               GatedShortConvState<trace::Tensor>& state);

// Its tensors in a checkpoint are `prefix` and "in_proj.weight", ...
GatedShortConv<WeightSpec> gated_short_conv_specs(const GatedShortConvConfig& k, DType dtype,
                                                  const std::string& prefix);
GatedShortConvState<StateSpec> gated_short_conv_state(const GatedShortConvConfig& k);

}  // namespace constate::models::layers
