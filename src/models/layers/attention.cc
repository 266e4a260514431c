#include "models/layers/attention.h"

#include <algorithm>

#include "models/layers/specs.h"
#include "trace/einsum.h"
#include "trace/loop.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

namespace {

// Below all scores, and not infinite: the difference of two of them is a number.
constexpr double kLow = -1e30;
// Keys that a piece meets at a time. Memory for scores does not grow with the text; and sums are in the same
// order whatever the capacity is, which divides by it (programs/capacity.h), so that a row's bits do not
// depend on longer rows beside it: blocks beyond its text change nothing.
constexpr std::int64_t kBlock = 256;

// What a block of keys adds to: the largest score so far, the sum of the exponentials beside it, and that of
// the values under them (Milakov & Gimelshein 2018, arXiv:1805.02867).
struct Loop {
  Tensor step, largest, total, y;  // s32 [], [b g r t], [b g r t], [b g r t p]
  CONSTATE_FIELDS(step, largest, total, y)
};

// Of each token of a piece of t, s32 [b t].
Tensor places_of(Tensor position, Dim t) {
  return broadcast(position, {{'b', position.size('b')}, t}) + iota(position.graph(), DType::kS32, t);
}

}  // namespace

// A block of keys at a time, up to the last one that some row reaches.
Tensor attend(Tensor q, const KeysAndValues& seen, Tensor position, std::int64_t window, double score_cap) {
  if (!q.has('t'))
    return drop_dim(attend(split_dim(q, 'b', {{'b', -1}, {'t', 1}}), seen, position, window, score_cap), 't');
  Graph& graph = q.graph();
  const Dim b{'b', q.size('b')}, g{'g', q.size('g')}, r{'r', q.size('r')}, t{'t', q.size('t')},
      p{'p', q.size('p')}, s{'s', kBlock};
  const Tensor at = places_of(position, t), places = iota(graph, DType::kS32, s);
  // Only a block is widened at a time: memory is read in the dtype that holds it.
  const auto block = [](Tensor x, Tensor step) {
    x = slice_at(x, 'c', step * static_cast<double>(kBlock), kBlock);
    return convert(rename(x, 'c', 's'), DType::kF32);
  };
  const auto sees = [&](Tensor step) {
    Tensor place = broadcast(places + step * static_cast<double>(kBlock), {b, t, s});
    if (seen.first) place = place + *seen.first;
    Tensor out = le(place, at);
    if (window > 0) out = logical_and(out, gt(place, at - static_cast<double>(window)));
    return seen.first ? logical_and(out, ge(place, 0.0)) : out;
  };
  const auto capped = [&](Tensor x) { return score_cap > 0 ? score_cap * tanh(x / score_cap) : x; };

  const Loop start{constant(graph, DType::kS32, 0), fill(graph, DType::kF32, kLow, {b, g, r, t}),
                   fill(graph, DType::kF32, 0, {b, g, r, t}), fill(graph, DType::kF32, 0, {b, g, r, t, p})};
  const Tensor last = seen.first ? constant(graph, DType::kS32, static_cast<double>(seen.keys.size('c') - 1))
                                 : max(position, "b") + static_cast<double>(t.size - 1);
  const Loop end = while_loop(
      graph, start, [&](const Loop& l) { return le(l.step * static_cast<double>(kBlock), last); },
      [&](Loop l) {
        const Tensor scores = capped(einsum("btgrp,bsgp->bgrts", q, block(seen.keys, l.step)));
        const Tensor visible = sees(l.step);
        const Tensor masked = select(visible, scores, kLow);
        const Tensor largest = maximum(l.largest, max(masked, "s"));
        const Tensor weights = select(visible, exp(masked - largest), 0.0), shrink = exp(l.largest - largest);
        const Tensor y = einsum("bgrts,bsgp->bgrtp", weights, block(seen.values, l.step));
        return Loop{l.step + 1, largest, l.total * shrink + sum(weights, "s"), l.y * shrink + y};
      });
  return transpose(end.y / end.total, "btgrp");
}

Tensor kept(Tensor into, Tensor x, Tensor position) {
  x = convert(x, into.dtype());
  x = x.has('t') ? rename(x, 't', 'c') : split_dim(x, 'b', {{'b', -1}, {'c', 1}});
  return put_rows(into, x, 'c', position);
}

namespace {

// Those of the window before a piece, and the piece's own, [b t g p], after them. The window then ends with
// the last valid token.
KeysAndValues with_window(AttentionState<Tensor>& state, Tensor key, Tensor value, Tensor position,
                          Tensor valid) {
  const std::int64_t window = state.keys.size('c'), all = window + key.size('t');
  const Tensor tokens = sum(convert(valid, DType::kS32), "t");
  const auto take = [&](Tensor& part, Tensor x) {
    const Tensor both = concat(part, rename(convert(x, part.dtype()), 't', 'c'), 'c');
    part = slice_rows(both, 'c', tokens, window);
    return pad(both, 'c', 0, (kBlock - all % kBlock) % kBlock);
  };
  const Tensor keys = take(state.keys, key), values = take(state.values, value);
  return {keys, values, position - static_cast<double>(window)};
}

KeysAndValues seen_by(const AttentionConfig& k, AttentionState<Tensor>& state, Tensor key, Tensor value,
                      Tensor position, const std::optional<Tensor>& valid) {
  if (k.window > 0) {
    const auto piece = [](Tensor x) { return x.has('t') ? x : split_dim(x, 'b', {{'b', -1}, {'t', 1}}); };
    return with_window(state, piece(key), piece(value), position, piece(*valid));
  }
  state.keys = kept(state.keys, key, position);
  state.values = kept(state.values, value, position);
  return {state.keys, state.values};
}

struct Heads {
  Tensor q, key, value;        // [... g r p], [... g p], [... g p]
  std::optional<Tensor> gate;  // [... g r p]
};

// As the projections give them, and their norms.
Heads project(const Attention<Tensor>& w, const AttentionConfig& k, Tensor u) {
  const Dim g{'g', k.num_kv_heads}, r{'r', k.heads_per_key()}, p{'p', k.head_dim};
  const auto normed = [&](Tensor x, const std::optional<Tensor>& weight, bool of_all) {
    return weight && of_all == k.norm_of_all_heads ? (*k.norm)(x, *weight, of_all ? "e" : "p") : x;
  };
  Heads out;
  out.q = normed(plus(linear(u, w.q_proj, 'e'), w.q_bias), w.q_norm, true);
  out.q = split_dim(out.q, 'e', {g, r, {'p', -1}});
  if (k.output_gate) {
    out.gate = slice(out.q, 'p', p.size, 2 * p.size);
    out.q = slice(out.q, 'p', 0, p.size);
  }
  out.q = normed(out.q, w.q_norm, false);
  out.key = normed(plus(linear(u, w.k_proj, 'e'), w.k_bias), w.k_norm, true);
  out.key = normed(split_dim(out.key, 'e', {g, p}), w.k_norm, false);
  out.value = split_dim(plus(linear(u, w.v_proj, 'e'), w.v_bias), 'e', {g, p});
  return out;
}

}  // namespace

Tensor attention(const Attention<Tensor>& w, const AttentionConfig& k, Tensor u, Tensor position,
                 AttentionState<Tensor>& state, const std::optional<Tensor>& valid) {
  auto [q, key, value, gate] = project(w, k, u);
  if (k.key_scale != 1) key = key * k.key_scale;
  if (k.rotary) {
    const Tensor at = u.has('t') ? places_of(position, {'t', u.size('t')}) : position;
    q = rotated(q, at, *k.rotary);
    key = rotated(key, at, *k.rotary);
  }
  q = q * k.scale;

  const KeysAndValues seen = seen_by(k, state, key, value, position, valid);
  Tensor y = attend(q, seen, position, k.window, k.score_cap);
  if (gate) y = y * sigmoid(*gate);
  return plus(linear(merge_dims(y, "grp", 'e'), w.o_proj, 'd'), w.o_bias);
}

Attention<WeightSpec> attention_specs(const AttentionConfig& k, DType dtype, const std::string& prefix,
                                      const AttentionNames& names) {
  const Dim d{'d', k.hidden_size}, queries{'e', k.num_heads * k.head_dim},
      keys{'e', k.num_kv_heads * k.head_dim}, projected{'e', (k.output_gate ? 2 : 1) * queries.size};
  const auto in = [&](const char* name, Dim e) { return projection(prefix + name, dtype, e, d); };
  const auto norm = [&](const std::string& name, Dim all) -> std::optional<WeightSpec> {
    if (!k.norm) return std::nullopt;
    return norm_spec(prefix + name + ".weight", *k.norm, k.norm_of_all_heads ? all : Dim{'p', k.head_dim});
  };
  return {in("q_proj", projected),
          bias(k.bias, prefix + "q_proj", projected),
          in("k_proj", keys),
          bias(k.bias, prefix + "k_proj", keys),
          in("v_proj", keys),
          bias(k.bias, prefix + "v_proj", keys),
          projection(prefix + names.o_proj, dtype, d, queries),
          bias(k.out_bias, prefix + names.o_proj, d),
          norm(names.q_norm, queries),
          norm(names.k_norm, keys)};
}

AttentionState<StateSpec> attention_state(const AttentionConfig& k, std::int64_t capacity) {
  const bool all = k.window == 0;
  const StateSpec part{"",
                       {{'c', all ? capacity : k.window}, {'g', k.num_kv_heads}, {'p', k.head_dim}},
                       DType::kF32,
                       all ? Growth::kByToken : Growth::kConstant};
  return {part, part};
}

double attention_flops(const AttentionConfig& k, std::int64_t tokens) {
  const std::int64_t seen = k.window > 0 ? std::min(tokens, k.window) : tokens;
  return 2.0 * static_cast<double>(k.num_heads * k.head_dim) * static_cast<double>(seen + 1);
}

}  // namespace constate::models::layers
