// The gated MLP (Shazeer 2020, arXiv:2002.05202): down(act(gate(u)) · up(u)).
#pragma once

#include <optional>
#include <string>

#include "models/language_model.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct GatedMlpConfig {
  std::int64_t hidden_size, intermediate_size;
  std::string hidden_act;
  bool bias = false;
  double gate_scale = 1;  // of what goes into the activation
};

template <class T>
struct GatedMlp {
  trace::Matrix<T> gate_proj;  // [e d]
  std::optional<T> gate_bias;  // [e]
  trace::Matrix<T> up_proj;    // [e d]
  std::optional<T> up_bias;    // [e]
  trace::Matrix<T> down_proj;  // [d e]
  std::optional<T> down_bias;  // [d]
  CONSTATE_FIELDS(gate_proj, gate_bias, up_proj, up_bias, down_proj, down_bias)
};

// u [b t d] or [b d], already normed.
trace::Tensor gated_mlp(const GatedMlp<trace::Tensor>& w, const GatedMlpConfig& k, trace::Tensor u);

// What some families call otherwise.
struct GatedMlpNames {
  std::string gate = "gate_proj", up = "up_proj", down = "down_proj";
};

// Its tensors in a checkpoint are `prefix` and "gate_proj.weight", ...
GatedMlp<WeightSpec> gated_mlp_specs(const GatedMlpConfig& k, DType dtype, const std::string& prefix,
                                     const GatedMlpNames& names = {});

}  // namespace constate::models::layers
