#include "engine/prompt_scorer.h"

#include <algorithm>

#include "engine/scoring.h"

namespace constate::engine {

PromptScorer::PromptScorer(Engine& engine, std::vector<std::int32_t> ids, std::int64_t top)
    : engine_(engine), ids_(std::move(ids)), top_(top), segment_(score_segment(engine, 1, places())) {
  engine.check_ids(ids_);
  check_top(top);
}

bool PromptScorer::step() {
  const auto done = static_cast<std::int64_t>(choices_.size());
  if (done >= places()) return false;
  if (done == 0) state_ = engine_.new_state(1);
  const std::int64_t count = std::min(segment_, places() - done);
  const ScoreRow row{
      std::span(ids_).subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(count) + 1), done};
  const Scores scores =
      score(engine_, state_, {&row, 1}, {.segment = segment_, .after_segment = {}, .top = top_})[0];
  choices_.insert(choices_.end(), scores.choices.begin(), scores.choices.end());
  return true;
}

}  // namespace constate::engine
