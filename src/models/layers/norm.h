// RMSNorm (Zhang & Sennrich 2019, arXiv:1910.07467) as families have it.
#pragma once

#include <string>
#include <string_view>

#include "models/language_model.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct Norm {
  double epsilon;
  double offset = 0;  // added to the weight: 1 where checkpoints hold how far it is from 1

  // Over dimension `over` of x, times the weight.
  trace::Tensor operator()(trace::Tensor x, trace::Tensor weight, std::string_view over) const;
};

// Its weight: without a checkpoint all 1, offset included.
WeightSpec norm_spec(std::string name, const Norm& norm, trace::Dim dim);

}  // namespace constate::models::layers
