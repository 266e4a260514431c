// A mixture of experts (Shazeer et al. 2017, arXiv:1701.06538): each token goes through a few MLPs of many,
// which a router chooses, and their outputs are summed by its weights. The work is that of the chosen experts
// alone, and exact whatever their balance is: no token is dropped. MLPs that all tokens share are layers of
// their own.
//
//   b batch   t time   d model width   x expert   k choice of a token   e inner width of an expert
//   l width that experts see: the model's, or that of a projection before them
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/language_model.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

enum class RouterScore { kSoftmax, kSigmoid };

struct ExpertsConfig {
  std::int64_t hidden_size, intermediate_size, experts, chosen;  // chosen: for each token
  std::string hidden_act;
  bool gated = true;                        // act(gate) · up, or act(up) alone
  std::optional<std::int64_t> latent = {};  // width that experts see, where it is not the model's
  bool latent_bias = false;                 // of the projections to it and back
  RouterScore score = RouterScore::kSoftmax;
  bool correction = false;  // a bias of the scores for choosing alone (arXiv:2408.15664)
  // The experts are in so many groups; the choice is among those of the best groups, by the sums of the two
  // best scores in each (DeepSeek-V3, arXiv:2412.19437).
  std::int64_t groups = 1, best_groups = 1;
  bool normalized = true;  // the chosen experts' weights add up to the scale
  double scale = 1;
  double least_sum = 1e-20;  // added to the sum that sigmoid scores are divided by

  std::int64_t width() const { return latent.value_or(hidden_size); }
};

template <class T>
struct Experts {
  T router;                                     // f32 [x d]
  std::optional<T> correction;                  // [x]
  std::optional<trace::Matrix<T>> to_latent;    // [l d]
  std::optional<T> to_latent_bias;              // [l]
  trace::Matrix<T> in;                          // [x e l], e = gate, up; or up alone
  trace::Matrix<T> out;                         // [x l e]
  std::optional<trace::Matrix<T>> from_latent;  // [d l]
  std::optional<T> from_latent_bias;            // [d]
  CONSTATE_FIELDS(router, correction, to_latent, to_latent_bias, in, out, from_latent, from_latent_bias)
};

// u [b t d] or [b d], already normed, and which of its tokens are valid: what is not gets zero, and of
// several tokens goes through no expert. A token's result depends on no other's.
trace::Tensor experts(const Experts<trace::Tensor>& w, const ExpertsConfig& k, trace::Tensor u,
                      trace::Tensor valid);

// The most products with an expert's matrices for so many tokens, and the rows of each.
struct ExpertBlocks {
  std::int64_t most, rows;
};
ExpertBlocks expert_blocks(const ExpertsConfig& k, std::int64_t tokens);

// Where a checkpoint has them. The matrices of all experts are one tensor [x e l], by one of the names in
// `in` and `out`, or, where those of `each_in` and `each_out` are given, tensors [e l] for each expert, by
// its number instead of "{}" (WeightSpec::pieces). Projections are named without ".weight".
struct ExpertsNames {
  std::vector<std::string> router, in, out, each_in = {}, each_out = {};
  std::string correction = {}, to_latent = {}, from_latent = {};
};
Experts<WeightSpec> experts_specs(const ExpertsConfig& k, DType dtype, const ExpertsNames& names);

}  // namespace constate::models::layers
