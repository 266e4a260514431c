// History: what the host knows of a text that a model has seen: how many tokens, the hash of their ids, which
// token comes next, and how many were drawn. Plain data, for one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/saved_state.h"

namespace constate::engine {

class History {
 public:
  // Of no text, for a vocabulary of this size; `keeps_ids` where all ids are wanted.
  explicit History(std::int64_t vocab_size, bool keeps_ids = false);
  // That of a saved state.
  explicit History(const SavedState& saved);

  // Tokens that go into the state after what is there: first the chosen one, if there is one, then those that
  // were left out, then `ids`.
  std::vector<std::int32_t> to_feed(std::span<const std::int32_t> ids) const;
  // The state has seen them.
  void fed(std::span<const std::int32_t> ids);
  // A token was drawn. The one that was chosen before has been fed then.
  void chosen(std::int32_t token);
  // They are part of the text, and the state has not seen them: feeding stopped before them.
  void left_out(std::span<const std::int32_t> ids);
  // The chosen one is no part of the text after all: what goes on does so without it. That it was drawn
  // stays.
  void drop_next();

  // As if all of the text had been a prompt: nothing was drawn, and what was chosen or left out is forgotten.
  void begin_anew();

  std::int64_t tokens() const { return tokens_; }                    // that the state has seen
  const std::optional<std::int32_t>& next() const { return next_; }  // chosen, and not fed
  const std::vector<std::int32_t>& unfed() const { return unfed_; }  // after `next`
  std::int64_t drawn() const { return drawn_; }
  const std::vector<std::int32_t>& recent() const { return recent_; }
  const std::optional<std::vector<std::int32_t>>& ids() const { return ids_; }
  // For each id of the vocabulary whether the text holds it, the chosen one included.
  std::span<const std::uint8_t> seen() const { return seen_; }

  // Its part of a saved state.
  void write(SavedState& out) const;

 private:
  void note(std::int32_t id);

  std::int64_t tokens_ = 0, drawn_ = 0;
  TokenHash hash_;
  std::optional<std::int32_t> next_;
  bool next_is_new_ = false;  // no token before it is the same
  std::vector<std::int32_t> unfed_;
  std::vector<std::int32_t> recent_;  // the last ids, `next_` included
  std::optional<std::vector<std::int32_t>> ids_;
  std::vector<std::uint8_t> seen_;
};

}  // namespace constate::engine
