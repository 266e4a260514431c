// TokenChoice: how likely the model found a token of a text, and which ones it found likeliest in its place.
// programs/token_scores.h says how log probabilities are meant.
//
// Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/host_array.h"
#include "programs/rows.h"
#include "runtime/call.h"

namespace constate::engine {

struct TokenChoice {
  float log_probability;                            // natural logarithm
  std::vector<std::pair<std::int32_t, float>> top;  // the likeliest first, of equal ones the lower id
};

// Likeliest tokens that may be asked for.
inline constexpr std::int64_t kMostTop = 20;
// Throws Error(kInvalidArgument) for a number that is not 0 to kMostTop.
void check_top(std::int64_t top);
// How many `score` gives where so many are asked for: few numbers, few programs.
std::int64_t top_of_score(std::int64_t asked);

// What a call of a program gave of the tokens that it chose, or was given.
class ChoiceArrays {
 public:
  // `log_probability` has one number for each token. Of the results it takes, with `has_top`, PREFIX.ids and
  // PREFIX.log_probability.
  ChoiceArrays(HostArray log_probability, runtime::Results& results, bool has_top, const std::string& prefix);

  float log_probability(std::size_t at) const { return log_probability_.as<float>()[at]; }
  // That of token `at`, with the first `top` likeliest, or as many as the vocabulary has.
  TokenChoice at(std::size_t at, std::int64_t top) const;

 private:
  HostArray log_probability_;
  std::optional<HostArray> ids_, log_probabilities_;
};

// Of `choose` and `decode`; nothing where the shape does not have it.
std::optional<ChoiceArrays> take_choices(runtime::Results& results, const programs::ChoiceShape& shape);

}  // namespace constate::engine
