// Choosing the next token, as operations: the rules run inside the compiled program, for each row by its own
// settings.
//
// Order, as transformers and vLLM have it: bias, repetition penalty, frequency and presence penalty,
// temperature, top-k, top-p, min-p, then the draw. A row of temperature 0 takes the largest logit after the
// penalties. top-k, top-p and min-p are thresholds on the logits, found by bisection instead of a sort;
// elements equal to the threshold are all kept.
//
// Random numbers come from integer operations written here (Threefry-2x32, Salmon et al. 2011, 20 rounds),
// because the backends' generators differ: a draw depends on the row's seed and on the token's number in the
// row alone, so the same seed gives the same text in any batch, at any block size, from run to run, up to the
// rounding of the logits.
#pragma once

#include <optional>

#include "trace/fields.h"
#include "trace/tensor.h"

namespace constate::models {

// Which rules a program contains; rules that no row uses cost nothing.
struct SamplingRules {
  bool draw = false;     // some row has a temperature above 0
  bool filter = false;   // ... and top-k, top-p or min-p
  bool penalty = false;  // some row has a repetition penalty other than 1
  bool adjust = false;   // some row has a bias, or a presence or frequency penalty
  bool operator==(const SamplingRules&) const = default;
};

// The rules of two sets of rows.
constexpr SamplingRules operator|(const SamplingRules& a, const SamplingRules& b) {
  return {a.draw || b.draw, a.filter || b.filter, a.penalty || b.penalty, a.adjust || b.adjust};
}

// What is added to the logits: bias - frequency * count - presence where the count is above 0. A token's
// count is how often the answer has it so far; the prompt does not count.
template <class T>
struct LogitAdjustment {
  T bias;                 // f32 [b v]
  T presence, frequency;  // f32 [b]
  CONSTATE_FIELDS(bias, presence, frequency)
};

// Settings of each row; all [b].
template <class T>
struct SamplingSettings {
  T temperature;                                  // f32; 0: greedy
  T top_k;                                        // s32; 0: all
  T top_p;                                        // f32; 1: all
  T min_p;                                        // f32; 0: all
  T repetition_penalty;                           // f32; 1: none
  T seed;                                         // u32 [b q=2]: the seed's low and high half
  std::optional<LogitAdjustment<T>> adjust = {};  // only with rules.adjust
  CONSTATE_FIELDS(temperature, top_k, top_p, min_p, repetition_penalty, seed, adjust)
};

// logits f32 [b v]; `seen` (predicates [b v], used with rules.penalty) marks the tokens so far; `number` s32
// [b] counts the row's tokens; `counts` (f32 [b v], used with rules.adjust) those of the answer by their ids.
// Returns s32 [b]; the vocabulary's size for a row whose logits hold NaN or whose largest is infinite.
trace::Tensor sample(const SamplingRules& rules, const SamplingSettings<trace::Tensor>& settings,
                     trace::Tensor logits, trace::Tensor seen, trace::Tensor number,
                     trace::Tensor counts = {});

// Two words of Threefry-2x32 for each row: key and counter are u32 [b q=2]; so is the result.
trace::Tensor threefry2x32(trace::Tensor key, trace::Tensor counter);

}  // namespace constate::models
