#include "models/layers/mlp.h"

#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

Tensor mlp(const Mlp<Tensor>& w, const MlpConfig& k, Tensor u) {
  const Tensor y = activation(k.hidden_act, plus(linear(u, w.up_proj, 'e'), w.up_bias));
  return plus(linear(y, w.down_proj, 'd'), w.down_bias);
}

Mlp<WeightSpec> mlp_specs(const MlpConfig& k, DType dtype, const std::string& prefix) {
  const Dim d{'d', k.hidden_size}, e{'e', k.intermediate_size};
  const auto part = [&](const std::string& name, Dim to, Dim from) {
    return projection(prefix + name, dtype, to, from);
  };
  return {part("up_proj", e, d), bias(k.bias, prefix + "up_proj", e), part("down_proj", d, e),
          bias(k.bias, prefix + "down_proj", d)};
}

}  // namespace constate::models::layers
