// The gated delta rule (Yang, Kautz & Hatamizadeh 2024, "Gated Delta Networks", arXiv:2412.06464): before a
// key is written, what the state holds for it is taken out, as far as β says. Without decay (a = 0) it is
// DeltaNet (Yang et al. 2024, arXiv:2406.06484).
//
//   h ← exp(a) h,   u = β (v - h k),   h ← h + u kᵀ,   y = h q
//
// With a decay of its own for each element of a key it is Kimi Delta Attention's (Kimi Team 2025,
// arXiv:2510.26692): then exp(a) is a diagonal matrix, h ← h diag(exp(a)).
//
//   b batch   t time   g head of the keys   r head of the values that share it   p value width   n key width
//
// The identity token is a = 0, β = 0: it leaves the state as it is.
#pragma once

#include "trace/tensor.h"

namespace constate::models::recurrences {

struct DeltaRule {
  trace::Tensor y;  // [b t g r p] or [b g r p]
  trace::Tensor h;  // [b g r p n], after the last token
};

// A whole prompt as matrix products over chunks of so many tokens. q, k [b t g n], v [b t g r p], a [b t g r]
// or [b t g r n] the log of each step's decay, at most 0, beta [b t g r], h0 [b g r p n]. Keys whose length
// is above 1 make the rule grow, in this form and in that of one token.
DeltaRule delta_rule(trace::Tensor q, trace::Tensor k, trace::Tensor v, trace::Tensor a, trace::Tensor beta,
                     trace::Tensor h0, std::int64_t chunk);

// One token: the same without t.
DeltaRule delta_rule_step(trace::Tensor q, trace::Tensor k, trace::Tensor v, trace::Tensor a,
                          trace::Tensor beta, trace::Tensor h);

// The inverse of I + N, for N [... l s] of which the places l > s alone count. Blocks of the diagonal are
// inverted two neighbours at a time, from one place each:
//   [A 0; C B]⁻¹ = [A⁻¹ 0; -B⁻¹ C A⁻¹  B⁻¹]
// A product of powers of N would be exact in algebra, and lose all digits where keys are alike.
trace::Tensor unit_lower_inverse(trace::Tensor N);

}  // namespace constate::models::recurrences
