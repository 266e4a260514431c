// The programs that a device runs for a model, each with its arguments and results by name. `weights...` are
// the model's weights, `state...` the parts of the state, (d): donated, a result takes over the memory.
//
//   feeding    prefill, score, embed    a segment of a text into the state
//   choosing   choose, decode, verify   the next tokens
//   rows       take_row, put_row, ...   a sequence out of a batched state, and into it
//   looking    inspect                  hidden states and logits, for comparing
//
// Programs of a model that asks for it (BoundModel::uses_position) have one more argument, position s32 [b]:
// tokens of each row before the call.
//
// Pure: no device, no file. A Blueprint may be shared by threads.
#pragma once

#include "programs/blueprint.h"
#include "programs/lookup.h"
#include "programs/rows.h"
#include "programs/signature.h"
#include "programs/state_shape.h"

namespace constate::programs {

// Rows of a batch, places of a segment, and the capacity of the state.
struct PrefillShape {
  std::int64_t batch, length, capacity = 0;
  std::int64_t rows() const { return batch * length; }  // multiplied with each weight at once
  StateShape state() const { return {batch, capacity}; }
};

// Feeds a segment of each row's prompt to the state.
//   arguments: weights..., state... (d), logits f32 [b v] (d), ids s32 [b t], lengths s32 [b]
//   results:   logits, state...
// A row of length 0 keeps its state and logits; else its logits are those of its last token. A segment of one
// token takes the recurrent step instead of the matrix form.
TracedProgram prefill_program(const Blueprint& blueprint, const PrefillShape& shape);

// How likely the model finds a given text: feeds a segment of each row to the state, and gives the log
// probability of the token that comes next at each place. The logits, f32 [b t v], stay inside.
//   arguments: weights..., state... (d), ids s32 [b t], targets s32 [b t], lengths s32 [b]
//   results:   log_probability f32 [b t] (NaN where the logits are not finite), likeliest predicates [b t]
//              (the target is the model's first choice), state...
// Beyond a row's length both are zero. With `top` also the likeliest tokens of each place (token_scores.h),
// which mean nothing beyond a row's length:
//   results:   ..., top.ids s32 [b t k], top.log_probability f32 [b t k]
TracedProgram score_program(const Blueprint& blueprint, const PrefillShape& shape, std::int64_t top = 0);

// Hidden states after the model's last norm: feeds a segment of each row to the state, and adds its tokens'
// up.
//   arguments: weights..., state... (d), ids s32 [b t], lengths s32 [b]
//   results:   sum f32 [b d] over the row's tokens, last f32 [b d] of its last one, state...
// A row of length 0 keeps its state; its sum is zero, and its last means nothing.
TracedProgram embed_program(const Blueprint& blueprint, const PrefillShape& shape);

// The first token of each row, from the logits of its prompt.
//   arguments: logits f32 [b v], rows..., orders...
//   results:   rows..., and with ChoiceShape::top scores... (token_scores.h), [b] and [b k]
TracedProgram choose_program(const Blueprint& blueprint, const ChoiceShape& shape);

struct DecodeShape {
  ChoiceShape choice;
  std::int64_t block;  // tokens a call
  // Leave the loop after `limit` tokens, or when all rows are done. Without it the loop's trip count is known
  // to the compiler: no device then asks the host between tokens, and rows that are done idle.
  bool exit_early;
  std::int64_t capacity = 0;  // of the state
  StateShape state() const { return {choice.batch, capacity}; }
};

// A block of tokens for each row: model, sampling and stop rules inside one while loop.
//   arguments: weights..., state... (d), rows... (d), orders..., limit s32 []
//   results:   tokens s32 [b i=block] (-1 where the row gave none), rows..., state..., and with
//              ChoiceShape::top scores..., [b i] and [b i k], which mean nothing where there is no token
TracedProgram decode_program(const Blueprint& blueprint, const DecodeShape& shape);

struct VerifyShape {
  ChoiceShape choice;
  std::int64_t drafts;  // tokens that are guessed at once, 1 or more
  std::int64_t block;   // steps a call, of up to `places()` tokens of each row
  // Places of a row's text and what stands before it (lookup.h); more than a call and a step can give.
  std::int64_t history;
  bool exit_early;  // as DecodeShape has it; without it each step tries drafts, whether there are any or not
  std::int64_t capacity = 0;
  std::int64_t draft_capacity = 0;  // of the draft model's state, where there is one
  StateShape state() const { return {choice.batch, capacity}; }
  std::int64_t places() const { return drafts + 1; }
  std::int64_t tokens() const { return block * places(); }
};

// The tokens of `decode`, in fewer steps: a step feeds the last token and a draft of those after it, and
// gives one token more than the draft has right. `draft` is the model that guesses (draft_model.h); without
// it the text is looked through for where it repeats itself (lookup.h). For a model with takes_up_fewer().
// Each row's history holds what a call can add.
//   arguments: weights..., state... (d), rows... (d), lookup... (d), orders..., limit s32 [] (steps)
//   results:   tokens s32 [b i=tokens()] (each row's first, then -1), rows..., lookup..., state..., steps s32
//              [], drafted and accepted s32 [b] (tokens of drafts), and with ChoiceShape::top scores...
//   with a draft model also draft.weights..., draft.fed (d), draft.state... (d); draft.fed, draft.state...
TracedProgram verify_program(const Blueprint& blueprint, const VerifyShape& shape,
                             const Blueprint* draft = nullptr);

// A copy of one row of a batched state, as a state of one row.
//   arguments: state... [b ...], from s32 []
//   results:   state... [1 ...]
TracedProgram take_row_program(const Blueprint& blueprint, const StateShape& shape);

// Replaces row `to` of one batched state by a copy of row `from` of another. All other rows stay as they are.
// Where the capacities differ, the row is padded with zeros, or what is beyond the smaller one is left out.
//   arguments: state... [to_batch ...] (d), source.state... [from_batch ...], from s32 [], to s32 []
//   results:   state...
TracedProgram put_row_program(const Blueprint& blueprint, const StateShape& from, const StateShape& to);

// All that a check against another implementation wants, for one piece of text from an empty state.
//   arguments: weights..., ids s32 [b t]
//   results:   hidden.0, ... f32 [b t d] after each layer, logits f32 [b t v]
TracedProgram inspect_program(const Blueprint& blueprint, const PrefillShape& shape);

}  // namespace constate::programs
