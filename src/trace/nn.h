// The pieces that recurrent language models share, each composed of the operations in ops.h and einsum.h;
// products with weights are in linear.h.
#pragma once

#include <string_view>

#include "trace/tensor.h"

namespace constate::trace {

// x · sigmoid(x)
Tensor silu(Operand x);
// log(1 + exp(x)), without overflow
Tensor softplus(Operand x);
// An activation by its name in configuration files (silu, swish, gelu, gelu_new, relu, ...).
bool known_activation(std::string_view name);
Tensor activation(std::string_view name, Operand x);  // throws TraceError for an unknown name

// x / sqrt(mean(x²) + epsilon) over dimension `over`, times `weight` (which lines up by letter).
Tensor rms_norm(Operand x, Tensor weight, double epsilon, std::string_view over);
// (x - mean(x)) / sqrt(variance(x) + epsilon) over dimension `over`, times `weight`, plus `bias`.
Tensor layer_norm(Operand x, Tensor weight, Tensor bias, double epsilon, std::string_view over);

// Running sum along `dim`; x is f32.
Tensor cumsum(Operand x, char dim);
// For each place, the sum of what comes after it along `dim`. Not the total less cumsum: that would lose the
// small sums near the end to rounding.
Tensor sum_after(Operand x, char dim);
// Segment sums: out[i j] = x[j+1] + ... + x[i] for i >= j, -inf above the diagonal; `dim` becomes the two
// letters of `row_col`. exp(segsum(log decay)) is the decay from each place to each later one; for this use a
// term below -128, beside which nothing is left, counts as -128.
Tensor segsum(Operand x, char dim, std::string_view row_col);

// The index (s32) of the largest element along `dim`, the first where several are; the size of `dim` where an
// element is NaN, so that a caller can tell.
Tensor argmax(Operand x, char dim);

// Whole numbers s32 in the order of x f32, by which it may be sorted; NaN is above all others, or below where
// it has a sign.
Tensor order_key(Operand x);

}  // namespace constate::trace
