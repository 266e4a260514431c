#include "programs/lookup.h"

#include "trace/ops.h"

namespace constate::programs {

using trace::Dim;
using trace::Tensor;

namespace {

// Tokens that must read alike, and that are compared. Fewer match by chance too often; more tell little more.
constexpr std::int64_t kFewestAlike = 2, kMostAlike = 6;
// A row that misses waits for 1, 3, 7, ... steps, up to 2^this - 1.
constexpr double kMostDoublings = 6;

// Of each place, how many tokens up to it are those at the text's end: s32 [b h], up to kMostAlike.
Tensor tokens_alike(const LookupRows<Tensor>& rows) {
  const std::int64_t history = rows.ids.size('h');
  Tensor alike, count;
  for (std::int64_t i = 0; i < kMostAlike; ++i) {
    const Tensor last = drop_dim(slice_rows(rows.ids, 'h', rows.length - static_cast<double>(1 + i), 1), 'h');
    const Tensor before = pad(slice(rows.ids, 'h', 0, history - i), 'h', i, 0, -1);
    const Tensor same = eq(before, last);
    alike = i == 0 ? same : logical_and(alike, same);
    count = i == 0 ? convert(alike, DType::kS32) : count + convert(alike, DType::kS32);
  }
  return count;
}

}  // namespace

LookupRows<ArgumentSpec> lookup_rows_spec(std::int64_t batch, std::int64_t history) {
  const Dim b{'b', batch};
  const ArgumentSpec number{DType::kS32, {b}};
  return {{DType::kS32, {b, {'h', history}}}, number, number, number};
}

Drafts<Tensor> look_up(const LookupRows<Tensor>& rows, Tensor done, std::int64_t count) {
  trace::Graph& graph = done.graph();
  const Dim b{'b', done.size('b')}, h{'h', rows.ids.size('h')}, k{'k', count};
  const auto history = static_cast<double>(h.size);
  const Tensor alike = tokens_alike(rows), place = broadcast(iota(graph, DType::kS32, h), {b, h});
  const Tensor wanted =
      minimum(rows.missed + static_cast<double>(kFewestAlike), static_cast<double>(kMostAlike));
  const Tensor matches = logical_and(ge(alike, wanted), lt(place, rows.length - 1));
  const Tensor best = max(select(matches, alike * history + place, -1.0), "h");

  const Tensor end = remainder(maximum(best, 0.0), history);  // the last place of the match
  const Tensor known = maximum(rows.length - 1 - end, 1.0);   // tokens after it
  const Tensor after = rename(slice_rows(rows.ids, 'h', end + 1, count), 'h', 's');
  const std::vector<Dim> pairs{b, k, {'s', count}};
  const Tensor from = remainder(broadcast(iota(graph, DType::kS32, k), {b, k}), broadcast(known, {b, k}));
  const Tensor is_from = eq(broadcast(iota(graph, DType::kS32, {'s', count}), pairs), broadcast(from, pairs));
  const Tensor ids = sum(select(is_from, broadcast(after, pairs), 0.0), "s");
  const Tensor waits = logical_or(done, gt(rows.pause, 0.0));
  const Tensor found = logical_and(ge(best, 0.0), logical_not(waits));
  return {select(found, ids, 0.0), found};
}

LookupRows<Tensor> after_step(LookupRows<Tensor> rows, const Drafts<Tensor>& drafts, Tensor ids,
                              Tensor count) {
  const Tensor right = logical_and(drafts.found, gt(count, 1.0));
  const Tensor wrong = logical_and(drafts.found, le(count, 1.0));
  rows.ids = put_rows(rows.ids, rename(ids, 't', 'h'), 'h', rows.length);
  rows.length = rows.length + count;
  rows.missed = select(right, 0.0, select(wrong, rows.missed + 1, rows.missed));
  const Tensor doubled = shift_left(fill(count.graph(), DType::kS32, 1, {{'b', count.size('b')}}),
                                    minimum(rows.missed, kMostDoublings));
  rows.pause = select(wrong, doubled - 1, maximum(rows.pause - 1, 0.0));
  return rows;
}

}  // namespace constate::programs
