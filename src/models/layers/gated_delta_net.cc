#include "models/layers/gated_delta_net.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "models/layers/short_conv.h"
#include "models/layers/specs.h"
#include "models/recurrences/delta_rule.h"
#include "trace/nn.h"
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

// Without a checkpoint: as Mamba-2 starts its training.
constexpr RandomValues kDecayRate{8.5f, 7.5f, /*logarithm=*/true}, kTimeStep{-4.6f, 2.3f};

Tensor joined(const std::vector<Tensor>& parts, char dim) {
  Tensor out = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) out = concat(out, parts[i], dim);
  return out;
}

struct Projected {
  Tensor qkv;   // [... e]
  Tensor z;     // [... g r p]
  Tensor b, a;  // [... g r]
};

Projected project(const GatedDeltaNet<Tensor>& w, const GatedDeltaNetConfig& k, Tensor u) {
  const std::int64_t g = k.num_key_heads, r = k.heads_per_key(), p = k.value_head_dim, n = k.key_head_dim;
  if (k.form == DeltaNetForm::kByKeyHead) {
    const auto [q, key, v, z] =
        split(split_dim(linear(u, w.in_proj[0], 'e'), 'e', {{'g', g}, {'e', -1}}), 'e', {n, n, r * p, r * p});
    const auto [b, a] =
        split(split_dim(linear(u, w.in_proj[1], 'e'), 'e', {{'g', g}, {'r', -1}}), 'r', {r, r});
    const auto flat = [](Tensor x) { return merge_dims(x, "ge", 'e'); };
    return {joined({flat(q), flat(key), flat(v)}, 'e'), split_dim(z, 'e', {{'r', r}, {'p', p}}), b, a};
  }
  std::vector<Tensor> parts;
  for (const Matrix<Tensor>& m : w.in_proj) parts.push_back(linear(u, m, 'e'));
  const auto [qkv, z, b, a] =
      split(joined(parts, 'e'), 'e', {k.channels(), k.values(), k.num_value_heads, k.num_value_heads});
  const std::vector<Dim> heads{{'g', g}, {'r', r}};
  return {qkv, split_dim(z, 'e', {{'g', g}, {'r', r}, {'p', p}}), split_dim(b, 'e', heads),
          split_dim(a, 'e', heads)};
}

// x / |x| of each head, with the small number that keeps a length of zero from being divided by.
Tensor of_length_one(Tensor x) { return x * rsqrt(sum(x * x, "n") + 1e-6); }

}  // namespace

// Section 3.4 and Figure 1 of the paper.
Tensor gated_delta_net(const GatedDeltaNet<Tensor>& w, const GatedDeltaNetConfig& k, Tensor u, Tensor valid,
                       GatedDeltaNetState<Tensor>& state) {
  const std::int64_t g = k.num_key_heads, r = k.heads_per_key(), p = k.value_head_dim, n = k.key_head_dim;
  auto [qkv, z, b, a] = project(w, k, u);
  // Once for all: each element meets the whole state, and would take its activation again there.
  qkv = materialize(
      activation(k.hidden_act, short_conv(qkv, joined(w.conv, 'e'), std::nullopt, valid, state.conv)));
  auto [q, key, v] = split(qkv, 'e', {g * n, g * n, g * r * p});
  q = of_length_one(split_dim(q, 'e', {{'g', g}, {'n', n}})) * (1 / std::sqrt(static_cast<double>(n)));
  key = of_length_one(split_dim(key, 'e', {{'g', g}, {'n', n}}));
  v = split_dim(v, 'e', {{'g', g}, {'r', r}, {'p', p}});

  // β = 0 and a decay of exp(0) leave the state as it is.
  const Tensor beta = materialize(select(valid, sigmoid(b) * k.beta_scale, 0.0));
  const Tensor decay = materialize(select(valid, -exp(w.A_log) * softplus(a + w.dt_bias), 0.0));
  const DeltaRule out = u.has('t') ? delta_rule(q, key, v, decay, beta, state.delta,
                                                chunk_of(u.size('t'), u.graph().lowering()))
                                   : delta_rule_step(q, key, v, decay, beta, state.delta);
  state.delta = out.h;
  const Tensor y = k.norm(out.y, w.norm, "p") * silu(z);
  return linear(merge_dims(y, "grp", 'e'), w.out_proj, 'd');
}

GatedDeltaNet<WeightSpec> gated_delta_net_specs(const GatedDeltaNetConfig& k, DType dtype,
                                                const std::string& prefix) {
  using Parts = std::vector<std::pair<const char*, std::int64_t>>;  // name and rows
  const std::int64_t keys = k.keys(), values = k.values(), heads = k.num_value_heads;
  const bool apart = k.form == DeltaNetForm::kApart;
  const Parts projections = apart ? Parts{{"q_proj", keys},   {"k_proj", keys},  {"v_proj", values},
                                          {"g_proj", values}, {"b_proj", heads}, {"a_proj", heads}}
                            : k.form == DeltaNetForm::kTogether
                                ? Parts{{"in_proj_qkv", k.channels()},
                                        {"in_proj_z", values},
                                        {"in_proj_b", heads},
                                        {"in_proj_a", heads}}
                                : Parts{{"in_proj_qkvz", k.channels() + values}, {"in_proj_ba", 2 * heads}};
  const Parts convolutions = apart ? Parts{{"q_conv1d", keys}, {"k_conv1d", keys}, {"v_conv1d", values}}
                                   : Parts{{"conv1d", k.channels()}};
  const Dim d{'d', k.hidden_size}, g{'g', k.num_key_heads}, r{'r', k.heads_per_key()};
  GatedDeltaNet<WeightSpec> w;
  for (const auto& [name, rows] : projections)
    w.in_proj.push_back(projection(prefix + name, dtype, {'e', rows}, d));
  for (const auto& [name, rows] : convolutions)
    w.conv.push_back(conv_spec(prefix + name + ".weight", {'e', rows}, k.conv_kernel));
  w.dt_bias = spec(prefix + "dt_bias", kTimeStep, {g, r}, {heads});
  w.A_log = spec(prefix + "A_log", kDecayRate, {g, r}, {heads});
  w.norm = norm_spec(prefix + (apart ? "o_norm.weight" : "norm.weight"), k.norm, {'p', k.value_head_dim});
  w.out_proj = projection(prefix + (apart ? "o_proj" : "out_proj"), dtype, d, {'e', values});
  return w;
}

GatedDeltaNetState<StateSpec> gated_delta_net_state(const GatedDeltaNetConfig& k) {
  GatedDeltaNetState<StateSpec> state;
  if (k.conv_kernel > 1) state.conv = StateSpec{"", {{'k', k.conv_kernel - 1}, {'e', k.channels()}}};
  state.delta = StateSpec{
      "", {{'g', k.num_key_heads}, {'r', k.heads_per_key()}, {'p', k.value_head_dim}, {'n', k.key_head_dim}}};
  return state;
}

// Of each head of the values: its products with the inverse and with the scores, three with the state, and
// two for each doubling of the inverse's blocks; of each head of the keys, k kᵀ and q kᵀ.
double gated_delta_net_flops(const GatedDeltaNetConfig& k, std::int64_t tokens, const Lowering& lowering) {
  const auto real = [](auto n) { return static_cast<double>(n); };
  const std::int64_t size = chunk_of(tokens, lowering);
  const double chunk = real(size), n = real(k.key_head_dim), p = real(k.value_head_dim);
  const double doublings = std::max(real(std::bit_width(static_cast<std::uint64_t>(size - 1))) - 1, 0.0);
  return 2 * (real(k.num_key_heads) * 2 * chunk * n +
              real(k.num_value_heads) * (chunk * (n + 2 * p) + 3 * n * p + 2 * doublings * chunk * chunk));
}

}  // namespace constate::models::layers
