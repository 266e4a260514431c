// The recurrence of Mamba-2, state-space duality (Dao & Gu 2024, "Transformers are SSMs", arXiv:2405.21060):
// a state that decays by one number a head.
//
//   h ← exp(a) h + B x,   y = C h
//
//   b batch   t time   g group   r head in its group (the paper's h is g, r)   p head width   n state width
//
// The identity token is a = 0, x = 0: it leaves the state as it is.
#pragma once

#include "trace/tensor.h"

namespace constate::models::recurrences {

struct Ssd {
  trace::Tensor y;  // [b t g r p] or [b g r p]
  trace::Tensor h;  // [b g r p n], after the last token
};

// A whole prompt as matrix products over chunks of so many tokens. x [b t g r p] is already Δx, a = ΔA [b t g
// r] is the log of each step's decay, at most 0; B and C are [b t g n], h0 is [b g r p n]. `type` is that of
// the products' operands, but for the state that chunks hand on, which stays f32.
Ssd ssd(trace::Tensor x, trace::Tensor a, trace::Tensor B, trace::Tensor C, trace::Tensor h0,
        std::int64_t chunk, DType type);

// The same for few tokens, where the state is to take up only those that `kept`, predicates [b t], holds for.
// The outputs do not depend on it.
Ssd ssd_few(trace::Tensor x, trace::Tensor a, trace::Tensor B, trace::Tensor C, trace::Tensor h0,
            trace::Tensor kept);

// One token: the same without t.
Ssd ssd_step(trace::Tensor x, trace::Tensor a, trace::Tensor B, trace::Tensor C, trace::Tensor h);

}  // namespace constate::models::recurrences
