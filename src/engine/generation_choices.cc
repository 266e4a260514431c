// Log probabilities of what a generation chose: for those of its sequences that ask.
#include <algorithm>

#include "engine/generation.h"

namespace constate::engine {

std::optional<std::int64_t> Generation::top_wanted() const {
  std::optional<std::int64_t> most;
  const auto look_at = [&](std::size_t i) {
    const Member& member = members_[i];
    if (member.finish == Finish::kNone && member.request.top_logprobs)
      most = std::max(most.value_or(0), *member.request.top_logprobs);
  };
  std::for_each(running_.begin(), running_.end(), look_at);
  std::for_each(waiting_.begin(), waiting_.end(), look_at);
  if (!most) return std::nullopt;
  return top_of_programs(*most);
}

void Generation::book_choice(Member& member, const ChoiceArrays& scores, std::size_t at) {
  if (member.request.top_logprobs) member.choices.push_back(scores.at(at, *member.request.top_logprobs));
}

}  // namespace constate::engine
