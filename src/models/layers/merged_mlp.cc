#include "models/layers/merged_mlp.h"

#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

Tensor merged_mlp(const MergedMlp<Tensor>& w, const MergedMlpConfig& k, Tensor u) {
  auto [gate, up] = split(linear(u, w.input_linear, 'e'), 'e', {k.intermediate_size, k.intermediate_size});
  return linear(activation(k.hidden_act, gate) * up, w.output_linear, 'd');
}

MergedMlp<WeightSpec> merged_mlp_specs(const MergedMlpConfig& k, DType dtype, const std::string& prefix) {
  const Dim d{'d', k.hidden_size};
  return {projection(prefix + "input_linear", dtype, {'e', 2 * k.intermediate_size}, d),
          projection(prefix + "output_linear", dtype, d, {'e', k.intermediate_size})};
}

}  // namespace constate::models::layers
