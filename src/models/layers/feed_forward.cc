#include "models/layers/feed_forward.h"

#include <utility>

#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

Tensor feed_forward(const FeedForward<Tensor>& w, const FeedForwardConfig& k, Tensor u, Tensor valid) {
  std::optional<Tensor> y;
  if (w.mlp) y = gated_mlp(*w.mlp, *k.mlp, u);
  if (w.gate) y = *y * sigmoid(drop_dim(linear(u, *w.gate, 'x'), 'x'));
  if (!w.experts) return *y;
  const Tensor chosen = experts(*w.experts, *k.experts, u, valid);
  return y ? chosen + *y : chosen;
}

WeightSpec gate_spec(std::string name, std::int64_t hidden_size) {
  return matrix(WeightUse::kEachToken, std::move(name), DType::kF32, {{'x', 1}, {'d', hidden_size}}).elements;
}

}  // namespace constate::models::layers
