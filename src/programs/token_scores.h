// How likely a model finds a token that was chosen or given, and which tokens it finds likeliest: log
// probabilities under the softmax of its logits as they are, before penalties, bias and temperature.
#pragma once

#include <cstdint>
#include <optional>

#include "trace/fields.h"
#include "trace/tensor.h"

namespace constate::programs {

// Tokens in the order of their log probabilities, the largest first, of equal ones the lower id first. There
// are no more than the vocabulary has.
template <class T>
struct LikeliestTokens {
  T ids;              // s32 [b k]
  T log_probability;  // f32 [b k]
  CONSTATE_FIELDS(ids, log_probability)
};

template <class T>
struct TokenScores {
  T log_probability;  // f32 [b]: of the token
  std::optional<LikeliestTokens<T>> top;
  CONSTATE_FIELDS(log_probability, top)
};

// What the results are called: "scores.log_probability", "scores.top.ids", "scores.top.log_probability".
inline constexpr const char* kTokenScores = "scores";

// The `count` likeliest, for logits f32 [b v] that are finite; for others the numbers mean nothing.
LikeliestTokens<trace::Tensor> likeliest_tokens(trace::Tensor logits, std::int64_t count);

// Of `token`, s32 [b], and of the `top` likeliest; without those for 0.
TokenScores<trace::Tensor> token_scores(trace::Tensor logits, trace::Tensor token, std::int64_t top);

}  // namespace constate::programs
