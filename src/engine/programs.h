// The programs that a device runs for a model: prefill, choose, decode, score, inspect. Each is traced into a
// hlo::Program, and its arguments and results are listed here in their order.
//
// Pure: no device, no file. A Blueprint may be shared by threads.
#pragma once

#include <memory>
#include <vector>

#include "hlo/program.h"
#include "models/language_model.h"
#include "models/sampling.h"

namespace constate::engine {

struct Blueprint {
  std::shared_ptr<const models::LanguageModel> model;
  std::vector<models::WeightSpec> weights;
  trace::Lowering lowering;
};

// Whether a program that multiplies so many rows at once takes weights that have row_parts as arguments of
// their own for each part.
inline bool takes_row_parts(std::int64_t rows) { return rows == 1; }

// Rows of a batch, places of a segment.
struct PrefillShape {
  std::int64_t batch, length;
  std::int64_t rows() const { return batch * length; }  // that meet each weight at once
};

// Feeds a segment of each row's prompt to the state.
//   arguments: weights..., state... (donated), logits f32 [b v] (donated), ids s32 [b t], lengths s32 [b]
//   results:   logits, state...
// A row of length 0 keeps its state and logits; else its logits are those of its last token. A segment of one
// token takes the recurrent step instead of the matrix form.
hlo::Program prefill_program(const Blueprint& blueprint, const PrefillShape& shape);

struct ChoiceShape {
  std::int64_t batch;
  std::int64_t stop_ids;  // slots for stop ids of each row
  models::SamplingRules rules;
};

// The part of a generation that rows carry from token to token.
template <class T>
struct Rows {
  T token;   // s32 [b]: the last one chosen; the vocabulary's size where the logits were not finite
  T done;    // predicates [b]: the row has ended; its state stays as it is
  T number;  // s32 [b]: tokens chosen so far
  std::optional<T> seen;  // predicates [b v]: tokens so far, prompt included; only with a repetition penalty
  CONSTATE_FIELDS(token, done, number, seen)
};

// What rows are told at the start.
template <class T>
struct Orders {
  models::SamplingSettings<T> sampling;
  T budget;    // s32 [b]: how many tokens the row may get
  T stop_ids;  // s32 [b i]: tokens that end the row; -1 where unused
  CONSTATE_FIELDS(sampling, budget, stop_ids)
};

// The first token of each row, from the logits of its prompt.
//   arguments: logits f32 [b v], rows..., orders...
//   results:   rows...
hlo::Program choose_program(const Blueprint& blueprint, const ChoiceShape& shape);

struct DecodeShape {
  ChoiceShape choice;
  std::int64_t block;  // tokens a call
  // Leave the loop after `limit` tokens, or when all rows are done. Without it the loop's trip count is known
  // to the compiler: no device then asks the host between tokens, and rows that are done idle.
  bool exit_early;
};

// A block of tokens for each row: model, sampling and stop rules inside one while loop.
//   arguments: weights..., state... (donated), rows... (donated), orders..., limit s32 []
//   results:   tokens s32 [b i=block] (-1 where the row gave none), rows..., state...
hlo::Program decode_program(const Blueprint& blueprint, const DecodeShape& shape);

// How likely the model finds a given text: feeds a segment of each row to the state, and tells the log
// probability of the token that really comes next at each place. The logits, f32 [b t v], stay inside.
//   arguments: weights..., state... (donated), ids s32 [b t], targets s32 [b t], lengths s32 [b]
//   results:   log_probability f32 [b t] (NaN where the logits are not finite), likeliest predicates [b t]
//              (the target is the model's first choice), state...
// Beyond a row's length both are zero.
hlo::Program score_program(const Blueprint& blueprint, const PrefillShape& shape);

// All that a check against another implementation wants, for one piece of text from an empty state.
//   arguments: weights..., ids s32 [b t]
//   results:   hidden state f32 [b t d] after each layer..., logits f32 [b t v]
hlo::Program inspect_program(const Blueprint& blueprint, const PrefillShape& shape);

}  // namespace constate::engine
