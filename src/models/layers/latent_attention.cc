#include "models/layers/latent_attention.h"

#include <cmath>

#include "models/layers/attention.h"
#include "models/layers/specs.h"
#include "trace/einsum.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

namespace {

// Queries of keys that are latent vectors, [... r p].
Tensor queries(const LatentAttention<Tensor>& w, const LatentAttentionConfig& k, Tensor u) {
  if (w.q_a_proj) u = k.norm(plus(linear(u, *w.q_a_proj, 'm'), w.q_a_bias), *w.q_a_norm, "m");
  const Tensor q = split_dim(linear(u, w.q_proj, 'e'), 'e', {{'r', k.num_heads}, {'p', -1}});
  const auto [own, shared] = split(q, 'p', {k.own_dim, k.shared_dim});
  const Tensor keys = rename(slice(w.kv_b_proj, 'e', 0, k.own_dim), 'e', 'n'), n = rename(own, 'p', 'n');
  const Tensor absorbed = u.has('t') ? einsum("btrn,rnl->btrl", n, keys) : einsum("brn,rnl->brl", n, keys);
  const double scale = 1 / std::sqrt(static_cast<double>(k.query_dim()));
  return concat(rename(absorbed, 'l', 'p'), shared, 'p') * scale;
}

}  // namespace

Tensor latent_attention(const LatentAttention<Tensor>& w, const LatentAttentionConfig& k, Tensor u,
                        Tensor position, LatentAttentionState<Tensor>& state) {
  const Dim g{'g', 1};
  const auto [latent, shared] =
      split(plus(linear(u, w.kv_a_proj, 'p'), w.kv_a_bias), 'p', {k.latent, k.shared_dim});
  const Tensor key =
      concat(rename(k.norm(rename(latent, 'p', 'l'), w.kv_a_norm, "l"), 'l', 'p'), shared, 'p');
  state.latent = kept(state.latent, split_dim(key, 'p', {g, {'p', -1}}), position);

  // The values are the keys: what comes of the shared part is left out. A copy without it would be as large.
  const Tensor q = split_dim(queries(w, k, u), 'r', {g, {'r', -1}});
  const Tensor y = rename(
      drop_dim(slice(attend(q, {state.latent, state.latent}, position), 'p', 0, k.latent), 'g'), 'p', 'l');
  const Tensor values = rename(slice(w.kv_b_proj, 'e', k.own_dim, k.own_dim + k.value_dim), 'e', 'v');
  const Tensor out = u.has('t') ? einsum("btrl,rvl->btrv", y, values) : einsum("brl,rvl->brv", y, values);
  return plus(linear(merge_dims(out, "rv", 'e'), w.o_proj, 'd'), w.o_bias);
}

LatentAttention<WeightSpec> latent_attention_specs(const LatentAttentionConfig& k, DType dtype,
                                                   const std::string& prefix) {
  const Dim d{'d', k.hidden_size}, l{'l', k.latent}, p{'p', k.kept()};
  const Dim queries{'e', k.num_heads * k.query_dim()}, values{'e', k.num_heads * k.value_dim};
  const std::string kv_a = prefix + "kv_a_proj_with_mqa", kv_b = prefix + "kv_b_proj.weight";
  LatentAttention<WeightSpec> w;
  if (k.query_latent) {
    const Dim m{'m', *k.query_latent};
    w.q_a_proj = projection(prefix + "q_a_proj", dtype, m, d);
    w.q_a_bias = bias(k.bias, prefix + "q_a_proj", m);
    w.q_a_norm = norm_spec(prefix + "q_a_layernorm.weight", k.norm, m);
    w.q_proj = projection(prefix + "q_b_proj", dtype, queries, m);
  } else {
    w.q_proj = projection(prefix + "q_proj", dtype, queries, d);
  }
  w.kv_a_proj = projection(kv_a, dtype, p, d);
  w.kv_a_bias = bias(k.bias, kv_a, p);
  w.kv_a_norm = norm_spec(prefix + "kv_a_layernorm.weight", k.norm, l);
  const Dim r{'r', k.num_heads}, e{'e', k.own_dim + k.value_dim};
  w.kv_b_proj = spec(kv_b, {}, {r, e, l}, {r.size * e.size, l.size});
  w.kv_b_proj.random.reset();
  w.o_proj = projection(prefix + "o_proj", dtype, d, values);
  w.o_bias = bias(k.bias, prefix + "o_proj", d);
  return w;
}

LatentAttentionState<StateSpec> latent_attention_state(const LatentAttentionConfig& k,
                                                       std::int64_t capacity) {
  return {{"", {{'c', capacity}, {'g', 1}, {'p', k.kept()}}, DType::kF32, Growth::kByToken}};
}

double latent_attention_flops(const LatentAttentionConfig& k, std::int64_t tokens) {
  const auto real = [](std::int64_t n) { return static_cast<double>(n); };
  const double scores_and_values = 2 * real(k.kept()) * (real(tokens) + 1);
  return real(k.num_heads) * (scores_and_values + 2 * real(k.latent * (k.own_dim + k.value_dim)));
}

}  // namespace constate::models::layers
