// What follows attention or a recurrence in each layer: a gated MLP that all tokens share, experts, or the
// sum of both, in which a gate may say for each token how much the MLP counts.
//
//   b batch   t time   d model width   x = 1 the gate
#pragma once

#include <optional>
#include <string>

#include "models/layers/experts.h"
#include "models/layers/gated_mlp.h"

namespace constate::models::layers {

struct FeedForwardConfig {
  std::optional<GatedMlpConfig> mlp;
  std::optional<ExpertsConfig> experts = {};
};

template <class T>
struct FeedForward {
  std::optional<GatedMlp<T>> mlp;
  std::optional<T> gate;  // f32 [x d]: the MLP's output is multiplied with sigmoid(gate · u)
  std::optional<Experts<T>> experts;
  CONSTATE_FIELDS(mlp, gate, experts)
};

// u [b t d] or [b d], already normed, and which of its tokens are valid.
trace::Tensor feed_forward(const FeedForward<trace::Tensor>& w, const FeedForwardConfig& k, trace::Tensor u,
                           trace::Tensor valid);

// The gate by its name in a checkpoint.
WeightSpec gate_spec(std::string name, std::int64_t hidden_size);

}  // namespace constate::models::layers
