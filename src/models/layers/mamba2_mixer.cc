#include "models/layers/mamba2_mixer.h"

#include <algorithm>

#include "models/layers/short_conv.h"
#include "models/layers/specs.h"
#include "models/recurrences/ssd.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;
using recurrences::Ssd, recurrences::ssd, recurrences::ssd_few, recurrences::ssd_step;

namespace {

// Without a checkpoint: A_log and dt_bias as Mamba-2 starts its training.
constexpr RandomValues kDecayRate{8.5f, 7.5f, /*logarithm=*/true},  // A in [1, 16]
    kTimeStep{-4.6f, 2.3f};                                         // Δ from 0.001 to 0.1

// By Config::multipliers.
void multiply(Tensor& z, Tensor& xBC, Tensor& dt, const Mamba2MixerConfig& k) {
  if (std::ranges::all_of(k.multipliers, [](double m) { return m == 1; })) return;
  auto [x, B, C] = split(xBC, 'e', {k.inner(), k.n_groups * k.state_size, k.n_groups * k.state_size});
  xBC = concat(concat(x * k.multipliers[1], B * k.multipliers[2], 'e'), C * k.multipliers[3], 'e');
  z = z * k.multipliers[0];
  dt = dt * k.multipliers[4];
}

}  // namespace

// Section 7, Figure 6: the block. u is [b t d] for a prompt and [b d] for one token; the code is the same.
Tensor mamba2_mixer(const Mamba2Mixer<Tensor>& w, const Mamba2MixerConfig& k, Tensor u, const Places& places,
                    Mamba2MixerState<Tensor>& state) {
  const std::int64_t g = k.n_groups, r = k.heads_per_group(), p = k.head_dim, n = k.state_size;
  Tensor projected = plus(linear(u, w.in_proj, 'e'), w.in_bias);
  std::optional<Tensor> beside;  // channels that the recurrence does not see
  if (k.gated_size > 0) {
    auto [z0, x0, rest] =
        split(projected, 'e', {k.gated_size, k.gated_size, k.inner() + k.channels() + k.num_heads});
    beside = silu(z0) * x0;
    projected = rest;
  }
  auto [z, xBC, dt] = split(projected, 'e', {k.inner(), k.channels(), k.num_heads});
  multiply(z, xBC, dt, k);
  // Once for all: each element of x, B and C meets the whole state, and would take its activation again
  // there.
  xBC = short_conv(xBC, w.conv_weight, w.conv_bias, places.for_state(), state.conv);
  xBC = materialize(activation(k.hidden_act, xBC));
  auto [x, B, C] = split(xBC, 'e', {k.inner(), g * n, g * n});
  x = split_dim(x, 'e', {{'g', g}, {'r', r}, {'p', p}});
  z = split_dim(z, 'e', {{'g', g}, {'r', r}, {'p', p}});
  B = split_dim(B, 'e', {{'g', g}, {'n', n}});
  C = split_dim(C, 'e', {{'g', g}, {'n', n}});

  Tensor delta = softplus(split_dim(dt, 'e', {{'g', g}, {'r', r}}) + w.dt_bias);
  delta = minimum(maximum(delta, k.time_step_min), k.time_step_max);
  delta = materialize(select(places.valid, delta, 0.0));  // Δ = 0 leaves the state as it is
  const Tensor a = -exp(w.A_log) * delta;
  Ssd out;
  if (places.kept.defined()) {
    out = ssd_few(x * delta, a, B, C, state.ssm, places.kept);
  } else if (u.has('t')) {
    const Lowering& lowering = u.graph().lowering();
    const std::int64_t chunk = std::min({k.chunk_size, u.size('t'), lowering.scan_chunk});
    const bool narrow = lowering.scan_in_bf16 && w.in_proj.elements.dtype() == DType::kBF16;
    out = ssd(x * delta, a, B, C, state.ssm, chunk, narrow ? DType::kBF16 : DType::kF32);
  } else {
    out = ssd_step(x * delta, a, B, C, state.ssm);
  }
  state.ssm = out.h;

  Tensor y = out.y + w.D * x;
  if (!k.norm_before_gate) y = y * silu(z);
  if (w.norm) y = rms_norm(y, *w.norm, k.layer_norm_epsilon, "rp");  // of each group by itself
  if (k.norm_before_gate) y = y * silu(z);
  y = merge_dims(y, "grp", 'e');
  if (beside) y = concat(*beside, y, 'e');
  return plus(linear(y, w.out_proj, 'd'), w.out_bias);
}

double mamba2_mixer_flops(const Mamba2MixerConfig& k, std::int64_t tokens, const Lowering& lowering) {
  const auto real = [](std::int64_t n) { return static_cast<double>(n); };
  const double chunk = real(std::min(lowering.scan_chunk, tokens));
  const double g = real(k.n_groups), r = real(k.heads_per_group()), p = real(k.head_dim),
               n = real(k.state_size);
  return 2 * (g * chunk * n + g * r * chunk * p + 2 * g * r * p * n);
}

Mamba2Mixer<WeightSpec> mamba2_mixer_specs(const Mamba2MixerConfig& k, DType dtype,
                                           const std::string& prefix) {
  const Dim d{'d', k.hidden_size}, g{'g', k.n_groups}, r{'r', k.heads_per_group()}, p{'p', k.head_dim};
  const Dim projected{'e', k.projected_size()}, channels{'e', k.channels()};
  const auto per_head = [&](const char* name, const RandomValues& random) {
    return spec(prefix + name, random, {g, r}, {k.num_heads});
  };
  const auto per_channel = [&](const char* name) {
    return spec(prefix + name, kOne, {g, r, p}, {k.inner()});
  };
  Mamba2Mixer<WeightSpec> m;
  m.in_proj = projection(prefix + "in_proj", dtype, projected, d);
  if (k.use_bias) m.in_bias = spec(prefix + "in_proj.bias", kZero, {projected});
  m.conv_weight = conv_spec(prefix + "conv1d.weight", channels, k.conv_kernel);
  if (k.use_conv_bias) m.conv_bias = spec(prefix + "conv1d.bias", kZero, {channels});
  m.dt_bias = per_head("dt_bias", kTimeStep);
  m.A_log = per_head("A_log", kDecayRate);
  m.D = k.D_per_channel ? per_channel("D") : per_head("D", kOne);
  if (k.mixer_norm) m.norm = per_channel("norm.weight");
  m.out_proj = projection(prefix + "out_proj", dtype, d, {'e', k.gated_size + k.inner()});
  if (k.use_out_bias) m.out_bias = spec(prefix + "out_proj.bias", kZero, {d});
  return m;
}

Mamba2MixerState<StateSpec> mamba2_mixer_state(const Mamba2MixerConfig& k) {
  Mamba2MixerState<StateSpec> state;
  if (k.conv_kernel > 1) state.conv = StateSpec{"", {{'k', k.conv_kernel - 1}, {'e', k.channels()}}};
  state.ssm =
      StateSpec{"", {{'g', k.n_groups}, {'r', k.heads_per_group()}, {'p', k.head_dim}, {'n', k.state_size}}};
  return state;
}

}  // namespace constate::models::layers
