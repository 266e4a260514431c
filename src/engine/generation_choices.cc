// Log probabilities of what a generation chose: for those of its sequences that ask.
#include <algorithm>

#include "engine/generation.h"

namespace constate::engine {

bool ChoiceKind::covers(const ChoiceKind& other) const {
  return (rules | other.rules) == rules && (!other.top || (top && *top >= *other.top));
}

ChoiceKind kind_of(const Request& request) {
  ChoiceKind out{rules_of(request.sampling, request.adjustment()), {}};
  // One number for all: twenty take no more time than one, and a program serves every request.
  if (request.top_logprobs) out.top = kMostTop;
  return out;
}

// Of programs for such members, `batch` rows of them.
programs::ChoiceShape Generation::choice_for(std::int64_t batch, std::span<const std::size_t> members) const {
  ChoiceKind needed;
  if (options_.kinds.empty()) needed.rules = rules_;
  for (const std::size_t i : members) {
    if (members_.at(i).finish != Finish::kNone) continue;
    const ChoiceKind kind = kind_of(members_.at(i).request);
    needed.rules = needed.rules | kind.rules;
    if (kind.top) needed.top = std::max(needed.top.value_or(0), *kind.top);
  }
  const auto found = std::find_if(options_.kinds.begin(), options_.kinds.end(),
                                  [&](const ChoiceKind& kind) { return kind.covers(needed); });
  if (found != options_.kinds.end()) needed = *found;
  return {batch, stop_ids_, needed.rules, needed.top};
}

void Generation::book_choice(Member& member, const ChoiceArrays& scores, std::size_t at) {
  if (member.request.top_logprobs) member.choices.push_back(scores.at(at, *member.request.top_logprobs));
}

}  // namespace constate::engine
