// The gated MLP whose gate and up projections are one matrix.
#pragma once

#include <string>

#include "models/language_model.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct MergedMlpConfig {
  std::int64_t hidden_size, intermediate_size;
  std::string hidden_act;
};

template <class T>
struct MergedMlp {
  trace::Matrix<T> input_linear;   // [e d], e = gate, up
  trace::Matrix<T> output_linear;  // [d e]
  CONSTATE_FIELDS(input_linear, output_linear)
};

// act(gate) · up between two projections; u [b t d] or [b d], already normed.
trace::Tensor merged_mlp(const MergedMlp<trace::Tensor>& w, const MergedMlpConfig& k, trace::Tensor u);

// Its tensors in a checkpoint are `prefix` and "input_linear.weight", ...
MergedMlp<WeightSpec> merged_mlp_specs(const MergedMlpConfig& k, DType dtype, const std::string& prefix);

}  // namespace constate::models::layers
