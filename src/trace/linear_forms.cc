#include "trace/linear_forms.h"

#include <string>

#include "trace/einsum.h"
#include "trace/ops.h"

namespace constate::trace {

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

Tensor known_late(Tensor rows, Location at) {
  Tensor some = rows;
  for (Dim d : rows.dims()) some = drop_dim(Operand(slice(Operand(some, at), d.letter, 0, 1), at), d.letter);
  // No magnitude, and no NaN, is below -1.
  return convert(logical_not(lt(Operand(abs(Operand(some, at)), at), -1.0)), DType::kF32);
}

Tensor in_groups(Operand x, char in, std::int64_t groups) {
  return split_dim(x, in, {{kGroups, groups}, {in, -1}});
}

namespace {

// ---- sums in lanes ----
// A row of the weight is cut into pieces of `terms` times kLanes numbers, and the sum over a piece goes as
// kLanes sums side by side, written out term by term; what they come to is added up after. To a compiler the
// terms are one elementwise operation over [o piece lane], which it makes a loop of vector instructions that
// reads the weight once, in its order and its own type (docs/decisions/0020).
constexpr std::int64_t kLanes = 8;
// Few terms leave many sums to be written and read again; many take long to compile, which a model does for
// two products a layer, but for one with its vocabulary.
constexpr std::int64_t kFewestTerms = 4, kMostTerms = 24, kMostTermsOfGroup = 32;
constexpr std::int64_t kManyOutputs = 1 << 14, kMostTermsForMany = 96;

// As many as a row of the weight, or of each group, can be cut into; 0 where it does not go.
std::int64_t terms_for(const Weight& weight) {
  const std::int64_t outputs = weight.w.size(weight.out()), width = weight.w.dims().back().size;
  if (width % kLanes != 0) return 0;
  std::int64_t terms = outputs >= kManyOutputs ? kMostTermsForMany
                       : weight.w.has(kGroups) ? kMostTermsOfGroup
                                               : kMostTerms;
  while (terms >= kFewestTerms && width / kLanes % terms != 0) --terms;
  return terms >= kFewestTerms ? terms : 0;
}

// The sums of the lanes [o ? % # lane], without '?' for one row and '%' for no groups.
Tensor lane_sums(const Weight& from, Tensor weight, Tensor rows, char in, std::int64_t n, Location at) {
  std::vector<Dim> dims{{from.out(), from.w.size(from.out())}};
  if (n > 1) dims.push_back({'?', n});
  if (from.w.has(kGroups)) dims.push_back({kGroups, from.groups()});
  dims.insert(dims.end(), {{'#', weight.size('#')}, {in, kLanes}});
  const auto term = [&](std::int64_t i) {
    const auto lanes = [&](Tensor t) {
      return Operand(slice(Operand(t, at), in, i * kLanes, (i + 1) * kLanes), at);
    };
    const Tensor w_lanes = convert(lanes(weight), DType::kF32);
    return broadcast(Operand(w_lanes, at), dims) * lanes(rows);
  };
  // Two chains, for an addition waits for the one before it.
  Tensor even = term(0), odd = term(1);
  for (std::int64_t i = 2; i < weight.size(in) / kLanes; ++i) {
    Tensor& sum = i % 2 == 0 ? even : odd;
    sum = Operand(sum, at) + term(i);
  }
  return Operand(even, at) + odd;
}

}  // namespace

bool goes_in_lanes(const Forms& forms, Tensor x, const Weight& weight) {
  const std::int64_t rows = rows_of(x);
  return rows >= forms.lanes_from && rows <= forms.lanes_to && terms_for(weight) > 0;
}

Tensor in_lanes(Operand x, const Weight& from, char in, const Tensor* scale) {
  const Location at = x.at;
  const Tensor w = from.w;
  const std::int64_t n = rows_of(x.tensor), pieces = w.size(in) / (terms_for(from) * kLanes);
  const auto in_pieces = [&](Tensor t) { return split_dim(Operand(t, at), in, {{'#', pieces}, {in, -1}}); };
  // Not computed again for each output, and nothing of the weight before it is there: XLA would take what
  // does not change out of a loop, and keep it, widened.
  const Tensor exact = materialize(Operand(as_matrix(x, in), at));
  const Tensor weight = in_pieces(from.picked ? w : after(Operand(w, at), exact));
  Tensor rows = n > 1 ? exact : drop_dim(Operand(exact, at), '?');
  if (w.has(kGroups)) rows = in_groups(Operand(rows, at), in, from.groups());
  Tensor sums = lane_sums(from, weight, in_pieces(rows), in, n, at);
  if (scale) sums = Operand(sums, at) * Operand(broadcast(Operand(*scale, at), sums.dims()), at);
  std::string by_lane{kGroups, '#', in};
  if (!w.has(kGroups)) by_lane.erase(0, 1);
  return lanes_added(Operand(sums, at), by_lane, from.out(), x.tensor);
}

Tensor lanes_added(Operand sums, const std::string& lanes, char out, Tensor x) {
  const Location at = sums.at;
  const char lane = lanes.back();
  const std::int64_t n = rows_of(x);
  // Apart from what adds the lanes up: as one dimension, pieces and lanes would be taken apart by divisions
  // in the loop over the terms, which then is no loop of vectors.
  Tensor all = merge_dims(Operand(materialize(sums), at), lanes, lane);
  if (n > 1) all = merge_dims(Operand(all, at), std::string{out, '?'}, out);
  const Tensor ones = fill(x.graph(), DType::kF32, 1, {{lane, all.size(lane)}}, at);
  const Tensor y = dot(all, ones, std::string_view(&lane, 1), at);
  const Tensor by_output = split_dim(Operand(y, at), out, {{out, -1}, {'?', n}});
  return with_outer(Operand(transpose(Operand(by_output, at), std::string{'?', out}), at), x);
}

namespace {

// A row of the weight in pieces of at most so many numbers, each summed by itself: a GPU sums a row in one
// block of threads, and few long rows would leave much of it idle.
constexpr std::int64_t kLongestReducedPiece = 2560;

}  // namespace

Tensor by_reduction(Operand x, const Weight& from, char in, const Tensor* scale) {
  const Location at = x.at;
  const Tensor w = from.w;
  Tensor weight = convert(Operand(w, at), DType::kF32), rows;
  char parts = '#';  // each summed by itself
  if (w.has(kGroups)) {
    parts = kGroups;
    rows = in_groups(Operand(as_matrix(x, in), at), in, from.groups());
  } else {
    std::int64_t pieces = (w.size(in) + kLongestReducedPiece - 1) / kLongestReducedPiece;
    while (w.size(in) % pieces != 0) ++pieces;
    const auto in_pieces = [&](Tensor t) { return split_dim(Operand(t, at), in, {{'#', pieces}, {in, -1}}); };
    weight = in_pieces(weight);
    rows = in_pieces(as_matrix(x, in));
  }
  std::vector<Dim> dims{rows.dims()[0]};
  for (const Dim d : weight.dims()) dims.push_back(d);
  const Tensor terms = broadcast(Operand(rows, at), dims) * Operand(broadcast(Operand(weight, at), dims), at);
  Tensor sums = sum(Operand(terms, at), std::string_view(&in, 1));
  if (scale) sums = Operand(sums, at) * *scale;
  if (sums.size(parts) > 1)
    sums = materialize(Operand(sums, at));  // or a compiler would make one sum of the two
  return with_outer(Operand(sum(Operand(sums, at), std::string_view(&parts, 1)), at), x.tensor);
}

}  // namespace constate::trace
