// The MLP without a gate: down(act(up(u))).
#pragma once

#include <optional>
#include <string>

#include "models/language_model.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct MlpConfig {
  std::int64_t hidden_size, intermediate_size;
  std::string hidden_act;
  bool bias = false;
};

template <class T>
struct Mlp {
  trace::Matrix<T> up_proj;    // [e d]
  std::optional<T> up_bias;    // [e]
  trace::Matrix<T> down_proj;  // [d e]
  std::optional<T> down_bias;  // [d]
  CONSTATE_FIELDS(up_proj, up_bias, down_proj, down_bias)
};

// u [b t d] or [b d], already normed.
trace::Tensor mlp(const Mlp<trace::Tensor>& w, const MlpConfig& k, trace::Tensor u);

// Its tensors in a checkpoint are `prefix` and "up_proj.weight", ...
Mlp<WeightSpec> mlp_specs(const MlpConfig& k, DType dtype, const std::string& prefix);

}  // namespace constate::models::layers
