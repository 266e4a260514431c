// The letters are those of delta_rule.h, and
//   c chunk   l, s, m place in a chunk
#include "models/recurrences/delta_rule.h"

#include "trace/einsum.h"
#include "trace/fields.h"
#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::recurrences {

using namespace trace;

namespace {

// Predicates [l s], from the places.
template <class F>
Tensor places(Graph& graph, std::int64_t size, F f) {
  const std::vector<Dim> square{{'l', size}, {'s', size}};
  return f(broadcast(iota(graph, DType::kS32, square[0]), square),
           broadcast(iota(graph, DType::kS32, square[1]), square));
}

// What a chunk has before the state that enters it is known.
struct Chunk {
  Tensor q, k, w;  // [b l g r n]: q and k with their decays from the start and to the end, W
  Tensor u;        // [b l g r p]: what is written where the state that enters is zero
  Tensor scores;   // [b g r l s]
  Tensor decay;    // [b g r]: of the state, over the chunk
  CONSTATE_FIELDS(q, k, w, u, scores, decay)
};

DeltaRule through(const Chunk& c, Tensor h) {
  const Tensor u = c.u - einsum("blgrn,bgrpn->blgrp", c.w, h);
  const Tensor y = einsum("blgrn,bgrpn->blgrp", c.q, h) + einsum("bgrls,bsgrp->blgrp", c.scores, u);
  return {y, c.decay * h + einsum("blgrp,blgrn->bgrpn", u, c.k)};
}

struct Loop {
  Tensor step, y, h;
  CONSTATE_FIELDS(step, y, h)
};

// One chunk after the other: each needs the state that the one before leaves.
DeltaRule through_all(const Chunk& all, Tensor v, Tensor h0) {
  Graph& graph = v.graph();
  const auto count = static_cast<double>(v.size('c'));
  const Loop start{constant(graph, DType::kS32, 0), fill(graph, v.dtype(), 0, v.dims()), h0};
  const Loop end = while_loop(
      graph, start, [&](const Loop& s) { return lt(s.step, count); },
      [&](Loop s) {
        Chunk one = all;
        each_field(one, [&](Tensor& t, const std::string&) { t = element(t, 'c', s.step); });
        const DeltaRule out = through(one, s.h);
        return Loop{s.step + 1, update(s.y, out.y, s.step, 'c'), out.h};
      });
  return {end.y, end.h};
}

}  // namespace

Tensor unit_lower_inverse(Tensor N) {
  Graph& graph = N.graph();
  const std::int64_t size = N.size('l');
  const Tensor one = places(graph, size, [](Tensor l, Tensor s) { return eq(l, s); });
  Tensor inverse = broadcast(select(one, fill(graph, N.dtype(), 1, one.dims()), 0.0), N.dims());
  for (int bits = 0; (std::int64_t{1} << bits) < size; ++bits) {
    // C of each pair: its rows are in the second block, its columns in the first.
    const Tensor pair = places(graph, size, [&](Tensor l, Tensor s) {
      const Tensor row = shift_right(l, static_cast<double>(bits)),
                   column = shift_right(s, static_cast<double>(bits));
      return logical_and(eq(row, column + 1), eq(bit_and(column, 1.0), 0.0));
    });
    Tensor C = select(pair, N, 0.0);
    if (bits > 0) {  // blocks of one place are their own inverses
      C = dot(rename(inverse, 's', 'm'), rename(C, 'l', 'm'), "m");
      C = dot(rename(C, 's', 'm'), rename(inverse, 'l', 'm'), "m");
    }
    inverse = inverse - C;
  }
  return inverse;
}

// Section 3.3, the WY form: within a chunk the writes U solve (I + N) U = β (V - (K ∘ decay) hᵀ), where
// N_ls = β_l decay_ls k_l·k_s for l > s.
DeltaRule delta_rule(Tensor q, Tensor k, Tensor v, Tensor a, Tensor beta, Tensor h0, std::int64_t chunk) {
  const std::int64_t time = v.size('t'), padding = (chunk - time % chunk) % chunk;
  for (Tensor* x : {&q, &k, &v, &a, &beta})  // zeros at the end are identity tokens
    *x = split_dim(pad(*x, 't', 0, padding), 't', {{'c', -1}, {'l', chunk}});
  Graph& graph = v.graph();
  const Tensor a_rows = transpose(a, "bgrcl");
  const Tensor from_start = exp(transpose(cumsum(a_rows, 'l'), "bclgr")),
               to_end = exp(transpose(sum_after(a_rows, 'l'), "bclgr"));
  const Tensor decay = exp(segsum(a_rows, 'l', "ls"));  // zero for l < s

  const Tensor below = places(graph, chunk, [](Tensor l, Tensor s) { return gt(l, s); });
  const Tensor KK = einsum("bclgn,bcsgn->bgcls", k, k), QK = einsum("bclgn,bcsgn->bgcls", q, k);
  const Tensor N = select(below, transpose(beta, "bgrcl") * (decay * KK), 0.0);
  const Tensor inverse = unit_lower_inverse(N);  // [b g r c l s]
  const Tensor w = einsum("bgrcls,bcsgrn->bclgrn", inverse,
                          rename(einsum("bclgr,bclgn->bclgrn", beta * from_start, k), 'l', 's'));
  const Tensor u = einsum("bgrcls,bcsgrp->bclgrp", inverse, rename(beta * v, 'l', 's'));

  const Chunk all{einsum("bclgr,bclgn->bclgrn", from_start, q),
                  einsum("bclgr,bclgn->bclgrn", to_end, k),
                  w,
                  u,
                  decay * QK,
                  exp(sum(a_rows, "l"))};
  const DeltaRule out = through_all(all, u, h0);
  return {slice(merge_dims(out.y, "cl", 't'), 't', 0, time), out.h};
}

DeltaRule delta_rule_step(Tensor q, Tensor k, Tensor v, Tensor a, Tensor beta, Tensor h) {
  h = exp(a) * h;
  const Tensor u = beta * (v - einsum("bgrpn,bgn->bgrp", h, k));
  h = h + einsum("bgrp,bgn->bgrpn", u, k);
  return {einsum("bgrpn,bgn->bgrp", h, q), h};
}

}  // namespace constate::models::recurrences
