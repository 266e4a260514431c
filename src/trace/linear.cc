#include "trace/linear.h"

#include <fmt/format.h>

#include <limits>
#include <string>

#include "trace/einsum.h"
#include "trace/four_bits.h"
#include "trace/linear_forms.h"
#include "trace/ops.h"

namespace constate::trace {
namespace {

// A weight of 16 or 8 bits as f32.
Tensor widened(Operand weight, Tensor rows) {
  const Tensor one = known_late(rows, weight.at);
  return convert(weight, DType::kF32) * one;
}

// x · w for a weight of 16 bits, or one of 8 bits, which bf16 holds exactly.
Tensor narrow_product(Operand x, const Weight& from, char in) {
  const Tensor w = from.w;
  const std::string_view over(&in, 1);
  const DType type = w.dtype() == DType::kF16 ? DType::kF16 : DType::kBF16;
  const Lowering& lowering = x.tensor.graph().lowering();
  const Forms& forms = type == DType::kF16 ? lowering.f16 : lowering.bf16;
  if (goes_in_lanes(forms, x.tensor, from)) return in_lanes(Operand(rounded(x, type), x.at), from, in);
  if (rows_of(x.tensor) <= forms.reduce_to) return by_reduction(Operand(rounded(x, type), x.at), from, in);
  if (rows_of(x.tensor) <= forms.product_rows) return dot(convert(x, type), convert(w, type), over, x.at);
  return dot(rounded(x, type), widened(Operand(w, x.at), x.tensor), over, x.at);
}

// ---- a weight of 8 bits ----

// The groups of a weight [% o i], or of its scales [% o], one after the other: the arrays that it was joined
// of, or pieces of one. Their dimension of the outputs is called `to`.
std::vector<Tensor> groups_of(Operand all, std::size_t out, char to) {
  const Tensor t = all.tensor;
  if (const auto* parts = t.graph().parts_of_join(t)) {
    std::vector<Tensor> first = groups_of(Operand(parts->first, all.at), out, to);
    for (const Tensor more : groups_of(Operand(parts->second, all.at), out, to)) first.push_back(more);
    return first;
  }
  const Tensor own = rename(all, t.letters()[out], to);
  if (!t.has(kGroups)) return {own};
  std::vector<Tensor> groups;
  for (std::int64_t g = 0; g < t.size(kGroups); ++g) {
    const Tensor one = t.size(kGroups) == 1 ? own : slice(Operand(own, all.at), kGroups, g, g + 1);
    groups.push_back(drop_dim(Operand(one, all.at), kGroups));
  }
  return groups;
}

// x · w in integers: x is rounded to steps of its own for each row, the largest of which is 127 · 128 steps,
// and goes as two digits of 8 bits. The sums are exact, so a row gives the same beside any others; those of
// each group are multiplied by its scales, where there are any, and added (docs/decisions/0046).
constexpr double kDigit = 128, kRowSteps = 127 * kDigit;
constexpr std::int64_t kLongestExactSum = 1 << 17;  // of products of 127 · 127, in s32
Tensor integer_product(Operand x, const std::vector<Tensor>& groups, const std::vector<Tensor>& scales,
                       char in) {
  const Location at = x.at;
  const std::string_view over(&in, 1);
  const Tensor rows = as_matrix(x, in);
  const std::int64_t n = rows.size('?');
  const Tensor largest = max(Operand(abs(Operand(rows, at)), at), over);
  // Whether a maximum lets a NaN through is up to the device; the result must not lose it.
  const Tensor lost = any(Operand(ne(Operand(rows, at), rows), at), over);
  const Tensor step = select(lost, std::numeric_limits<double>::quiet_NaN(), largest * (1 / kRowSteps));
  constexpr double least = 0x1p-100;  // a row of zeros has no steps
  const Tensor whole = floor(rows * (kRowSteps / maximum(largest, least)) + 0.5);
  const Tensor high = floor(whole * (1 / kDigit) + 0.5), low = whole - high * kDigit;
  const Tensor digits = convert(concat(high, low, '?'), DType::kS8);
  const std::int64_t each = rows.size(in) / std::ssize(groups);
  Tensor y;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const std::int64_t first = static_cast<std::int64_t>(g) * each;
    const Tensor some = groups.size() == 1 ? digits : slice(Operand(digits, at), in, first, first + each);
    const Tensor sums = convert(dot(some, groups[g], over, at), DType::kF32);
    Tensor sum = slice(sums, '?', 0, n) * kDigit + slice(sums, '?', n, 2 * n);
    if (!scales.empty()) sum = sum * scales[g];
    y = y.defined() ? y + sum : sum;
  }
  return with_outer(Operand(y * step, at), x.tensor);
}

// x · w where the weight is widened to bf16, which holds it exactly; in groups, whose sums are multiplied by
// their scales.
Tensor widened_product(Operand x, const Weight& from, char in, const Tensor* scale) {
  const Tensor w = from.w;
  const Location at = x.at;
  if (!w.has(kGroups)) {
    const Tensor y = narrow_product(x, from, in);
    return scale ? Operand(y, at) * *scale : y;
  }
  const Tensor near = rounded(x, DType::kBF16);
  if (rows_of(x.tensor) <= w.graph().lowering().bf16.reduce_to)
    return by_reduction(Operand(near, at), from, in, scale);
  const Tensor rows = in_groups(Operand(as_matrix(Operand(near, at), in), at), in, from.groups());
  const Tensor sums = dot(convert(Operand(rows, at), DType::kBF16), convert(Operand(w, at), DType::kBF16),
                          std::string_view(&in, 1), at);  // [% ? o]
  return with_outer(Operand(sum(Operand(sums, at) * *scale, std::string_view(&kGroups, 1)), at), x.tensor);
}

Tensor quantised_product(Operand x, const Weight& from, char in, const Tensor* scale) {
  const Lowering& lowering = x.tensor.graph().lowering();
  if (!lowering.integer_products || from.w.size(in) > kLongestExactSum)
    return widened_product(x, from, in, scale);
  const bool in_parts = from.w.graph().parts_of_join(from.w) != nullptr;
  if (in_parts || !goes_in_lanes(lowering.s8, x.tensor, from)) {
    const std::size_t out = from.w.has(kGroups) ? 1 : 0;
    const auto groups = [&](Tensor t) { return groups_of(Operand(t, x.at), out, from.out()); };
    return integer_product(x, groups(from.w), scale ? groups(*scale) : std::vector<Tensor>(), in);
  }
  if (from.w.has(kGroups)) return in_lanes(x, from, in, scale);
  const Tensor y = in_lanes(x, from, in);
  return scale ? Operand(y, x.at) * *scale : y;
}

// ---- a weight in four bits ----

Tensor four_bit_product(Operand x, const FourBits& weight) {
  const Location at = x.at;
  const Lowering& lowering = x.tensor.graph().lowering();
  const std::int64_t n = rows_of(x.tensor);
  if (lowering.integer_products && n >= lowering.s4.lanes_from && n <= lowering.s4.lanes_to)
    return in_lanes(x, weight);
  const Tensor rows = in_order_of(weight, x), scale = convert(Operand(weight.scale, at), DType::kF32);
  const char in = weight.in();
  Tensor y;
  if (lowering.integer_products) {
    y = integer_product(Operand(rows, at), unpacked_blocks(weight, rows, at),
                        groups_of(Operand(scale, at), 1, weight.out()), in);
  } else {
    y = widened_product(Operand(rows, at), {unpacked(weight, rows, at), /*picked=*/true}, in, &scale);
  }
  return with_outer(Operand(y, at), x.tensor);
}

// ---- any weight ----

// `width` is the number of inputs that the weight has.
void check_operands(Operand x, Tensor w, std::int64_t width, char to) {
  const Tensor rows = x.tensor;
  Graph& graph = rows.graph();
  const std::size_t rank = w.has(kGroups) ? 3 : 2;
  if (w.letters().size() != rank || rows.letters().empty() || w.letters().back() != rows.letters().back())
    graph.fail(x.at, "linear: the last dimension of x is the last of the weight [out in]", {rows, w});
  const char in = w.letters().back();
  if (rows.size(in) != width)
    graph.fail(x.at, fmt::format("linear: '{}' is {} in x and {} in the weight", in, rows.size(in), width),
               {rows, w});
  if (rows.has(to)) graph.fail(x.at, fmt::format("linear: '{}' is already a dimension of x", to), {rows, w});
}

// `scale` is that of a weight of 8 bits.
Tensor product(Operand x, const Weight& weight, char to, const Tensor* scale = nullptr) {
  const Tensor rows = x.tensor, w = weight.w;
  check_operands(x, w, w.dims().back().size * weight.groups(), to);
  Graph& graph = rows.graph();
  const char in = w.letters().back();
  const auto* parts = graph.parts_of_join(w);
  if (parts && !w.has(kGroups))
    return concat(Operand(product(x, Weight{parts->first}, to), x.at), product(x, Weight{parts->second}, to),
                  to);
  const Weight from{rename(Operand(w, x.at), weight.out(), to), weight.picked};
  if (w.dtype() == DType::kS8) {
    const Tensor own = scale ? rename(Operand(*scale, x.at), scale->letters().back(), to) : Tensor();
    return quantised_product(x, from, in, scale ? &own : nullptr);
  }
  if (w.dtype() != DType::kF32) return narrow_product(x, from, in);
  if (goes_in_lanes(graph.lowering().f32, rows, from)) return in_lanes(x, from, in);
  if (rows_of(rows) <= graph.lowering().f32.reduce_to) return by_reduction(x, from, in);
  return dot(rows, from.w, std::string_view(&in, 1), x.at);
}

Tensor product(Operand x, const FourBits& weight, char to) {
  check_operands(x, weight.bytes, weight.width(), to);
  return four_bit_product(x, weight.renamed(to, x.at));
}

// Of all groups of a table [% v ...] as one [v ...], the places of rows: [... %].
Tensor places_in_groups(Tensor table, Tensor ids) {
  std::vector<Dim> dims = ids.dims();
  dims.push_back({kGroups, table.size(kGroups)});
  const double rows = static_cast<double>(table.dims()[1].size);
  const Tensor first = iota(table.graph(), ids.dtype(), dims.back()) * rows;
  return broadcast(ids, dims) + first;
}

// The same for a table in four bits.
Tensor take_four_bit_rows(const Matrix<Tensor>& table, Tensor ids) {
  const Tensor at = places_in_groups(table.elements, ids);
  const char v = table.elements.letters()[1];
  // [... %], and what an element of the table beside '%' and 'v' is.
  const auto rows = [&](Tensor t) {
    const Tensor all = merge_dims(t, std::string{kGroups, v}, v);
    std::vector<Dim> rest = all.dims();
    rest.erase(rest.begin());
    if (rest.empty()) return drop_dim(take_rows(split_dim(all, v, {{v, -1}, {'?', 1}}), at), '?');
    std::string letters;
    for (const Dim d : rest) letters += d.letter;
    return split_dim(take_rows(merge_dims(all, letters, '?'), at), '?', rest);
  };
  return weights_of({rows(table.elements), rows(*table.steps), rows(*table.scale)});
}

// The same for a table in groups [% v d].
Tensor take_grouped_rows(const Matrix<Tensor>& table, Tensor ids) {
  const Tensor w = table.elements;
  const char v = w.letters()[1], d = w.letters()[2];
  const auto rows_of_scale = [&](Tensor scale, Tensor at) {  // [v]
    return drop_dim(take_rows(split_dim(scale, v, {{v, -1}, {'?', 1}}), at), '?');
  };
  if (w.graph().parts_of_join(w)) {
    const std::vector<Tensor> groups = groups_of(w, 1, v), scales = groups_of(*table.scale, 1, v);
    Tensor out;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const Tensor rows = convert(take_rows(groups[g], ids), DType::kF32) * rows_of_scale(scales[g], ids);
      out = out.defined() ? concat(out, rows, d) : rows;
    }
    return out;
  }
  // All groups as one table, whose rows are those of the first group, then of the second, ...
  const Tensor at = places_in_groups(w, ids);
  const std::string both{kGroups, v};
  const Tensor rows = convert(take_rows(merge_dims(w, both, v), at), DType::kF32);
  return merge_dims(rows * rows_of_scale(merge_dims(*table.scale, both, v), at), std::string{kGroups, d}, d);
}

}  // namespace

Tensor linear(Operand x, Tensor weight, char to) { return product(x, Weight{weight}, to); }

Tensor linear(Operand x, const Matrix<Tensor>& weight, char to) {
  if (weight.steps) return product(x, FourBits{weight.elements, *weight.steps, *weight.scale}, to);
  return product(x, Weight{weight.elements}, to, weight.scale ? &*weight.scale : nullptr);
}

Tensor linear(Operand x, const Matrix<Tensor>& stack, Tensor index, char to) {
  // Of the argument as it is: a reshape between may become a copy of the whole stack, at each turn of the
  // loop.
  const auto picked = [&](Tensor t) { return element(Operand(t, x.at), t.letters()[0], index); };
  if (stack.steps) {
    const FourBits one{picked(stack.elements), picked(*stack.steps), picked(*stack.scale), /*picked=*/true};
    return product(x, one, to);
  }
  const Weight weight{picked(stack.elements), /*picked=*/true};
  if (!stack.scale) return product(x, weight, to);
  const Tensor scale = picked(*stack.scale);
  return product(x, weight, to, &scale);
}

Tensor take_rows(const Matrix<Tensor>& table, Tensor ids) {
  if (table.steps) return take_four_bit_rows(table, ids);
  if (table.elements.has(kGroups)) return take_grouped_rows(table, ids);
  const Tensor rows = convert(take_rows(table.elements, ids), DType::kF32);
  if (!table.scale) return rows;
  const char v = table.scale->letters()[0];
  return rows * drop_dim(take_rows(split_dim(*table.scale, v, {{v, -1}, {'?', 1}}), ids), '?');
}

}  // namespace constate::trace
