// The pieces that recurrent language models share, each composed of the operations in ops.h and einsum.h.
#pragma once

#include <string_view>

#include "trace/fields.h"
#include "trace/tensor.h"

namespace constate::trace {

// x · sigmoid(x)
Tensor silu(Operand x);
// log(1 + exp(x)), without overflow
Tensor softplus(Operand x);
// An activation by its name in configuration files (silu, swish, gelu, gelu_new, relu, ...).
bool known_activation(std::string_view name);
Tensor activation(std::string_view name, Operand x);  // throws TraceError for an unknown name

// x [... i] times the transpose of weight [o i] as checkpoints store it: [... o]. The weight may be of 16 or
// 8 bits; x and the result are f32. `to` is the letter of the result's last dimension.
Tensor linear(Operand x, Tensor weight, char to);

// A matrix [o i]; where it is quantised, integers s8 and what one step of them is in each row. The elements
// go by the matrix's own name.
template <class T>
struct Matrix {
  T elements;
  std::optional<T> scale;  // f32 [o]
  auto fields() { return std::tie(elements, scale); }
  auto fields() const { return std::tie(elements, scale); }
  static constexpr std::string_view kFieldNames = ", scale";
};

Tensor linear(Operand x, const Matrix<Tensor>& weight, char to);
// Rows of a table [v d] by s32 index, as f32: ids [...] gives [... d].
Tensor take_rows(const Matrix<Tensor>& table, Tensor ids);

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

}  // namespace constate::trace
