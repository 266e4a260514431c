// The small arrays that the programs which choose tokens have for each row of a batch: settings, which stay,
// and progress, which goes from token to token.
#pragma once

#include <optional>

#include "models/sampling.h"
#include "programs/tracing.h"
#include "trace/fields.h"

namespace constate::programs {

struct ChoiceShape {
  std::int64_t batch;
  std::int64_t stop_ids;  // slots for stop ids of each row
  models::SamplingRules rules;
  // Scores of each chosen token, and this many of the likeliest ones (token_scores.h); absent: none.
  std::optional<std::int64_t> top = {};
};

// The part of a generation that rows carry from token to token.
template <class T>
struct RowProgress {
  T token;   // s32 [b]: the last one chosen; the vocabulary's size where the logits were not finite
  T done;    // predicates [b]: the row has ended; its state stays as it is
  T number;  // s32 [b]: tokens chosen so far
  std::optional<T> seen;  // predicates [b v]: tokens so far, prompt included; only with a repetition penalty
  std::optional<T> counts;  // f32 [b v]: how often the answer has each token; only with SamplingRules::adjust
  CONSTATE_FIELDS(token, done, number, seen, counts)
};

// Settings of each row, the same for all of its tokens.
template <class T>
struct RowSettings {
  models::SamplingSettings<T> sampling;
  T budget;    // s32 [b]: `number` at which the row ends
  T stop_ids;  // s32 [b i]: tokens that end the row; -1 where unused
  CONSTATE_FIELDS(sampling, budget, stop_ids)
};

// What the arguments are called: "rows.token", "orders.budget".
inline constexpr const char *kRowProgress = "rows", *kRowSettings = "orders";

RowProgress<ArgumentSpec> row_progress_spec(const ChoiceShape& shape, std::int64_t vocab_size);
RowSettings<ArgumentSpec> row_settings_spec(const ChoiceShape& shape, std::int64_t vocab_size);

// Chooses each row's next token from its logits f32 [b v], and counts it.
RowProgress<trace::Tensor> advance(const ChoiceShape& shape, const RowSettings<trace::Tensor>& settings,
                                   trace::Tensor logits, const RowProgress<trace::Tensor>& rows);

}  // namespace constate::programs
