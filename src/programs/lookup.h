// Prompt lookup (Saxena 2023; Yang et al. 2023, arXiv:2304.04487): what comes next in a text is guessed to be
// what came after the last place where it read the same.
#pragma once

#include <cstdint>

#include "programs/tracing.h"
#include "trace/fields.h"

namespace constate::programs {

// What rows carry from token to token for it.
template <class T>
struct LookupRows {
  T ids;     // s32 [b h]: the text, the last chosen token included
  T length;  // s32 [b]: tokens of it; what comes after means nothing
  // After drafts of which no token was right the row waits, each time longer, and wants longer matches.
  T missed;  // s32 [b]: such drafts, since the last one that had a right token
  T pause;   // s32 [b]: steps that the row still waits
  CONSTATE_FIELDS(ids, length, missed, pause)
};

// What the arguments are called: "lookup.ids".
inline constexpr const char* kLookupRows = "lookup";

LookupRows<ArgumentSpec> lookup_rows_spec(std::int64_t batch, std::int64_t history);

template <class T>
struct Drafts {
  T ids;    // s32 [b k]: a guess at the tokens after the text; 0 where there is none
  T found;  // predicates [b]: whether there is one
  CONSTATE_FIELDS(ids, found)
};

// Of rows that have not ended. Of the places where the text reads like its end, for two tokens at least, that
// with the most tokens alike, and of these the last. Where fewer tokens came after it than are wanted, the
// guess goes on as if the text repeated itself from there.
Drafts<trace::Tensor> look_up(const LookupRows<trace::Tensor>& rows, trace::Tensor done, std::int64_t count);

// The rows after a step in which each got `count` [b] more tokens, the first of `ids` [b t]; `drafts` were
// tried.
LookupRows<trace::Tensor> after_step(LookupRows<trace::Tensor> rows, const Drafts<trace::Tensor>& drafts,
                                     trace::Tensor ids, trace::Tensor count);

}  // namespace constate::programs
