#include "models/layers/kimi_delta_attention.h"

#include "models/layers/short_conv.h"
#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

namespace {

Tensor joined(const std::vector<Tensor>& parts, char dim) {
  return concat(concat(parts[0], parts[1], dim), parts[2], dim);
}

}  // namespace

// Section 3 and Figure 3 of the paper.
Tensor kimi_delta_attention(const KimiDeltaAttention<Tensor>& w, const KimiDeltaAttentionConfig& k, Tensor u,
                            const Places& places, KimiDeltaAttentionState<Tensor>& state) {
  const Dim g{'g', k.num_heads}, r{'r', 1}, n{'n', k.head_dim}, p{'p', k.head_dim};
  std::vector<Tensor> parts;
  for (const Matrix<Tensor>& m : w.qkv_proj) parts.push_back(linear(u, m, 'e'));
  const Tensor mixed =
      short_conv(joined(parts, 'e'), joined(w.conv, 'e'), std::nullopt, places.for_state(), state.conv);
  // Once for all: each element meets the whole state, and would take its activation again there.
  const Tensor qkv = materialize(activation(k.hidden_act, mixed));

  const Tensor f = split_dim(linear(linear(u, w.f_a_proj, 'l'), w.f_b_proj, 'e'), 'e', {g, r, n});
  const Tensor log_decay = -exp(w.A_log) * softplus(f + w.dt_bias);
  const Tensor beta = sigmoid(split_dim(linear(u, w.b_proj, 'e'), 'e', {g, r}));
  const Tensor y = delta_heads(k.heads(), qkv, beta, log_decay, places, state.delta);
  const Tensor gate = split_dim(linear(linear(u, w.g_a_proj, 'l'), w.g_b_proj, 'e'), 'e', {g, r, p});
  return linear(merge_dims(k.norm(y, w.norm, "p") * sigmoid(gate), "grp", 'e'), w.o_proj, 'd');
}

KimiDeltaAttention<WeightSpec> kimi_delta_attention_specs(const KimiDeltaAttentionConfig& k, DType dtype,
                                                          const std::string& prefix) {
  const Dim d{'d', k.hidden_size}, e{'e', k.inner()}, l{'l', k.head_dim}, g{'g', k.num_heads}, r{'r', 1};
  const auto matrix_of = [&](const std::string& name, Dim to, Dim from) {
    return projection(prefix + name, dtype, to, from);
  };
  KimiDeltaAttention<WeightSpec> w;
  for (const std::string part : {"q", "k", "v"}) {
    w.qkv_proj.push_back(matrix_of(part + "_proj", e, d));
    w.conv.push_back(conv_spec(prefix + part + "_conv1d.weight", e, k.conv_kernel));
  }
  w.f_a_proj = matrix_of("f_a_proj", l, d);
  w.f_b_proj = matrix_of("f_b_proj", e, l);
  w.dt_bias = spec(prefix + "dt_bias", kTimeStep, {g, r, {'n', k.head_dim}}, {k.inner()});
  w.A_log = spec(prefix + "A_log", kDecayRate, {g, r}, {1, 1, k.num_heads, 1});
  w.b_proj = matrix_of("b_proj", {'e', k.num_heads}, d);
  w.g_a_proj = matrix_of("g_a_proj", l, d);
  w.g_b_proj = matrix_of("g_b_proj", e, l);
  w.norm = norm_spec(prefix + "o_norm.weight", k.norm, {'p', k.head_dim});
  w.o_proj = matrix_of("o_proj", d, e);
  return w;
}

KimiDeltaAttentionState<StateSpec> kimi_delta_attention_state(const KimiDeltaAttentionConfig& k) {
  KimiDeltaAttentionState<StateSpec> state;
  if (k.conv_kernel > 1) state.conv = StateSpec{"", {{'k', k.conv_kernel - 1}, {'e', 3 * k.inner()}}};
  state.delta = delta_heads_state(k.heads());
  return state;
}

}  // namespace constate::models::layers
