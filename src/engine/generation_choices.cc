// Log probabilities of what a generation chose: for those of its sequences that ask.
#include <algorithm>

#include "engine/generation.h"

namespace constate::engine {

// One number for all: twenty likeliest tokens take no more time than one, and a program serves every request.
std::optional<std::int64_t> Generation::top_wanted() const {
  const auto asks = [&](std::size_t i) {
    return members_[i].finish == Finish::kNone && members_[i].request.top_logprobs.has_value();
  };
  const bool some = std::any_of(running_.begin(), running_.end(), asks) ||
                    std::any_of(waiting_.begin(), waiting_.end(), asks);
  return some ? std::optional(kMostTop) : std::nullopt;
}

void Generation::book_choice(Member& member, const ChoiceArrays& scores, std::size_t at) {
  if (member.request.top_logprobs) member.choices.push_back(scores.at(at, *member.request.top_logprobs));
}

}  // namespace constate::engine
