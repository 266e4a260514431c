#include "programs/lookup.h"

#include "trace/ops.h"

namespace constate::programs {

using trace::Dim;
using trace::Tensor;

namespace {

// Tokens that must read alike: fewer match by chance too often. Once drafts have cost more than they saved,
// one more must.
constexpr std::int64_t kFewestAlike = 2;
// So that drafts are given up soon where a text no longer repeats itself.
constexpr double kMostCredit = 120;

// Of each place from kBeforeText on, how many tokens up to it are the last ones: s32 [b h], up to kMostAlike.
Tensor tokens_alike(const LookupRows<Tensor>& rows, Tensor last) {
  const std::int64_t history = rows.ids.size('h');
  Tensor alike, count;
  for (std::int64_t i = 0; i < kMostAlike; ++i) {
    const Tensor token = drop_dim(slice(last, 'a', kMostAlike - 1 - i, kMostAlike - i), 'a');
    const Tensor same = eq(slice(rows.ids, 'h', kBeforeText - i, history - i), token);
    alike = i == 0 ? same : logical_and(alike, same);
    count = i == 0 ? convert(alike, DType::kS32) : count + convert(alike, DType::kS32);
  }
  return count;
}

}  // namespace

LookupRows<ArgumentSpec> lookup_rows_spec(std::int64_t batch, std::int64_t history) {
  const Dim b{'b', batch};
  const ArgumentSpec number{DType::kS32, {b}};
  return {{DType::kS32, {b, {'h', history}}}, number, {DType::kPred, {b}}, {DType::kS32, {}}};
}

Tensor may_draft(const LookupRows<Tensor>& rows, Tensor done) {
  return logical_and(logical_and(rows.wants, logical_not(done)), ge(rows.credit, 0.0));
}

Tensor last_tokens(const LookupRows<Tensor>& rows) {
  return rename(slice_rows(rows.ids, 'h', rows.length - static_cast<double>(kMostAlike), kMostAlike), 'h',
                'a');
}

Drafts<Tensor> look_up(const LookupRows<Tensor>& rows, Tensor last, Tensor done, std::int64_t count) {
  trace::Graph& graph = done.graph();
  const Dim b{'b', done.size('b')}, h{'h', rows.ids.size('h') - kBeforeText}, k{'k', count};
  const auto history = static_cast<double>(rows.ids.size('h'));
  const Tensor alike = tokens_alike(rows, last);
  const Tensor place = broadcast(iota(graph, DType::kS32, h) + static_cast<double>(kBeforeText), {b, h});
  const Tensor less_sure = convert(lt(rows.credit, static_cast<double>(kFirstCredit)), DType::kS32);
  const Tensor wanted = less_sure + static_cast<double>(kFewestAlike);
  const Tensor matches = logical_and(ge(alike, wanted), lt(place, rows.length - 1));
  const Tensor best = max(select(matches, alike * history + place, -1.0), "h");

  const Tensor end = remainder(maximum(best, 0.0), history);  // the last place of the match
  const Tensor known = maximum(rows.length - 1 - end, 1.0);   // tokens after it
  const Tensor after = rename(slice_rows(rows.ids, 'h', end + 1, count), 'h', 's');
  const std::vector<Dim> pairs{b, k, {'s', count}};
  const Tensor from = remainder(broadcast(iota(graph, DType::kS32, k), {b, k}), broadcast(known, {b, k}));
  const Tensor is_from = eq(broadcast(iota(graph, DType::kS32, {'s', count}), pairs), broadcast(from, pairs));
  const Tensor ids = sum(select(is_from, broadcast(after, pairs), 0.0), "s");
  const Tensor found = logical_and(ge(best, 0.0), may_draft(rows, done));
  return {select(found, ids, 0.0), found};
}

LookupRows<Tensor> after_step(LookupRows<Tensor> rows, Tensor ids, Tensor count) {
  rows.ids = put_rows(rows.ids, rename(ids, 't', 'h'), 'h', rows.length);
  rows.length = rows.length + count;
  return rows;
}

bool stays_in_caches(std::int64_t weight_bytes) { return weight_bytes <= 64 << 20; }

// Measured (decision 0045): 2.0 plain steps for 3 drafts, 2.5 for 7, 3.5 for 15 where weights come from
// memory; with weights in the cache each place takes about as long as a plain step.
std::int64_t step_cost(std::int64_t drafts, std::int64_t weight_bytes) {
  return stays_in_caches(weight_bytes) ? 20 * (drafts + 1) : 20 + 7 * (drafts + 1);
}

Tensor credit_after_plain_step(Tensor credit) { return minimum(credit + 1, kMostCredit); }

Tensor credit_after_drafts(Tensor credit, Tensor count, Tensor cost) {
  const Tensor rows = maximum(sum(convert(gt(count, 0.0), DType::kS32), "b"), 1.0);
  const Tensor tokens = sum(count, "b") * 20.0 / rows;  // of a row, in the mean
  return minimum(credit + tokens - cost, kMostCredit);
}

}  // namespace constate::programs
