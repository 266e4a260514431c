// Mamba-2 (Dao & Gu 2024, "Transformers are SSMs", arXiv:2405.21060).
//
//   b batch   t time   c chunk   l, s place in a chunk   z chunk to which a state is carried
//   d model width   e inner width   k place in the convolution's window   v vocabulary
//   g group   r head in its group (the paper's h is g, r)   p head width   n state width
#include "models/mamba2.h"

#include <algorithm>
#include <string>

#include "trace/einsum.h"
#include "trace/linear.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::mamba2 {

using namespace trace;

namespace {

struct Ssd {
  Tensor y;  // [b t g r p] or [b g r p]
  Tensor h;  // [b g r p n], after the last token
};

// Section 6, Listing 1: the whole prompt as matrix products. a = ΔA is the log of each step's decay, x is
// already Δx. `type` is that of the products' operands, but for the state that chunks hand on, which stays
// f32.
Ssd ssd(Tensor x, Tensor a, Tensor B, Tensor C, Tensor h0, std::int64_t chunk, DType type) {
  const auto in_type = [&](Tensor u) { return convert(u, type); };  // operands; sums are f32 in any case
  const std::int64_t time = x.size('t'), padding = (chunk - time % chunk) % chunk;
  for (Tensor* u : {&x, &a, &B, &C})  // zeros at the end change nothing: decay exp(0) = 1, input 0
    *u = split_dim(pad(*u, 't', 0, padding), 't', {{'c', -1}, {'l', chunk}});
  a = transpose(a, "bgrcl");
  const Tensor a_cum = cumsum(a, 'l'), a_total = sum(a, "l");

  // 1. Within a chunk (diagonal blocks): Y = (L ∘ C Bᵀ) X. C Bᵀ is shared by the heads of a group.
  const Tensor L = exp(segsum(a, 'l', "ls"));
  const Tensor CB = einsum("bclgn,bcsgn->bgcls", in_type(C), in_type(B));
  const Tensor y_diag = einsum("bgrcls,bcsgrp->bclgrp", in_type(L * CB), in_type(x));
  // 2. The state each chunk would leave, had it started from zero.
  const Tensor to_end = exp(sum_after(a, 'l'));
  const Tensor left = einsum("bclgn,bclgrp->bcgrpn", in_type(B), in_type(x * to_end));
  // 3. The state entering each chunk: the same segment sum, now over chunks.
  const Tensor carry = exp(segsum(pad(a_total, 'c', 1, 0), 'c', "zc"));
  const Tensor states = concat(split_dim(h0, 'b', {{'b', -1}, {'c', 1}}), left, 'c');
  const Tensor h = einsum("bgrzc,bcgrpn->bzgrpn", carry, states);
  // 4. What the entering state adds to each output (off-diagonal blocks).
  const Tensor entering = rename(drop_last(h, 'z'), 'z', 'c');
  const Tensor y_off = einsum("bclgn,bcgrpn->bclgrp", in_type(C), in_type(entering)) * exp(a_cum);

  return {slice(merge_dims(y_diag + y_off, "cl", 't'), 't', 0, time), last(h, 'z')};
}

// Section 2, equation 1: one token.  h ← exp(ΔA) h + B Δx,   y = C h
Ssd ssd_step(Tensor x, Tensor a, Tensor B, Tensor C, Tensor h) {
  h = exp(a) * h + einsum("bgrp,bgn->bgrpn", x, B);
  if (x.graph().lowering().step_output_as_product) return {dot(h, C, "n"), h};
  return {einsum("bgrpn,bgn->bgrp", h, C), h};
}

Tensor plus(Tensor x, const std::optional<Tensor>& bias) { return bias ? x + *bias : x; }

// Before a block: LayerNorm where there is a bias, RMSNorm where there is none.
Tensor norm(Tensor x, Tensor weight, const std::optional<Tensor>& bias, const Config& k) {
  return bias ? layer_norm(x, weight, *bias, k.layer_norm_epsilon, "d")
              : rms_norm(x, weight, k.layer_norm_epsilon, "d");
}

// x · silu(z), between two projections
Tensor mlp(const Mlp<Tensor>& w, Tensor u) {
  const std::int64_t width = w.fc2.elements.size('e');
  auto [x, z] = split(linear(u, w.fc1, 'e'), 'e', {width, width});
  return linear(x * silu(z), w.fc2, 'd');
}

// The causal depthwise convolution over time; the window holds the inputs before the first one. After it the
// window holds those before the first place that is not valid.
Tensor causal_conv(const Mixer<Tensor>& w, Tensor x, Tensor valid, std::optional<Tensor>& window) {
  const bool one_token = !x.has('t');
  if (one_token) x = split_dim(x, 'e', {{'t', 1}, {'e', -1}});
  const std::int64_t time = x.size('t'), taps = w.conv_weight.size('k');
  const Tensor inputs = window ? concat(rename(*window, 'k', 't'), x, 't') : x;
  Tensor y;
  for (std::int64_t k = 0; k < taps; ++k) {
    const Tensor term = slice(inputs, 't', k, k + time) * drop_dim(slice(w.conv_weight, 'k', k, k + 1), 'k');
    y = k == 0 ? term : y + term;
  }
  if (window && one_token) {
    window = select(valid, rename(drop_first(inputs, 't'), 't', 'k'), *window);
  } else if (window) {
    const Tensor lengths = sum(convert(valid, DType::kS32), "t");
    window = rename(slice_rows(inputs, 't', lengths, taps - 1), 't', 'k');
  }
  return plus(one_token ? drop_dim(y, 't') : y, w.conv_bias);
}

}  // namespace

// Section 7, Figure 6: the block. u is [b t d] for a prompt and [b d] for one token; the code is the same.
Tensor mixer(const Mixer<Tensor>& w, const Config& k, Tensor u, Tensor valid, LayerState<Tensor>& state) {
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
  // Once for all: each element of x, B and C meets the whole state, and would take its activation again
  // there.
  xBC = materialize(activation(k.hidden_act, causal_conv(w, xBC, valid, state.conv)));
  auto [x, B, C] = split(xBC, 'e', {k.inner(), g * n, g * n});
  x = split_dim(x, 'e', {{'g', g}, {'r', r}, {'p', p}});
  z = split_dim(z, 'e', {{'g', g}, {'r', r}, {'p', p}});
  B = split_dim(B, 'e', {{'g', g}, {'n', n}});
  C = split_dim(C, 'e', {{'g', g}, {'n', n}});

  Tensor delta = softplus(split_dim(dt, 'e', {{'g', g}, {'r', r}}) + w.dt_bias);
  delta = minimum(maximum(delta, k.time_step_min), k.time_step_max);
  delta = materialize(select(valid, delta, 0.0));  // Δ = 0 leaves the state as it is
  const Tensor a = -exp(w.A_log) * delta;
  Ssd out;
  if (u.has('t')) {
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

Tensor hidden(const Weights<Tensor>& w, const Config& k, Tensor ids, Tensor valid, State<Tensor>& state,
              std::vector<Tensor>* taps) {
  // The residual stream in the weights' 16 bits, where it is not to be f32.
  const DType stream = w.embedding.elements.dtype();
  const bool narrow = !k.residual_in_fp32 && (stream == DType::kBF16 || stream == DType::kF16);
  const auto narrowed = [&](Tensor x) { return narrow ? rounded(x, stream) : x; };
  Tensor x = take_rows(w.embedding, ids);
  for (std::size_t i = 0; i < w.layers.size(); ++i) {
    const Scope scope(x, "layer " + std::to_string(i));
    const Layer<Tensor>& l = w.layers[i];
    x = narrowed(x + mixer(l.mixer, k, norm(x, l.norm, l.norm_bias, k), valid, state.layers[i]));
    if (l.mlp) x = narrowed(x + mlp(*l.mlp, norm(x, l.mlp->norm, l.mlp->norm_bias, k)));
    if (taps) taps->push_back(x);
  }
  return norm(x, w.norm_f, w.norm_f_bias, k);
}

Tensor logits(const Weights<Tensor>& w, Tensor hidden) {
  return linear(hidden, w.head ? *w.head : w.embedding, 'v');
}

}  // namespace constate::models::mamba2
