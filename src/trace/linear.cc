#include "trace/linear.h"

#include <fmt/format.h>

#include <limits>
#include <string>

#include "trace/einsum.h"
#include "trace/ops.h"

namespace constate::trace {
namespace {

// A weight [o i]. One that was picked in a loop is there no earlier than its turn of the loop.
struct Weight {
  Tensor w;
  bool picked = false;
};

// The rows of x [... i], as [? i].
Tensor as_matrix(Operand x, char in) {
  std::string outer = x.tensor.letters();
  outer.pop_back();
  if (outer.empty()) return split_dim(x, in, {{'?', 1}, {in, -1}});
  return merge_dims(x, outer, '?');
}

// The inverse: y [? o] with the outer dimensions of x [... i].
Tensor with_outer(Operand y, Tensor x) {
  std::vector<Dim> outer = x.dims();
  outer.pop_back();
  return outer.empty() ? drop_dim(y, '?') : split_dim(y, '?', outer);
}

std::int64_t rows_of(Tensor x) {
  std::int64_t rows = 1;
  for (Dim d : x.dims()) rows *= d.letter == x.letters().back() ? 1 : d.size;
  return rows;
}

// A weight of 16 or 8 bits as f32, made when `rows` are there and not before. XLA's CPU scheduler makes what
// it can as early as it can, and drops barriers first: all layers' widened weights would be there at once,
// twice the weights' memory. So the product with a one that it cannot know: no magnitude, and no NaN, is
// below -1.
Tensor widened(Operand weight, Tensor rows) {
  Tensor some = rows;
  for (Dim d : rows.dims())
    some = drop_dim(Operand(slice(Operand(some, weight.at), d.letter, 0, 1), weight.at), d.letter);
  const Tensor one =
      convert(logical_not(lt(Operand(abs(Operand(some, weight.at)), weight.at), -1.0)), DType::kF32);
  return convert(weight, DType::kF32) * one;
}

// ---- sums in lanes ----
// A row of the weight is cut into pieces of `terms` times kLanes numbers, and the sum over a piece goes as
// kLanes sums side by side, written out term by term; what they come to is added up after. To a compiler the
// terms are one elementwise operation over [o piece lane], which it makes a loop of vector instructions that
// reads the weight once, in its order and its own type (docs/decisions/0020).
constexpr std::int64_t kLanes = 8;
// Few terms leave many sums to be written and read again; many take long to compile, which a model does for
// two products a layer, but for one with its vocabulary.
constexpr std::int64_t kFewestTerms = 4, kMostTerms = 24;
constexpr std::int64_t kManyOutputs = 1 << 14, kMostTermsForMany = 96;

// As many as a row of w [o i] can be cut into; 0 where it does not go.
std::int64_t terms_for(Tensor w) {
  const std::int64_t outputs = w.dims()[0].size, width = w.dims()[1].size;
  if (width % kLanes != 0) return 0;
  std::int64_t terms = outputs < kManyOutputs ? kMostTerms : kMostTermsForMany;
  while (terms >= kFewestTerms && width / kLanes % terms != 0) --terms;
  return terms >= kFewestTerms ? terms : 0;
}

bool goes_in_lanes(const Forms& forms, Tensor x, Tensor w) {
  const std::int64_t rows = rows_of(x);
  return rows >= forms.lanes_from && rows <= forms.lanes_to && terms_for(w) > 0;
}

// x [... i], f32, times w [o i] of any type: [... o]. What the lanes come to is added up as `total`: f32, or
// s32 where it is whole numbers.
Tensor in_lanes(Operand x, const Weight& from, char in, DType total) {
  const Location at = x.at;
  const Tensor w = from.w;
  const char out = w.letters()[0];
  const std::int64_t n = rows_of(x.tensor), terms = terms_for(w);
  const std::int64_t pieces = w.size(in) / (terms * kLanes);
  const auto in_pieces = [&](Tensor t) { return split_dim(Operand(t, at), in, {{'#', pieces}, {in, -1}}); };
  // Not computed again for each output, and nothing of the weight before it is there: XLA would take what
  // does not change out of a loop, and keep it, widened.
  const Tensor exact = materialize(Operand(as_matrix(x, in), at));
  const Tensor weight = in_pieces(from.picked ? w : after(Operand(w, at), exact));
  const Tensor rows = in_pieces(n > 1 ? exact : drop_dim(Operand(exact, at), '?'));
  std::vector<Dim> dims{{out, w.size(out)}, {'#', pieces}, {in, kLanes}};
  if (n > 1) dims.insert(dims.begin() + 1, {'?', n});
  const auto term = [&](std::int64_t i) {
    const auto lanes = [&](Tensor t) {
      return Operand(slice(Operand(t, at), in, i * kLanes, (i + 1) * kLanes), at);
    };
    const Tensor w_lanes = convert(lanes(weight), DType::kF32);
    return broadcast(Operand(w_lanes, at), dims) * lanes(rows);
  };
  // Two chains, for an addition waits for the one before it.
  Tensor even = term(0), odd = term(1);
  for (std::int64_t i = 2; i < terms; ++i) {
    Tensor& sum = i % 2 == 0 ? even : odd;
    sum = Operand(sum, at) + term(i);
  }
  // Apart from what adds the lanes up: as one dimension, pieces and lanes would be taken apart by divisions
  // in the loop over the terms, which then is no loop of vectors.
  Tensor sums = materialize(Operand(even, at) + odd);
  sums = merge_dims(Operand(sums, at), std::string{'#', in}, in);
  if (n > 1) sums = merge_dims(Operand(sums, at), std::string{out, '?'}, out);
  const Tensor ones = fill(w.graph(), total, 1, {{in, pieces * kLanes}}, at);
  const Tensor y = dot(convert(Operand(sums, at), total), ones, std::string_view(&in, 1), at);
  const Tensor by_output = split_dim(Operand(y, at), out, {{out, -1}, {'?', n}});
  return with_outer(Operand(transpose(Operand(by_output, at), std::string{'?', out}), at), x.tensor);
}

// ---- multiply and reduce ----
// A row of the weight in pieces of at most so many numbers, each summed by itself: a GPU sums a row in one
// block of threads, and few long rows would leave much of it idle.
constexpr std::int64_t kLongestReducedPiece = 2560;

// x [... i], f32, times w [o i] of any float type: [... o].
Tensor by_reduction(Operand x, Tensor w, char in) {
  const Location at = x.at;
  std::int64_t pieces = (w.size(in) + kLongestReducedPiece - 1) / kLongestReducedPiece;
  while (w.size(in) % pieces != 0) ++pieces;
  const auto in_pieces = [&](Tensor t) { return split_dim(Operand(t, at), in, {{'#', pieces}, {in, -1}}); };
  const Tensor weight = in_pieces(convert(Operand(w, at), DType::kF32)), rows = in_pieces(as_matrix(x, in));
  const std::vector<Dim> dims{rows.dims()[0], weight.dims()[0], weight.dims()[1], weight.dims()[2]};
  const Tensor terms = broadcast(Operand(rows, at), dims) * Operand(broadcast(Operand(weight, at), dims), at);
  Tensor sums = sum(Operand(terms, at), std::string_view(&in, 1));
  if (pieces > 1) sums = materialize(Operand(sums, at));  // or a compiler would make one sum of the two
  return with_outer(Operand(sum(Operand(sums, at), "#"), at), x.tensor);
}

// x · w for a weight of 16 bits, or one of 8 bits, which bf16 holds exactly.
Tensor narrow_product(Operand x, const Weight& from, char in) {
  const Tensor w = from.w;
  const std::string_view over(&in, 1);
  const DType type = w.dtype() == DType::kF16 ? DType::kF16 : DType::kBF16;
  const Lowering& lowering = x.tensor.graph().lowering();
  const Forms& forms = type == DType::kF16 ? lowering.f16 : lowering.bf16;
  if (goes_in_lanes(forms, x.tensor, w))
    return in_lanes(Operand(rounded(x, type), x.at), from, in, DType::kF32);
  if (rows_of(x.tensor) <= forms.reduce_to) return by_reduction(Operand(rounded(x, type), x.at), w, in);
  if (rows_of(x.tensor) <= forms.product_rows) return dot(convert(x, type), convert(w, type), over, x.at);
  return dot(rounded(x, type), widened(Operand(w, x.at), x.tensor), over, x.at);
}

// x · w in integers: x is rounded to steps of its own for each row, the largest of which is 127 steps. The
// sums are exact, so a row gives the same beside any others.
constexpr double kSteps = 127;
constexpr std::int64_t kLongestExactSum = 1 << 17;  // of products of 127 · 127, in s32
static_assert(kMostTermsForMany * kSteps * kSteps < (1 << 24), "the sum of a lane is exact in f32");
Tensor integer_product(Operand x, const Weight& from, char in) {
  const Tensor w = from.w;
  const std::string_view over(&in, 1);
  const Tensor largest = max(Operand(abs(x), x.at), over);
  // Whether a maximum lets a NaN through is up to the device; the result must not lose it.
  const Tensor lost = any(Operand(ne(x, x), x.at), over);
  const Tensor step = select(lost, std::numeric_limits<double>::quiet_NaN(), largest * (1 / kSteps));
  constexpr double least = 0x1p-100;  // a row of zeros has no steps
  const Tensor whole = floor(x * (kSteps / maximum(largest, least)) + 0.5);
  const Tensor sums = goes_in_lanes(x.tensor.graph().lowering().s8, x.tensor, w)
                          ? in_lanes(Operand(whole, x.at), from, in, DType::kS32)
                          : dot(convert(Operand(whole, x.at), DType::kS8), w, over, x.at);
  return convert(Operand(sums, x.at), DType::kF32) * step;
}

Tensor product(Operand x, const Weight& weight, char to) {
  const Tensor rows = x.tensor, w = weight.w;
  Graph& graph = rows.graph();
  if (w.letters().size() != 2 || rows.letters().empty() || w.letters()[1] != rows.letters().back())
    graph.fail(x.at, "linear: the last dimension of x is the last of the weight [out in]", {rows, w});
  const char in = w.letters()[1];
  if (rows.size(in) != w.size(in))
    graph.fail(x.at,
               fmt::format("linear: '{}' is {} in x and {} in the weight", in, rows.size(in), w.size(in)),
               {rows, w});
  if (rows.has(to)) graph.fail(x.at, fmt::format("linear: '{}' is already a dimension of x", to), {rows, w});
  if (const auto* parts = graph.parts_of_join(w))
    return concat(Operand(product(x, {parts->first}, to), x.at), product(x, {parts->second}, to), to);
  const Weight from{rename(Operand(w, x.at), w.letters()[0], to), weight.picked};
  if (w.dtype() == DType::kS8 && graph.lowering().integer_products && rows.size(in) <= kLongestExactSum)
    return integer_product(x, from, in);
  if (w.dtype() != DType::kF32) return narrow_product(x, from, in);
  if (goes_in_lanes(graph.lowering().f32, rows, from.w)) return in_lanes(x, from, in, DType::kF32);
  if (rows_of(rows) <= graph.lowering().f32.reduce_to) return by_reduction(x, from.w, in);
  return dot(rows, from.w, std::string_view(&in, 1), x.at);
}

Tensor scaled(Operand y, Tensor scale, char to) {
  return y * rename(Operand(scale, y.at), scale.letters()[0], to);
}

}  // namespace

Tensor linear(Operand x, Tensor weight, char to) { return product(x, {weight}, to); }

Tensor linear(Operand x, const Matrix<Tensor>& weight, char to) {
  const Tensor y = linear(x, weight.elements, to);
  return weight.scale ? scaled(Operand(y, x.at), *weight.scale, to) : y;
}

Tensor linear(Operand x, const Matrix<Tensor>& stack, Tensor index, char to) {
  // Of the argument as it is: a reshape between may become a copy of the whole stack, at each turn of the
  // loop.
  const auto picked = [&](Tensor t) { return element(Operand(t, x.at), t.letters()[0], index); };
  const Tensor y = product(x, {picked(stack.elements), /*picked=*/true}, to);
  return stack.scale ? scaled(Operand(y, x.at), picked(*stack.scale), to) : y;
}

Tensor take_rows(const Matrix<Tensor>& table, Tensor ids) {
  const Tensor rows = convert(take_rows(table.elements, ids), DType::kF32);
  if (!table.scale) return rows;
  const char v = table.scale->letters()[0];
  return rows * drop_dim(take_rows(split_dim(*table.scale, v, {{v, -1}, {'?', 1}}), ids), '?');
}

}  // namespace constate::trace
