// What the scheduler is given to do, and what it tells of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/generation.h"
#include "engine/prompt_embedder.h"

namespace constate::serve {

using Clock = std::chrono::steady_clock;

inline Clock::time_point seconds_from_now(double seconds) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

enum class Ended { kStop, kLength, kCancelled, kTimeout, kShutdown, kError };

// Of a task that has ended, or of one that runs.
struct Figures {
  std::int64_t prompt_tokens = 0;  // of the whole text before the answer, those that `from` has seen included
  std::int64_t cached_tokens = 0;  // of them, that were not fed again
  std::int64_t tokens = 0;         // of the answer
  double queue_seconds = 0;        // until its prompt began to be fed
  double prompt_seconds = 0;       // from there to the first token
  double first_token_seconds = 0, seconds = 0;  // since it was submitted
};

struct Outcome {
  Ended how = Ended::kStop;
  std::optional<std::int32_t> stop_id;  // the token that ended it
  std::string error;                    // of kError
  Code code = Code::kInternal;
  Figures figures;
  // After all tokens of the answer, where it was asked for; null where nothing was fed.
  std::shared_ptr<const engine::Sequence> sequence;
  std::vector<float> embedding;  // with Task::pooling, where it came to its end
};

inline Outcome outcome_of(Ended how, std::string error = "", Code code = Code::kInternal) {
  Outcome out;
  out.how = how;
  out.error = std::move(error);
  out.code = code;
  return out;
}

// One sequence to run. The functions are called by the scheduler's thread, and must not block.
struct Task {
  engine::Request request;  // with the whole prompt: what is cached of it is the scheduler's affair
  std::string client;       // those with fewer running tasks come first
  std::string scope;        // of the prefix cache
  bool reads_cache = true, writes_cache = true;
  std::vector<std::int64_t> cache_points;  // numbers of tokens of the prompt, ascending
  bool keep = false;                       // Outcome::sequence is wanted
  bool exact_end = false;                  // the state must not run ahead of a text that on_tokens ends
  Clock::time_point deadline = Clock::time_point::max();
  // The prompt as one vector is wanted, and no tokens. It is fed from its beginning, past the cache.
  std::optional<engine::Pooling> pooling = {};

  // Before the first segment and after each: of the tokens that are to be fed.
  std::function<void(std::int64_t cached, std::int64_t fed, std::int64_t all)> on_prompt;
  // The answer's new tokens, and where log probabilities were asked for one of each; false ends it.
  std::function<bool(std::span<const std::int32_t>, std::span<const engine::TokenChoice>)> on_tokens;
  std::function<void(const Outcome&)> on_end;  // the last call
};

// Stop ids that programs look for: those of a model, and all that most requests add. `on_tokens` may look for
// more.
inline constexpr std::size_t kStopIdsOfPrograms = 32;

using Ticket = std::uint64_t;

}  // namespace constate::serve
