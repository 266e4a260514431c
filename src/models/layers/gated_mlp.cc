#include "models/layers/gated_mlp.h"

#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

Tensor gated_mlp(const GatedMlp<Tensor>& w, const GatedMlpConfig& k, Tensor u) {
  Tensor gate = plus(linear(u, w.gate_proj, 'e'), w.gate_bias);
  if (k.gate_scale != 1) gate = gate * k.gate_scale;
  const Tensor y = activation(k.hidden_act, gate) * plus(linear(u, w.up_proj, 'e'), w.up_bias);
  return plus(linear(y, w.down_proj, 'd'), w.down_bias);
}

GatedMlp<WeightSpec> gated_mlp_specs(const GatedMlpConfig& k, DType dtype, const std::string& prefix,
                                     const GatedMlpNames& names) {
  const Dim d{'d', k.hidden_size}, e{'e', k.intermediate_size};
  const auto part = [&](const std::string& name, Dim to, Dim from) {
    return projection(prefix + name, dtype, to, from);
  };
  return {part(names.gate, e, d), bias(k.bias, prefix + names.gate, e),
          part(names.up, e, d),   bias(k.bias, prefix + names.up, e),
          part(names.down, d, e), bias(k.bias, prefix + names.down, d)};
}

}  // namespace constate::models::layers
