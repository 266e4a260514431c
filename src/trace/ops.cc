#include "trace/ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace constate::trace {
namespace {

using hlo::Op;

std::vector<std::int64_t> sizes(const std::vector<Dim>& dims) {
  std::vector<std::int64_t> out;
  for (Dim d : dims) out.push_back(d.size);
  return out;
}

std::string letters_of(const std::vector<Dim>& dims) {
  std::string out;
  for (Dim d : dims) out += d.letter;
  return out;
}

std::int64_t index_of(Tensor t, char letter, std::string_view what, Location at) {
  const auto i = t.letters().find(letter);
  if (i == std::string::npos) t.graph().fail(at, fmt::format("{}: no dimension '{}'", what, letter), {t});
  return static_cast<std::int64_t>(i);
}

Tensor need_tensor(const Operand& a) {
  if (a.is_number()) throw TraceError(a.at.str() + ": a Tensor is expected; got a number");
  return a.tensor;
}

Tensor broadcast_to(Tensor t, const std::vector<Dim>& dims, std::string_view what, Location at) {
  if (t.dims() == dims) return t;
  hlo::BroadcastInDim a{sizes(dims), {}};
  const std::string target = letters_of(dims);
  for (char c : t.letters()) a.dims.push_back(static_cast<std::int64_t>(target.find(c)));
  return t.graph().emit(std::string(what), Op::kBroadcastInDim, {t}, std::move(a), target, at);
}

// Lines the operands up; the first one with all letters gives the order.
std::vector<Tensor> align(std::string_view what, const std::vector<Operand>& operands) {
  const Location at = operands[0].at;
  Tensor widest;
  std::vector<Tensor> given;
  for (const Operand& o : operands) {
    if (o.is_number()) continue;
    given.push_back(o.tensor);
    if (!widest.defined() || o.tensor.letters().size() > widest.letters().size()) widest = o.tensor;
  }
  if (!widest.defined())
    throw TraceError(fmt::format("{}: {}: one operand must be a Tensor", at.str(), what));
  Graph& graph = widest.graph();
  for (Tensor t : given) {
    for (Dim d : t.dims()) {
      if (!widest.has(d.letter))
        graph.fail(at,
                   fmt::format("{}: no operand has the other's dimensions too ('{}' is on one side only)",
                               what, d.letter),
                   given);
      if (widest.size(d.letter) != d.size)
        graph.fail(at,
                   fmt::format("{}: '{}' is {} in one operand and {} in the other", what, d.letter,
                               widest.size(d.letter), d.size),
                   given);
    }
  }
  std::vector<Tensor> out;
  for (const Operand& o : operands) {
    if (!o.is_number()) {
      out.push_back(broadcast_to(o.tensor, widest.dims(), what, at));
      continue;
    }
    // A number takes the type of the values it meets: in select that is not the predicate's.
    DType dtype = widest.dtype();
    for (Tensor t : given)
      if (dtype == DType::kPred) dtype = t.dtype();
    out.push_back(fill(graph, dtype, o.number, widest.dims(), at));
  }
  return out;
}

Tensor unary(std::string_view what, Op op, const Operand& a) {
  const Tensor t = need_tensor(a);
  return t.graph().emit(std::string(what), op, {t}, {}, t.letters(), a.at);
}

Tensor binary(std::string_view what, Op op, const Operand& a, const Operand& b,
              hlo::Attributes attributes = {}) {
  const std::vector<Tensor> in = align(what, {a, b});
  if (in[0].dtype() != in[1].dtype())
    in[0].graph().fail(a.at,
                       fmt::format("{}: operands are {} and {}; convert one", what, name(in[0].dtype()),
                                   name(in[1].dtype())),
                       in);
  return in[0].graph().emit(std::string(what), op, in, std::move(attributes), in[0].letters(), a.at);
}

Tensor compare(std::string_view what, hlo::Direction direction, const Operand& a, const Operand& b) {
  return binary(what, Op::kCompare, a, b, hlo::Compare{direction});
}

// The value that changes nothing under the operation.
double neutral(Op with, DType dtype) {
  const bool is_max = with == Op::kMaximum;
  if (with == Op::kAnd) return 1;
  if (with == Op::kAdd || with == Op::kOr) return 0;
  if (is_float(dtype))
    return is_max ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  const bool is_signed = is_signed_integer(dtype);
  const auto bits = static_cast<int>(size_of(dtype) * 8) - (is_signed ? 1 : 0);
  if (is_max) return is_signed ? -std::ldexp(1.0, bits) : 0.0;
  return std::ldexp(1.0, bits) - 1;
}

Tensor reduce(std::string_view what, Op with, const Operand& a, std::string_view over) {
  const Tensor t = need_tensor(a);
  hlo::Reduce attributes{with, {}};
  for (char c : over) attributes.dims.push_back(index_of(t, c, what, a.at));
  std::sort(attributes.dims.begin(), attributes.dims.end());
  std::string letters;
  for (char c : t.letters())
    if (over.find(c) == over.npos) letters += c;
  const Tensor start = constant(t.graph(), t.dtype(), neutral(with, t.dtype()), a.at);
  return t.graph().emit(std::string(what), Op::kReduce, {t, start}, std::move(attributes), letters, a.at);
}

}  // namespace

// ---- elementwise ----
Tensor operator+(Operand a, Operand b) { return binary("add", Op::kAdd, a, b); }
Tensor operator-(Operand a, Operand b) { return binary("subtract", Op::kSubtract, a, b); }
Tensor operator*(Operand a, Operand b) { return binary("multiply", Op::kMultiply, a, b); }
Tensor operator/(Operand a, Operand b) { return binary("divide", Op::kDivide, a, b); }
Tensor operator-(Operand a) { return unary("negate", Op::kNegate, a); }
Tensor maximum(Operand a, Operand b) { return binary("maximum", Op::kMaximum, a, b); }
Tensor minimum(Operand a, Operand b) { return binary("minimum", Op::kMinimum, a, b); }
Tensor remainder(Operand a, Operand b) { return binary("remainder", Op::kRemainder, a, b); }
Tensor bit_and(Operand a, Operand b) { return binary("bit_and", Op::kAnd, a, b); }
Tensor bit_or(Operand a, Operand b) { return binary("bit_or", Op::kOr, a, b); }
Tensor bit_xor(Operand a, Operand b) { return binary("bit_xor", Op::kXor, a, b); }
Tensor shift_left(Operand a, Operand b) { return binary("shift_left", Op::kShiftLeft, a, b); }
Tensor shift_right(Operand a, Operand b) { return binary("shift_right", Op::kShiftRightLogical, a, b); }
Tensor eq(Operand a, Operand b) { return compare("eq", hlo::Direction::kEq, a, b); }
Tensor ne(Operand a, Operand b) { return compare("ne", hlo::Direction::kNe, a, b); }
Tensor lt(Operand a, Operand b) { return compare("lt", hlo::Direction::kLt, a, b); }
Tensor le(Operand a, Operand b) { return compare("le", hlo::Direction::kLe, a, b); }
Tensor gt(Operand a, Operand b) { return compare("gt", hlo::Direction::kGt, a, b); }
Tensor ge(Operand a, Operand b) { return compare("ge", hlo::Direction::kGe, a, b); }
Tensor logical_and(Operand a, Operand b) { return binary("logical_and", Op::kAnd, a, b); }
Tensor logical_or(Operand a, Operand b) { return binary("logical_or", Op::kOr, a, b); }
Tensor logical_not(Operand a) { return unary("logical_not", Op::kNot, a); }
Tensor abs(Operand a) { return unary("abs", Op::kAbs, a); }
Tensor erf(Operand a) { return unary("erf", Op::kErf, a); }
Tensor exp(Operand a) { return unary("exp", Op::kExponential, a); }
Tensor cos(Operand a) { return unary("cos", Op::kCosine, a); }
Tensor sin(Operand a) { return unary("sin", Op::kSine, a); }
Tensor floor(Operand a) { return unary("floor", Op::kFloor, a); }
Tensor log(Operand a) { return unary("log", Op::kLog, a); }
Tensor log1p(Operand a) { return unary("log1p", Op::kLogPlusOne, a); }
Tensor rsqrt(Operand a) { return unary("rsqrt", Op::kRsqrt, a); }
Tensor sigmoid(Operand a) { return unary("sigmoid", Op::kLogistic, a); }
Tensor sqrt(Operand a) { return unary("sqrt", Op::kSqrt, a); }
Tensor tanh(Operand a) { return unary("tanh", Op::kTanh, a); }

Tensor select(Operand predicate, Operand if_true, Operand if_false) {
  const std::vector<Tensor> in = align("select", {predicate, if_true, if_false});
  return in[0].graph().emit("select", Op::kSelect, in, {}, in[0].letters(), predicate.at);
}

Tensor clamp(Operand low, Operand x, Operand high) { return minimum(maximum(x, low), high); }

Tensor convert(Operand a, DType to) {
  const Tensor t = need_tensor(a);
  if (t.dtype() == to) return t;
  return t.graph().emit("convert", Op::kConvert, {t}, hlo::Convert{to}, t.letters(), a.at);
}

Tensor rounded(Operand a, DType to) {
  const Tensor t = need_tensor(a);
  return t.graph().emit("rounded", Op::kReducePrecision, {t}, hlo::ReducePrecision{to}, t.letters(), a.at);
}

Tensor bitcast(Operand a, DType to) {
  const Tensor t = need_tensor(a);
  return t.graph().emit("bitcast", Op::kBitcastConvert, {t}, hlo::Convert{to}, t.letters(), a.at);
}

Tensor materialize(Operand a) { return unary("materialize", Op::kOptimizationBarrier, a); }

Tensor after(Operand a, Tensor b) {
  const Tensor t = need_tensor(a);
  const auto both = t.graph().builder().add_many(Op::kOptimizationBarrier, {t.value(), b.value()});
  return t.graph().adopt(both[0], t.letters(), "after", a.at);
}

// ---- sources ----
Tensor constant(Graph& graph, DType dtype, double value, Location at) {
  return fill(graph, dtype, value, {}, at);
}

Tensor fill(Graph& graph, DType dtype, double value, const std::vector<Dim>& dims, Location at) {
  return graph.emit("constant", Op::kConstant, std::vector<Tensor>{},
                    hlo::Constant{{dtype, sizes(dims)}, {value}}, letters_of(dims), at);
}

Tensor iota(Graph& graph, DType dtype, Dim dim, Location at) {
  return graph.emit("iota", Op::kIota, std::vector<Tensor>{}, hlo::Iota{{dtype, {dim.size}}, 0},
                    std::string(1, dim.letter), at);
}

Tensor table(Graph& graph, DType dtype, char letter, const std::vector<double>& values, Location at) {
  return graph.emit("table", Op::kConstant, std::vector<Tensor>{},
                    hlo::Constant{{dtype, {static_cast<std::int64_t>(values.size())}}, values},
                    std::string(1, letter), at);
}

// ---- dimensions ----
Tensor broadcast(Operand a, const std::vector<Dim>& dims) {
  const Tensor t = need_tensor(a);
  std::vector<Dim> target = dims;
  for (Dim d : t.dims())
    if (std::find(dims.begin(), dims.end(), d) == dims.end())
      t.graph().fail(a.at,
                     fmt::format("broadcast: '{}' of size {} is not in the target {}", d.letter, d.size,
                                 str(t.dtype(), dims)),
                     {t});
  return broadcast_to(t, target, "broadcast", a.at);
}

Tensor transpose(Operand a, std::string_view order) {
  const Tensor t = need_tensor(a);
  if (t.letters() == order) return t;
  if (order.size() != t.letters().size())
    t.graph().fail(a.at, fmt::format("transpose to \"{}\": each dimension is named once", order), {t});
  hlo::Transpose attributes;
  for (char c : order) attributes.permutation.push_back(index_of(t, c, "transpose", a.at));
  return t.graph().emit("transpose", Op::kTranspose, {t}, std::move(attributes), std::string(order), a.at);
}

Tensor rename(Operand a, char from, char to) {
  const Tensor t = need_tensor(a);
  std::string letters = t.letters();
  const auto i = static_cast<std::size_t>(index_of(t, from, "rename", a.at));
  if (from != to && t.has(to))
    t.graph().fail(a.at, fmt::format("rename: '{}' is already a dimension", to), {t});
  letters[i] = to;
  return t.graph().adopt(t.value(), letters, "rename", a.at);
}

Tensor split_dim(Operand a, char dim, const std::vector<Dim>& parts) {
  const Tensor t = need_tensor(a);
  const auto at = static_cast<std::size_t>(index_of(t, dim, "split_dim", a.at));
  const std::int64_t whole = t.size(dim);
  std::int64_t known = 1;
  for (Dim p : parts) known *= p.size >= 0 ? p.size : 1;
  std::vector<Dim> split = parts;
  bool open = false;
  for (Dim& p : split) {
    if (p.size >= 0) continue;
    if (open) t.graph().fail(a.at, "split_dim: only one part may be left open", {t});
    open = true;
    p.size = known == 0 ? 0 : whole / known;
  }
  std::int64_t product = 1;
  for (Dim p : split) product *= p.size;
  if (product != whole)
    t.graph().fail(a.at, fmt::format("split_dim: '{}' is {}, not a multiple of {}", dim, whole, known), {t});
  std::vector<Dim> dims = t.dims();
  dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(at));
  dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(at), split.begin(), split.end());
  return t.graph().emit("split_dim", Op::kReshape, {t}, hlo::Reshape{sizes(dims)}, letters_of(dims), a.at);
}

Tensor merge_dims(Operand a, std::string_view from, char to) {
  Tensor t = need_tensor(a);
  for (char c : from) index_of(t, c, "merge_dims", a.at);
  // Where the first of them stands, all of them stand, in the order asked for.
  std::string order, letters;
  std::vector<std::int64_t> out;
  std::int64_t merged = 1;
  for (char c : from) merged *= t.size(c);
  bool placed = false;
  for (Dim d : t.dims()) {
    const bool part = from.find(d.letter) != from.npos;
    if (!part) {
      order += d.letter;
      letters += d.letter;
      out.push_back(d.size);
    } else if (!placed) {
      placed = true;
      order += from;
      letters += to;
      out.push_back(merged);
    }
  }
  t = transpose(Operand(t, a.at), order);
  return t.graph().emit("merge_dims", Op::kReshape, {t}, hlo::Reshape{out}, letters, a.at);
}

Tensor drop_dim(Operand a, char dim) {
  const Tensor t = need_tensor(a);
  if (t.size(dim) != 1)
    t.graph().fail(a.at, fmt::format("drop_dim: '{}' is {}, not 1", dim, t.size(dim)), {t});
  std::vector<Dim> dims = t.dims();
  std::erase_if(dims, [&](Dim d) { return d.letter == dim; });
  return t.graph().emit("drop_dim", Op::kReshape, {t}, hlo::Reshape{sizes(dims)}, letters_of(dims), a.at);
}

// ---- pieces ----
Tensor slice(Operand a, char dim, std::int64_t start, std::int64_t limit) {
  const Tensor t = need_tensor(a);
  const auto i = static_cast<std::size_t>(index_of(t, dim, "slice", a.at));
  if (start == 0 && limit == t.size(dim)) return t;
  hlo::Slice s;
  s.start.assign(t.dims().size(), 0);
  s.stride.assign(t.dims().size(), 1);
  s.limit = sizes(t.dims());
  s.start[i] = start;
  s.limit[i] = limit;
  return t.graph().emit("slice", Op::kSlice, {t}, std::move(s), t.letters(), a.at);
}

std::vector<Tensor> split_sizes(Operand a, char dim, const std::vector<std::int64_t>& parts) {
  const Tensor t = need_tensor(a);
  index_of(t, dim, "split", a.at);
  std::int64_t total = 0;
  for (std::int64_t p : parts) total += p;
  if (total != t.size(dim))
    t.graph().fail(
        a.at, fmt::format("split: the parts of '{}' add up to {}, not to {}", dim, total, t.size(dim)), {t});
  std::vector<Tensor> out;
  std::int64_t start = 0;
  for (std::int64_t p : parts) {
    out.push_back(slice(a, dim, start, start + p));
    start += p;
  }
  return out;
}

Tensor concat(Operand a, Operand b, char dim) {
  const Tensor x = need_tensor(a);
  const Tensor y = transpose(Operand(need_tensor(b), a.at), x.letters());
  return x.graph().emit("concat", Op::kConcatenate, {x, y},
                        hlo::Concatenate{index_of(x, dim, "concat", a.at)}, x.letters(), a.at);
}

Tensor join_rows(Operand a, Operand b) {
  const Tensor x = need_tensor(a), y = need_tensor(b);
  const Tensor joined = concat(a, b, x.letters().front());
  x.graph().note_join(joined, {x, y});
  return joined;
}

Tensor pad(Operand a, char dim, std::int64_t low, std::int64_t high, double value) {
  const Tensor t = need_tensor(a);
  if (low == 0 && high == 0) return t;
  const auto i = static_cast<std::size_t>(index_of(t, dim, "pad", a.at));
  hlo::Pad p;
  p.low.assign(t.dims().size(), 0);
  p.high = p.interior = p.low;
  p.low[i] = low;
  p.high[i] = high;
  const Tensor v = constant(t.graph(), t.dtype(), value, a.at);
  return t.graph().emit("pad", Op::kPad, {t, v}, std::move(p), t.letters(), a.at);
}

Tensor drop_first(Operand a, char dim) { return slice(a, dim, 1, need_tensor(a).size(dim)); }
Tensor drop_last(Operand a, char dim) { return slice(a, dim, 0, need_tensor(a).size(dim) - 1); }

Tensor last(Operand a, char dim) {
  const std::int64_t n = need_tensor(a).size(dim);
  return drop_dim(Operand(slice(a, dim, n - 1, n), a.at), dim);
}

Tensor slice_rows(Operand a, char dim, Tensor start, std::int64_t size) {
  const Tensor t = need_tensor(a);
  const char b = t.letters()[0];
  if (start.letters() != std::string(1, b) || index_of(t, dim, "slice_rows", a.at) != 1)
    t.graph().fail(a.at,
                   fmt::format("slice_rows: the operand is [{} {} ...] and the starts are [{}]", b, dim, b),
                   {t, start});
  // Index pairs (row, start of the row).
  const Tensor row = iota(t.graph(), start.dtype(), {b, t.size(b)}, a.at);
  const Tensor pairs = concat(split_dim(row, b, {{b, t.size(b)}, {'?', 1}}),
                              split_dim(start, b, {{b, t.size(b)}, {'?', 1}}), '?');
  hlo::Gather g;
  g.slice_sizes = sizes(t.dims());
  g.slice_sizes[0] = 1;
  g.slice_sizes[1] = size;
  g.collapsed_slice_dims = {0};
  g.start_index_map = {0, 1};
  g.index_vector_dim = 1;
  for (std::int64_t i = 1; i < static_cast<std::int64_t>(t.dims().size()); ++i) g.offset_dims.push_back(i);
  return t.graph().emit("slice_rows", Op::kGather, {t, pairs}, std::move(g), t.letters(), a.at);
}

Tensor put_rows(Operand into, Tensor values, char dim, Tensor start) {
  Tensor out = need_tensor(into);
  const char b = out.letters()[0];
  if (start.letters() != std::string(1, b) || index_of(out, dim, "put_rows", into.at) != 1 ||
      values.letters() != out.letters())
    out.graph().fail(
        into.at,
        fmt::format("put_rows: the operand and the values are [{} {} ...] and the starts are [{}]", b, dim,
                    b),
        {out, values, start});
  const Tensor zero = constant(out.graph(), start.dtype(), 0, into.at);
  for (std::int64_t i = 0; i < out.size(b); ++i) {
    std::vector<Tensor> operands{out, slice({values, into.at}, b, i, i + 1),
                                 constant(out.graph(), start.dtype(), static_cast<double>(i), into.at),
                                 drop_dim({slice({start, into.at}, b, i, i + 1), into.at}, b)};
    operands.resize(2 + out.dims().size(), zero);
    out = out.graph().emit("put_rows", Op::kDynamicUpdateSlice, operands, {}, out.letters(), into.at);
  }
  return out;
}

Tensor take_rows(Operand table, Tensor ids) {
  const Tensor t = need_tensor(table);
  if (t.letters().size() != 2 || ids.has(t.letters()[1]))
    t.graph().fail(table.at,
                   "take_rows: a table of two dimensions and indices without its second are expected",
                   {t, ids});
  const std::int64_t width = t.dims()[1].size;
  const auto rank = static_cast<std::int64_t>(ids.letters().size());
  hlo::Gather g{{rank}, {0}, {0}, rank, {1, width}};
  return t.graph().emit("take_rows", Op::kGather, {t, ids}, std::move(g), ids.letters() + t.letters()[1],
                        table.at);
}

namespace {

// The operands of a dynamic slice or update: `first`, and of each dimension where it begins.
std::vector<Tensor> starting_at(std::vector<Tensor> first, char dim, Tensor start, std::string_view what,
                                Location at) {
  const Tensor t = first[0];
  const std::int64_t i = index_of(t, dim, what, at);
  const Tensor zero = constant(t.graph(), start.dtype(), 0, at);
  for (std::int64_t k = 0; k < std::ssize(t.dims()); ++k) first.push_back(k == i ? start : zero);
  return first;
}

}  // namespace

Tensor slice_at(Operand a, char dim, Tensor start, std::int64_t size) {
  const Tensor t = need_tensor(a);
  const auto i = static_cast<std::size_t>(index_of(t, dim, "slice_at", a.at));
  hlo::DynamicSlice slice{sizes(t.dims())};
  slice.sizes[i] = size;
  return t.graph().emit("slice_at", Op::kDynamicSlice, starting_at({t}, dim, start, "slice_at", a.at),
                        std::move(slice), t.letters(), a.at);
}

Tensor put_at(Operand into, Tensor values, char dim, Tensor start) {
  const Tensor t = need_tensor(into);
  if (values.letters() != t.letters())
    t.graph().fail(into.at, "put_at: the values have the letters of what they go into", {t, values});
  return t.graph().emit("put_at", Op::kDynamicUpdateSlice,
                        starting_at({t, values}, dim, start, "put_at", into.at), {}, t.letters(), into.at);
}

Tensor element(Operand a, char dim, Tensor index) {
  return drop_dim({slice_at(a, dim, index, 1), a.at}, dim);
}

Tensor update(Operand into, Tensor value, Tensor index, char dim) {
  const Tensor t = need_tensor(into);
  std::vector<Dim> dims = t.dims();
  dims[static_cast<std::size_t>(index_of(t, dim, "update", into.at))].size = 1;
  return put_at(into, broadcast_to(value, dims, "update", into.at), dim, index);
}

std::vector<Tensor> sort(Operand keys, char dim, const std::vector<Tensor>& others) {
  const Tensor first = need_tensor(keys);
  Graph& graph = first.graph();
  const std::int64_t i = index_of(first, dim, "sort", keys.at);
  if (!is_integer(first.dtype())) graph.fail(keys.at, "sort: the keys are integers", {first});
  std::vector<hlo::ValueId> operands{first.value()};
  for (const Tensor other : others) {
    if (other.dims() != first.dims())
      graph.fail(keys.at, "sort: what goes with the keys has their dimensions", {first, other});
    operands.push_back(other.value());
  }
  std::vector<Tensor> out;
  for (const hlo::ValueId v :
       graph.builder().add_many(Op::kSort, operands, hlo::Sort{i}, {keys.at.file, keys.at.line, ""}))
    out.push_back(graph.adopt(v, first.letters(), "sort", keys.at));
  return out;
}

// ---- reductions ----
Tensor sum(Operand a, std::string_view over) { return reduce("sum", Op::kAdd, a, over); }
Tensor max(Operand a, std::string_view over) { return reduce("max", Op::kMaximum, a, over); }
Tensor min(Operand a, std::string_view over) { return reduce("min", Op::kMinimum, a, over); }
Tensor all(Operand a, std::string_view over) { return reduce("all", Op::kAnd, a, over); }
Tensor any(Operand a, std::string_view over) { return reduce("any", Op::kOr, a, over); }

Tensor mean(Operand a, std::string_view over) {
  double count = 1;
  for (char c : over) count *= static_cast<double>(need_tensor(a).size(c));
  return Operand(sum(a, over), a.at) * Operand(1 / count, a.at);
}

}  // namespace constate::trace
