// The letters are those of ssd.h, and
//   c chunk   l, s place in a chunk   z chunk to which a state is carried
#include "models/recurrences/ssd.h"

#include "trace/einsum.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::recurrences {

using namespace trace;

namespace {

// The state that enters each chunk [b c g r p n], and that after the last one [b g r p n].
struct Carried {
  Tensor entering, leaving;
};

// `left` [b c g r p n] is what each chunk would leave had it started from zero, `a_total` [b g r c] the log
// of its decay.
Carried carry(Tensor h0, Tensor left, Tensor a_total) {
  const Tensor first = split_dim(h0, 'b', {{'b', -1}, {'c', 1}});
  if (left.size('c') == 1) return {first, exp(drop_dim(a_total, 'c')) * h0 + drop_dim(left, 'c')};
  // The same segment sum, now over chunks.
  const Tensor decay = exp(segsum(pad(a_total, 'c', 1, 0), 'c', "zc"));
  const Tensor h = einsum("bgrzc,bcgrpn->bzgrpn", decay, concat(first, left, 'c'));
  return {rename(drop_last(h, 'z'), 'z', 'c'), last(h, 'z')};
}

}  // namespace

// Section 6, Listing 1.
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
  // 3. The state entering each chunk.
  const Carried h = carry(h0, left, a_total);
  // 4. What the entering state adds to each output (off-diagonal blocks).
  const Tensor y_off = einsum("bclgn,bcgrpn->bclgrp", in_type(C), in_type(h.entering)) * exp(a_cum);

  return {slice(merge_dims(y_diag + y_off, "cl", 't'), 't', 0, time), h.leaving};
}

// One chunk of Listing 1, in f32: the state is read once for all outputs, and once to become the next.
Ssd ssd_few(Tensor x, Tensor a, Tensor B, Tensor C, Tensor h0, Tensor kept) {
  const Tensor decay = transpose(a, "bgrt");
  const Tensor L = exp(segsum(decay, 't', "ts"));
  const Tensor CB = einsum("btgn,bsgn->bgts", C, B);
  const Tensor y_diag = einsum("bgrts,bsgrp->btgrp", L * CB, x);
  const Tensor y_off = einsum("btgn,bgrpn->btgrp", C, h0) * exp(cumsum(decay, 't'));

  const Tensor a_kept = transpose(select(kept, a, 0.0), "bgrt");
  const Tensor x_kept = select(kept, x, 0.0) * exp(sum_after(a_kept, 't'));
  const Tensor h = exp(sum(a_kept, "t")) * h0 + einsum("btgn,btgrp->bgrpn", B, x_kept);
  return {y_diag + y_off, h};
}

// Section 2, equation 1: one token.  h ← exp(ΔA) h + B Δx,   y = C h
Ssd ssd_step(Tensor x, Tensor a, Tensor B, Tensor C, Tensor h) {
  h = exp(a) * h + einsum("bgrp,bgn->bgrpn", x, B);
  if (x.graph().lowering().step_output_as_product) return {dot(h, C, "n"), h};
  return {einsum("bgrpn,bgn->bgrp", h, C), h};
}

}  // namespace constate::models::recurrences
