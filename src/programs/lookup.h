// Prompt lookup (Saxena 2023; Yang et al. 2023, arXiv:2304.04487): what comes next in a text is guessed to be
// what came after the last place where it read the same.
#pragma once

#include <cstdint>

#include "programs/tracing.h"
#include "trace/fields.h"

namespace constate::programs {

// Tokens of the text's end that are compared: more tell little more.
inline constexpr std::int64_t kMostAlike = 6;
// What stands before each text, as -1, so that a comparison at its begin reads no other array's place.
inline constexpr std::int64_t kBeforeText = kMostAlike - 1;

// What rows carry from token to token for drafts. A draft model (draft_model.h) reads the text there too.
template <class T>
struct LookupRows {
  T ids;     // s32 [b h]: kBeforeText times -1, the text, the last chosen token included
  T length;  // s32 [b]: of both together; what comes after means nothing
  T wants;   // predicates [b]: whether the row is to have drafts
  T credit;  // s32 []: of all rows together, as `credit_after_drafts` has it; there are no drafts while it is
             // negative
  CONSTATE_FIELDS(ids, length, wants, credit)
};

// What a generation begins with.
inline constexpr std::int32_t kFirstCredit = 40;

// What the arguments are called: "lookup.ids".
inline constexpr const char* kLookupRows = "lookup";

LookupRows<ArgumentSpec> lookup_rows_spec(std::int64_t batch, std::int64_t history);

template <class T>
struct Drafts {
  T ids;    // s32 [b k]: a guess at the tokens after the text; 0 where there is none
  T found;  // predicates [b]: whether there is one
  CONSTATE_FIELDS(ids, found)
};

// Predicates [b]: rows that get a draft where one is found.
trace::Tensor may_draft(const LookupRows<trace::Tensor>& rows, trace::Tensor done);

// The last of the text: s32 [b a], kMostAlike tokens.
trace::Tensor last_tokens(const LookupRows<trace::Tensor>& rows);

// Drafts for the rows that may have one; `last` is last_tokens of them. Of the places where the text reads
// like its end, for two tokens at least, that with the most tokens alike, and of these the last. Where fewer
// tokens came after it than are wanted, the guess goes on as if the text repeated itself from there.
Drafts<trace::Tensor> look_up(const LookupRows<trace::Tensor>& rows, trace::Tensor last, trace::Tensor done,
                              std::int64_t count);

// The rows after a step in which each got `count` [b] more tokens, the first of `ids` [b t].
LookupRows<trace::Tensor> after_step(LookupRows<trace::Tensor> rows, trace::Tensor ids, trace::Tensor count);

// Whether a processor's caches may hold weights of so many bytes. Reading them is then not what a step takes
// its time for.
bool stays_in_caches(std::int64_t weight_bytes);

// What a step with so many drafts takes, in twentieths of a plain step.
std::int64_t step_cost(std::int64_t drafts, std::int64_t weight_bytes);

// The credit, s32 [], after a step: what drafts have saved, in twentieths of a plain step. A plain step gives
// one, so that drafts which are always wrong take a twentieth of the time. A step with drafts gives what its
// tokens would have taken, `count` [b] of each row, less its `cost`, s32 [].
trace::Tensor credit_after_plain_step(trace::Tensor credit);
trace::Tensor credit_after_drafts(trace::Tensor credit, trace::Tensor count, trace::Tensor cost);

}  // namespace constate::programs
