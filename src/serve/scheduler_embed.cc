// The scheduler's texts to be embedded. Each counts as a row while it is fed, but takes none: it has a state
// of its own. Their segments and those of prompts take turns, so that nobody waits for two.
#include "serve/scheduler.h"

namespace constate::serve {

void Scheduler::begin_embedding(Active& active) {
  engine::PromptEmbedder embedder(engine_, active.task.request.prompt);
  embeddings_.push_back({std::move(active), std::move(embedder)});
}

// Whether the next segment is one of a text to be embedded.
bool Scheduler::embeds_next() {
  if (embeddings_.empty()) return false;
  const bool prompts = generation_->feeding() + generation_->waiting() > 0;
  return embedded_last_ = !prompts || !embedded_last_;
}

void Scheduler::embed_segment() {
  auto& [active, embedder] = embeddings_.front();
  const std::int64_t all = std::ssize(active.task.request.prompt);
  std::optional<Outcome> end;
  try {
    const Clock::time_point begun = Clock::now();
    const std::int64_t before = embedder.fed();
    embedder.step();
    timings_before_.prompt_tokens += embedder.fed() - before;
    timings_before_.prefill_seconds += std::chrono::duration<double>(Clock::now() - begun).count();
    if (active.task.on_prompt) active.task.on_prompt(0, embedder.fed(), all);
    if (embedder.fed() == all) {
      end = outcome_of(Ended::kStop);
      end->embedding = embedder.embedding(*active.task.pooling);
    }
  } catch (const Error& e) {
    end = outcome_of(Ended::kError, e.what(), e.code());
  } catch (const std::exception& e) {
    end = outcome_of(Ended::kError, e.what());
  }
  if (end) {
    tell_end(active, std::move(*end));
    embeddings_.pop_front();
  } else {
    embeddings_.splice(embeddings_.end(), embeddings_, embeddings_.begin());
  }
}

}  // namespace constate::serve
