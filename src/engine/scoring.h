// Scoring: how likely a model finds a text that is given, in one piece or in windows, and what follows from
// that: perplexity. Works on token ids; what they stand for, and the bytes of a text, is the caller's affair.
//
//   State state = engine.new_state(1);
//   Likelihood total;
//   total.add(score(engine, state, {{tokens}})[0]);
//   use(total.perplexity());
//
// `score` is as thread-safe as the Engine; the rest is plain data.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/engine.h"
#include "engine/token_choice.h"

namespace constate::engine {

// A piece of text. Its first token is context alone, or the last one of the piece before.
struct ScoreRow {
  std::span<const std::int32_t> tokens;
  std::int64_t position = 0;  // of its first token in the text, for messages
};

// Of each token of a row but the first.
struct Scores {
  std::vector<float> log_probability;     // natural logarithm; finite
  std::vector<std::uint8_t> likeliest;    // 1 where the token was the model's first choice
  std::vector<TokenChoice> choices = {};  // with ScoreOptions::top
};

struct ScoreOptions {
  std::int64_t segment = 0;                                // tokens a call to the device; 0: as fits
  std::function<void(std::int64_t scored)> after_segment;  // gets how many tokens it scored, of all rows
  std::optional<std::int64_t> top = {};  // Scores::choices with so many likeliest tokens, 0 to kMostTop
};

// Feeds each row's tokens but the last to the state, a segment at a time, and says how likely each next token
// was. To go on, begin the next piece with the last token of this one. There are as many rows as the state
// has; a row of one token or none leaves its state as it is. Throws Error(kInvalidArgument) for another
// number of rows, Error(kOutOfRange) for an id outside the vocabulary, and Error(kInternal) where logits are
// not finite, naming the first token that they were for. (A NaN spreads over its chunk, to places before it
// too.)
std::vector<Scores> score(Engine& engine, State& state, std::span<const ScoreRow> rows,
                          const ScoreOptions& options = {});

// The length of the segments that rows of up to this many tokens are scored in. The logits of one, f32
// [b t v], are what bounds it.
std::int64_t score_segment(const Engine& engine, std::int64_t batch, std::int64_t tokens);

// What many scores amount to. Sums are in double.
struct Likelihood {
  std::int64_t tokens = 0, likeliest = 0;
  double sum = 0, squares = 0;  // of the log probabilities

  // The last `count` of them; all if it is not given.
  void add(const Scores& scores, std::optional<std::size_t> count = std::nullopt);
  // Nats a token. NaN where there are no tokens.
  double mean_loss() const { return -sum / static_cast<double>(tokens); }
  // Of mean_loss, as if tokens were independent; NaN for fewer than two.
  double standard_error() const;
  double perplexity() const;
};

// A text in windows of `width` tokens that begin every `stride`: each is scored from an empty state, and of
// its tokens those count that no window before had. The last one ends where the text does. The first token of
// a window has no context, so that without overlap (stride = width) each window leaves one out.
class Windows {
 public:
  struct Window {
    std::int64_t begin, end;  // tokens of the text
    std::int64_t counted;     // how many at its end count
  };
  // Throws Error(kInvalidArgument) unless width >= 2 and 1 <= stride <= width.
  Windows(std::int64_t tokens, std::int64_t width, std::int64_t stride);
  std::int64_t size() const;
  Window operator[](std::int64_t i) const;

 private:
  std::int64_t tokens_, width_, stride_;
};

}  // namespace constate::engine
