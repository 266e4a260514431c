#include "models/layers/gated_short_conv.h"

#include "models/layers/short_conv.h"
#include "models/layers/specs.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

Tensor gated_short_conv(const GatedShortConv<Tensor>& w, const GatedShortConvConfig& k, Tensor u,
                        Tensor valid, GatedShortConvState<Tensor>& state) {
  const std::int64_t size = k.hidden_size;
  auto [B, C, x] = split(plus(linear(u, w.in_proj, 'e'), w.in_bias), 'e', {size, size, size});
  const Tensor y = C * short_conv(B * x, w.conv_weight, w.conv_bias, valid, state.conv);
  return plus(linear(y, w.out_proj, 'd'), w.out_bias);
}

GatedShortConv<WeightSpec> gated_short_conv_specs(const GatedShortConvConfig& k, DType dtype,
                                                  const std::string& prefix) {
  const Dim d{'d', k.hidden_size}, projected{'e', 3 * k.hidden_size}, channels{'e', k.hidden_size};
  return {projection(prefix + "in_proj", dtype, projected, d),   bias(k.bias, prefix + "in_proj", projected),
          conv_spec(prefix + "conv.weight", channels, k.kernel), bias(k.bias, prefix + "conv", channels),
          projection(prefix + "out_proj", dtype, d, channels),   bias(k.bias, prefix + "out_proj", d)};
}

GatedShortConvState<StateSpec> gated_short_conv_state(const GatedShortConvConfig& k) {
  if (k.kernel == 1) return {};
  return {StateSpec{"", {{'k', k.kernel - 1}, {'e', k.hidden_size}}}};
}

}  // namespace constate::models::layers
