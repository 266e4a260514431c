// The letters are those of delta_rule.h, and
//   c chunk   l, s, m place in a chunk   i, j block of a chunk   x, y place in a block
#include "models/recurrences/delta_rule.h"

#include <limits>
#include <numeric>
#include <string_view>

#include "trace/einsum.h"
#include "trace/fields.h"
#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::recurrences {

using namespace trace;

namespace {

// Predicates over two letters, [l s] say, from the places along them.
template <class F>
Tensor places(Graph& graph, std::string_view letters, std::int64_t size, F f) {
  const std::vector<Dim> square{{letters[0], size}, {letters[1], size}};
  return f(broadcast(iota(graph, DType::kS32, square[0]), square),
           broadcast(iota(graph, DType::kS32, square[1]), square));
}

// Of each two places of a chunk k_l·k_s and q_l·k_s, with the decay from s to l between the factors: [b g r c
// l s], and zero for l < s.
struct Pairs {
  Tensor kk, qk;
};

Pairs pairs_by_heads(Tensor q, Tensor k, Tensor a) {
  const Tensor decay = exp(segsum(transpose(a, "bgrcl"), 'l', "ls"));
  return {decay * einsum("bclgn,bcsgn->bgcls", k, k), decay * einsum("bclgn,bcsgn->bgcls", q, k)};
}

// Where each element of a key has its own decay, a product of matrices needs it in two factors. From the
// start to l, and back from the start to s, the second would overflow. So chunks are in blocks: between two
// blocks the factors are what is left from s to where the row's block begins, and from there to l. Within
// one each pair has a decay for itself.
constexpr std::int64_t kBlock = 16;

Pairs pairs_by_elements(Tensor q, Tensor k, Tensor a) {
  const auto blocks = [size = std::gcd(a.size('l'), kBlock)](Tensor t) {
    return split_dim(t, 'l', {{'i', -1}, {'x', size}});
  };
  q = blocks(q), k = blocks(k), a = blocks(a);
  const auto as_column = [](Tensor t) { return rename(rename(t, 'i', 'j'), 'x', 'y'); };
  // The blocks that lie between: none, and all that is left, where the column's block is the one before.
  const Tensor through = segsum(sum(a, "x"), 'i', "ij");
  const Tensor between = pad(drop_last(through, 'i'), 'i', 1, 0, -std::numeric_limits<double>::infinity());
  const Tensor to_end = as_column(sum_after(a, 'x'));
  std::vector<Dim> dims = to_end.dims();
  dims.push_back({'i', a.size('i')});
  const Tensor columns = exp(broadcast(to_end, dims) + between) * as_column(k);
  const Tensor from_start = exp(cumsum(a, 'x')), decay = exp(segsum(a, 'x', "xy"));
  const Tensor same = places(a.graph(), "ij", a.size('i'), [](Tensor i, Tensor j) { return eq(i, j); });
  const auto pairs = [&](Tensor rows) {
    const Tensor apart =
        einsum("bcixgrn,bcijygrn->bgrcixjy", from_start * rows, transpose(columns, "bcijygrn"));
    const Tensor within = sum(decay * rows * rename(k, 'x', 'y'), "n");
    return merge_dims(merge_dims(select(same, broadcast(within, apart.dims()), apart), "ix", 'l'), "jy", 's');
  };
  return {pairs(k), pairs(q)};
}

// k with a decay of its head or of each of its elements: [b c l g r n].
Tensor faded(Tensor k, Tensor decay) {
  return decay.has('n') ? decay * k : einsum("bclgr,bclgn->bclgrn", decay, k);
}

// What a chunk has before the state that enters it is known.
struct Chunk {
  Tensor q, k, w;  // [b l g r n]: q and k with their decays from the start and to the end, W
  Tensor u;        // [b l g r p]: what is written where the state that enters is zero
  Tensor scores;   // [b g r l s]
  Tensor decay;    // [b g r] or [b g r n]: of the state, over the chunk
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
  const Tensor one = places(graph, "ls", size, [](Tensor l, Tensor s) { return eq(l, s); });
  Tensor inverse = broadcast(select(one, fill(graph, N.dtype(), 1, one.dims()), 0.0), N.dims());
  for (int bits = 0; (std::int64_t{1} << bits) < size; ++bits) {
    // C of each pair: its rows are in the second block, its columns in the first.
    const Tensor pair = places(graph, "ls", size, [&](Tensor l, Tensor s) {
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
  const Tensor from_start = exp(cumsum(a, 'l')), to_end = exp(sum_after(a, 'l'));
  const Pairs pairs = a.has('n') ? pairs_by_elements(q, k, a) : pairs_by_heads(q, k, a);

  const Tensor below = places(v.graph(), "ls", chunk, [](Tensor l, Tensor s) { return gt(l, s); });
  const Tensor N = select(below, transpose(beta, "bgrcl") * pairs.kk, 0.0);
  const Tensor inverse = unit_lower_inverse(N);  // [b g r c l s]
  const Tensor w = einsum("bgrcls,bcsgrn->bclgrn", inverse, rename(faded(k, beta * from_start), 'l', 's'));
  const Tensor u = einsum("bgrcls,bcsgrp->bclgrp", inverse, rename(beta * v, 'l', 's'));

  const Chunk all{faded(q, from_start), faded(k, to_end), w, u, pairs.qk, exp(sum(a, "l"))};
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
