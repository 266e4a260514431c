#include "models/layers/gated_delta_net.h"

#include <utility>

#include "models/layers/short_conv.h"
#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

namespace {

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

}  // namespace

// Section 3.4 and Figure 1 of the paper.
Tensor gated_delta_net(const GatedDeltaNet<Tensor>& w, const GatedDeltaNetConfig& k, Tensor u,
                       const Places& places, GatedDeltaNetState<Tensor>& state) {
  auto [qkv, z, b, a] = project(w, k, u);
  // Once for all: each element meets the whole state, and would take its activation again there.
  qkv = materialize(activation(
      k.hidden_act, short_conv(qkv, joined(w.conv, 'e'), std::nullopt, places.for_state(), state.conv)));
  const Tensor log_decay = -exp(w.A_log) * softplus(a + w.dt_bias);
  Tensor y = delta_heads(k.heads(), qkv, sigmoid(b) * k.beta_scale, log_decay, places, state.delta);
  y = k.norm(y, w.norm, "p") * silu(z);
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
  state.delta = delta_heads_state(k.heads());
  return state;
}

}  // namespace constate::models::layers
