#include "models/layers/norm.h"

#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

Tensor Norm::operator()(Tensor x, Tensor weight, std::string_view over) const {
  return rms_norm(x, offset == 0 ? weight : weight + offset, epsilon, over);
}

WeightSpec norm_spec(std::string name, const Norm& norm, Dim dim) {
  return spec(std::move(name), {.centre = static_cast<float>(1 - norm.offset)}, {dim});
}

}  // namespace constate::models::layers
