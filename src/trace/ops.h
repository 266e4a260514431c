// Operations on Tensors. Elementwise operations line operands up by letter: the letters of one side must
// contain those of the other, whatever their order; the result has the left side's order where both have the
// same letters. Nothing is broadcast that the letters do not ask for, and element types are never converted
// silently.
//
// There is no operator== or <: on handles they would read as comparing the handles. Use eq, lt, ...
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "trace/tensor.h"

namespace constate::trace {

// ---- elementwise ----
Tensor operator+(Operand a, Operand b);
Tensor operator-(Operand a, Operand b);
Tensor operator*(Operand a, Operand b);
Tensor operator/(Operand a, Operand b);
Tensor operator-(Operand a);
Tensor maximum(Operand a, Operand b);
Tensor minimum(Operand a, Operand b);
Tensor remainder(Operand a, Operand b);
Tensor bit_and(Operand a, Operand b);
Tensor bit_or(Operand a, Operand b);
Tensor bit_xor(Operand a, Operand b);
Tensor shift_left(Operand a, Operand b);
Tensor shift_right(Operand a, Operand b);  // logical: zeros come in
Tensor eq(Operand a, Operand b);
Tensor ne(Operand a, Operand b);
Tensor lt(Operand a, Operand b);
Tensor le(Operand a, Operand b);
Tensor gt(Operand a, Operand b);
Tensor ge(Operand a, Operand b);
Tensor logical_and(Operand a, Operand b);
Tensor logical_or(Operand a, Operand b);
Tensor logical_not(Operand a);
Tensor abs(Operand a);
Tensor erf(Operand a);
Tensor cos(Operand a);
Tensor exp(Operand a);
Tensor floor(Operand a);
Tensor log(Operand a);
Tensor log1p(Operand a);
Tensor rsqrt(Operand a);
Tensor sigmoid(Operand a);
Tensor sin(Operand a);
Tensor sqrt(Operand a);
Tensor tanh(Operand a);
// Where `predicate`, the first, else the second; all three line up by letter.
Tensor select(Operand predicate, Operand if_true, Operand if_false);
Tensor clamp(Operand low, Operand x, Operand high);  // numbers or scalars for low and high
Tensor convert(Operand a, DType to);                 // as it is where it has that type already
Tensor bitcast(Operand a, DType to);                 // same width, same bits
Tensor rounded(Operand a, DType to);                 // to what f16 or bf16 can hold, in the type it has

// The same elements, computed once: a compiler would compute them again inside each operation that uses them,
// which costs where a few elements with costly functions meet many (optimization_barrier).
Tensor materialize(Operand a);
// `a` itself, but only once `b` is there: what is computed from it cannot be moved out of a loop that makes
// `b`.
Tensor after(Operand a, Tensor b);

// ---- sources ----
Tensor constant(Graph& graph, DType dtype, double value, Location at = Location::current());
// 0, 1, 2, ... along a new one-dimensional tensor.
Tensor iota(Graph& graph, DType dtype, Dim dim, Location at = Location::current());
// `value` for each element of these dimensions.
Tensor fill(Graph& graph, DType dtype, double value, const std::vector<Dim>& dims,
            Location at = Location::current());

// Those numbers, in order.
Tensor table(Graph& graph, DType dtype, char letter, const std::vector<double>& values,
             Location at = Location::current());

// ---- dimensions ----
// Gives a tensor more dimensions; those it has keep their size.
Tensor broadcast(Operand a, const std::vector<Dim>& dims);
Tensor transpose(Operand a, std::string_view order);
Tensor rename(Operand a, char from, char to);
// Splits one dimension; at most one part may have size -1, which is then worked out.
Tensor split_dim(Operand a, char dim, const std::vector<Dim>& parts);
// Merges neighbouring dimensions, transposing first where they are no neighbours.
Tensor merge_dims(Operand a, std::string_view from, char to);
Tensor drop_dim(Operand a, char dim);  // of size 1

// ---- pieces ----
Tensor slice(Operand a, char dim, std::int64_t start, std::int64_t limit);
// Consecutive parts of these sizes, which add up to the whole.
std::vector<Tensor> split_sizes(Operand a, char dim, const std::vector<std::int64_t>& sizes);
template <std::size_t N>
std::array<Tensor, N> split(Operand a, char dim, const std::int64_t (&sizes)[N]) {
  const std::vector<Tensor> parts = split_sizes(a, dim, std::vector<std::int64_t>(sizes, sizes + N));
  std::array<Tensor, N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = parts[i];
  return out;
}
Tensor concat(Operand a, Operand b, char dim);
// The rows of two matrices as one. A product with it (linear) is made with each of the two, which need not
// lie together in memory for it; any other use copies them together.
Tensor join_rows(Operand a, Operand b);
Tensor pad(Operand a, char dim, std::int64_t low, std::int64_t high, double value = 0);
Tensor drop_first(Operand a, char dim);
Tensor drop_last(Operand a, char dim);
Tensor last(Operand a, char dim);  // the last element; `dim` goes
// Of each row b, `size` elements of dimension `dim` from start[b] on. `a` is [b dim ...], start s32 [b]; a
// start beyond the end is moved back to where `size` elements remain.
Tensor slice_rows(Operand a, char dim, Tensor start, std::int64_t size);
// The inverse: `into` with the elements of dimension `dim` from start[b] on, of each row b, replaced by those
// of `values`, which has the same letters. Where they go beyond the end, they are moved back likewise.
Tensor put_rows(Operand into, Tensor values, char dim, Tensor start);
// Rows of a [v d] table by s32 index: ids [...] gives [... d]. An index outside is moved to the nearest row.
Tensor take_rows(Operand table, Tensor ids);
// `size` elements of dimension `dim` from `start`, a scalar s32, on; a start beyond the end is moved back to
// where `size` elements remain.
Tensor slice_at(Operand a, char dim, Tensor start, std::int64_t size);
// The inverse: `into` with those elements replaced by `values`, which has the same letters.
Tensor put_at(Operand into, Tensor values, char dim, Tensor start);
// The element `index` (a scalar s32) of dimension `dim`, which goes; one outside is moved to the nearest.
Tensor element(Operand a, char dim, Tensor index);
// `into` with element `index` (a scalar s32) of dimension `dim` replaced by `value`, which lacks `dim`.
Tensor update(Operand into, Tensor value, Tensor index, char dim);

// In ascending order of `keys`, integers, along `dim`: the keys, and then each of `others`, which have their
// letters. What is equal keeps its order.
std::vector<Tensor> sort(Operand keys, char dim, const std::vector<Tensor>& others = {});

// ---- reductions: the dimensions in `over` go; whether max and min let a NaN through is up to the device
// ----
Tensor sum(Operand a, std::string_view over);
Tensor max(Operand a, std::string_view over);
Tensor min(Operand a, std::string_view over);
Tensor mean(Operand a, std::string_view over);
Tensor all(Operand a, std::string_view over);
Tensor any(Operand a, std::string_view over);

}  // namespace constate::trace
