#include "engine/token_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "programs/token_scores.h"

namespace constate::engine {

void check_top(std::int64_t top) {
  if (top < 0 || top > kMostTop)
    throw Error(
        Code::kInvalidArgument,
        fmt::format("the number of likeliest tokens must be between 0 and {}; got {}", kMostTop, top));
}

std::int64_t top_of_score(std::int64_t asked) {
  constexpr std::array<std::int64_t, 4> kGiven{0, 1, 5, kMostTop};
  return *std::lower_bound(kGiven.begin(), kGiven.end() - 1, asked);
}

ChoiceArrays::ChoiceArrays(HostArray log_probability, runtime::Results& results, bool has_top,
                           const std::string& prefix)
    : log_probability_(std::move(log_probability)) {
  if (!has_top) return;
  ids_ = results.take(prefix + ".ids").to_host();
  log_probabilities_ = results.take(prefix + ".log_probability").to_host();
}

TokenChoice ChoiceArrays::at(std::size_t at, std::int64_t top) const {
  TokenChoice out{log_probability(at), {}};
  if (!ids_) return out;
  const std::int64_t given = ids_->shape().dims.back();
  for (std::int64_t i = 0; i < std::min(top, given); ++i) {
    const std::size_t place = at * static_cast<std::size_t>(given) + static_cast<std::size_t>(i);
    out.top.emplace_back(ids_->as<std::int32_t>()[place], log_probabilities_->as<float>()[place]);
  }
  return out;
}

std::optional<ChoiceArrays> take_choices(runtime::Results& results, const programs::ChoiceShape& shape) {
  if (!shape.top) return std::nullopt;
  const std::string scores = programs::kTokenScores;
  HostArray log_probability = results.take(scores + ".log_probability").to_host();
  return ChoiceArrays(std::move(log_probability), results, *shape.top > 0, scores + ".top");
}

}  // namespace constate::engine
