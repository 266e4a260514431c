// PromptScorer: log probabilities of the tokens of a text that is given, a segment at a time, so that a
// caller can do other work between.
//
//   PromptScorer scorer(engine, ids, 5);
//   while (scorer.step()) other_work();
//   use(scorer.choices());
//
// Belongs to one thread, and must not outlive its Engine.
#pragma once

#include <vector>

#include "engine/engine.h"
#include "engine/token_choice.h"

namespace constate::engine {

class PromptScorer {
 public:
  // `top` likeliest tokens for each place. Throws Error(kOutOfRange) for an id outside the vocabulary and
  // Error(kInvalidArgument) for a number that is not 0 to kMostTop.
  PromptScorer(Engine& engine, std::vector<std::int32_t> ids, std::int64_t top);

  // Feeds a segment; false where none is left. The programs are compiled, and the weights are waited for, in
  // the first one. Throws NotFinite, naming the first token whose logits are not finite.
  bool step();

  // Of each token but the first, which has no context: choices()[i] is that of ids[i + 1]. Before the last
  // segment those that are known.
  const std::vector<TokenChoice>& choices() const { return choices_; }

 private:
  std::int64_t places() const { return static_cast<std::int64_t>(ids_.size()) - 1; }

  Engine& engine_;
  std::vector<std::int32_t> ids_;
  std::int64_t top_, segment_;
  State state_;
  std::vector<TokenChoice> choices_;
};

}  // namespace constate::engine
