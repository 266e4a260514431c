#include "models/layers/delta_heads.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/recurrences/delta_rule.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;
using recurrences::DeltaRule, recurrences::delta_rule, recurrences::delta_rule_step;

namespace {

// Products of a chunk grow with its size, and so does the work for the inverse of its triangle.
constexpr std::int64_t kChunk = 64;
std::int64_t chunk_of(std::int64_t tokens, const Lowering& lowering) {
  return std::min({kChunk, tokens, lowering.scan_chunk});
}

// x / |x| of each head, with the small number that keeps a length of zero from being divided by.
Tensor of_length_one(Tensor x) { return x * rsqrt(sum(x * x, "n") + 1e-6); }

}  // namespace

Tensor delta_heads(const DeltaHeads& k, Tensor qkv, Tensor beta, Tensor log_decay, const Places& places,
                   Tensor& state) {
  const Dim g{'g', k.key_heads}, r{'r', k.heads_per_key()}, n{'n', k.key_dim}, p{'p', k.value_dim};
  const auto parts = split(qkv, 'e', {k.keys(), k.keys(), k.values()});
  const Tensor q =
      of_length_one(split_dim(parts[0], 'e', {g, n})) * (1 / std::sqrt(static_cast<double>(n.size)));
  const Tensor key = of_length_one(split_dim(parts[1], 'e', {g, n})), v = split_dim(parts[2], 'e', {g, r, p});

  // β = 0 and a decay of exp(0) leave the state as it is.
  const auto through = [&](Tensor at) {
    const Tensor b = materialize(select(at, beta, 0.0)), a = materialize(select(at, log_decay, 0.0));
    if (!qkv.has('t')) return delta_rule_step(q, key, v, a, b, state);
    return delta_rule(q, key, v, a, b, state, chunk_of(qkv.size('t'), qkv.graph().lowering()));
  };
  const DeltaRule out = through(places.valid);
  state = places.kept.defined() ? through(places.kept).h : out.h;
  return out.y;
}

StateSpec delta_heads_state(const DeltaHeads& k) {
  return {"", {{'g', k.key_heads}, {'r', k.heads_per_key()}, {'p', k.value_dim}, {'n', k.key_dim}}};
}

// Of each head of the values: its products with the inverse and with the scores, three with the state, and
// two for each doubling of the inverse's blocks; of each head of the keys, k kᵀ and q kᵀ.
double delta_heads_flops(const DeltaHeads& k, std::int64_t tokens, const Lowering& lowering) {
  const auto real = [](auto n) { return static_cast<double>(n); };
  const std::int64_t size = chunk_of(tokens, lowering);
  const double chunk = real(size), n = real(k.key_dim), p = real(k.value_dim);
  const double doublings = std::max(real(std::bit_width(static_cast<std::uint64_t>(size - 1))) - 1, 0.0);
  return 2 * (real(k.key_heads) * 2 * chunk * n +
              real(k.value_heads) * (chunk * (n + 2 * p) + 3 * n * p + 2 * doublings * chunk * chunk));
}

}  // namespace constate::models::layers
