#include "models/layers/attention.h"

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
Tensor attend(Tensor q, Tensor keys, Tensor values, Tensor position) {
  if (!q.has('t'))
    return drop_dim(attend(split_dim(q, 'b', {{'b', -1}, {'t', 1}}), keys, values, position), 't');
  Graph& graph = q.graph();
  const Dim b{'b', q.size('b')}, g{'g', q.size('g')}, r{'r', q.size('r')}, t{'t', q.size('t')},
      p{'p', q.size('p')};
  const Tensor at = places_of(position, t);
  const auto block = [](Tensor x, Tensor step) {
    return rename(slice_at(x, 'c', step * static_cast<double>(kBlock), kBlock), 'c', 's');
  };
  const Tensor places = iota(graph, DType::kS32, {'s', kBlock});

  const Loop start{constant(graph, DType::kS32, 0), fill(graph, DType::kF32, kLow, {b, g, r, t}),
                   fill(graph, DType::kF32, 0, {b, g, r, t}), fill(graph, DType::kF32, 0, {b, g, r, t, p})};
  const Tensor last = max(position, "b") + static_cast<double>(t.size - 1);
  const Loop end = while_loop(
      graph, start, [&](const Loop& l) { return le(l.step * static_cast<double>(kBlock), last); },
      [&](Loop l) {
        const Tensor scores = einsum("btgrp,bsgp->bgrts", q, block(keys, l.step));
        const Tensor place = broadcast(places + l.step * static_cast<double>(kBlock), {b, t, {'s', kBlock}});
        const Tensor seen = le(place, at);
        const Tensor masked = select(seen, scores, kLow);
        const Tensor largest = maximum(l.largest, max(masked, "s"));
        const Tensor weights = select(seen, exp(masked - largest), 0.0), shrink = exp(l.largest - largest);
        const Tensor y = einsum("bgrts,bsgp->bgrtp", weights, block(values, l.step));
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
                 AttentionState<Tensor>& state) {
  auto [q, key, value, gate] = project(w, k, u);
  if (k.key_scale != 1) key = key * k.key_scale;
  if (k.rotary) {
    const Tensor at = u.has('t') ? places_of(position, {'t', u.size('t')}) : position;
    q = rotated(q, at, *k.rotary);
    key = rotated(key, at, *k.rotary);
  }
  q = q * k.scale;

  state.keys = kept(state.keys, key, position);
  state.values = kept(state.values, value, position);
  const Tensor keys = convert(state.keys, DType::kF32), values = convert(state.values, DType::kF32);
  Tensor y = attend(q, keys, values, position);
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
  const StateSpec part{
      "", {{'c', capacity}, {'g', k.num_kv_heads}, {'p', k.head_dim}}, DType::kF32, Growth::kByToken};
  return {part, part};
}

double attention_flops(const AttentionConfig& k, std::int64_t tokens) {
  return 2.0 * static_cast<double>(k.num_heads * k.head_dim) * static_cast<double>(tokens + 1);
}

}  // namespace constate::models::layers
