#include "hlo/infer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"

namespace constate::hlo {
namespace {

using Shapes = std::span<const Shape>;

// The operation being checked: it says what an error starts with.
struct Check {
  Op op;
  void operator()(bool holds, std::string_view rule, std::string_view constraint,
                  const std::string& got) const {
    if (!holds)
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}: {} ({} {}); got {}", name(op), rule, name(op), constraint, got));
  }
};

std::string list(const Dims& dims) { return fmt::format("[{}]", fmt::join(dims, ", ")); }

std::string list(Shapes shapes) {
  std::vector<std::string> text;
  for (const Shape& s : shapes) text.push_back(s.str());
  return fmt::format("{}", fmt::join(text, ", "));
}

bool distinct(const Dims& dims) {
  return std::set<std::int64_t>(dims.begin(), dims.end()).size() == dims.size();
}

bool within(const Dims& dims, std::int64_t rank) {
  return std::all_of(dims.begin(), dims.end(), [&](std::int64_t d) { return d >= 0 && d < rank; });
}

bool contains(const Dims& dims, std::int64_t d) {
  return std::find(dims.begin(), dims.end(), d) != dims.end();
}

template <class T>
const T& get(Op op, const Attributes& attributes) {
  if (const T* found = std::get_if<T>(&attributes)) return *found;
  throw Error(Code::kInternal, fmt::format("{}: attributes of another operation", name(op)));
}

void operand_count(Op op, Shapes in, std::size_t n) {
  if (in.size() != n)
    throw Error(Code::kInvalidArgument, fmt::format("{}: takes {} operands; got {}", name(op), n, in.size()));
}

enum Kind : unsigned { kBool = 1, kSigned = 2, kUnsigned = 4, kFloat = 8, kInt = kSigned | kUnsigned };

unsigned kind(DType d) {
  if (d == DType::kPred) return kBool;
  return is_float(d) ? kFloat : is_signed_integer(d) ? kSigned : kUnsigned;
}

// Which element types an elementwise operation takes (the I1 constraints of the specification).
unsigned allowed(Op op) {
  switch (op) {
    case Op::kAbs:
    case Op::kSign:
      return kSigned | kFloat;
    case Op::kNegate:
    case Op::kDivide:
    case Op::kPower:
    case Op::kRemainder:
    case Op::kSubtract:
      return kInt | kFloat;
    case Op::kAdd:
    case Op::kMultiply:
    case Op::kMaximum:
    case Op::kMinimum:
      return kBool | kInt | kFloat;
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr:
    case Op::kXor:
      return kBool | kInt;
    case Op::kShiftLeft:
    case Op::kShiftRightLogical:
      return kInt;
    default:
      return kFloat;
  }
}

Shape unary(Op op, Shapes in) {
  operand_count(op, in, 1);
  const Check check{op};
  check((kind(in[0].dtype) & allowed(op)) != 0, "the operand's element type is not one it takes", "I1",
        in[0].str());
  return op == Op::kIsFinite ? Shape{DType::kPred, in[0].dims} : in[0];
}

Shape binary(Op op, Shapes in) {
  operand_count(op, in, 2);
  const Check check{op};
  check((kind(in[0].dtype) & allowed(op)) != 0, "the operands' element type is not one it takes", "I1",
        list(in));
  check(in[0] == in[1], "both operands and the result have one type", "C1", list(in));
  return in[0];
}

Shape compare(Shapes in) {
  operand_count(Op::kCompare, in, 2);
  const Check check{Op::kCompare};
  check(in[0].dtype == in[1].dtype, "both operands have one element type", "C1", list(in));
  check(in[0].dims == in[1].dims, "operands and result have one shape", "C2", list(in));
  return {DType::kPred, in[0].dims};
}

Shape select(Shapes in) {
  operand_count(Op::kSelect, in, 3);
  const Check check{Op::kSelect};
  check(in[0].dtype == DType::kPred, "the first operand holds predicates", "I1", in[0].str());
  check(in[0].rank() == 0 || in[0].dims == in[1].dims,
        "the predicate is a scalar or has the shape of the others", "C1", list(in));
  check(in[1] == in[2], "both choices and the result have one type", "C2", list(in));
  return in[1];
}

Shape clamp(Shapes in) {
  operand_count(Op::kClamp, in, 3);
  const Check check{Op::kClamp};
  check(in[0].rank() == 0 || in[0].dims == in[1].dims, "min is a scalar or has the operand's shape", "C1",
        list(in));
  check(in[2].rank() == 0 || in[2].dims == in[1].dims, "max is a scalar or has the operand's shape", "C2",
        list(in));
  check(in[0].dtype == in[1].dtype && in[2].dtype == in[1].dtype, "all three have one element type", "C3",
        list(in));
  return in[1];
}

Shape convert(Op op, Shapes in, DType to) {
  operand_count(op, in, 1);
  const Check check{op};
  if (op == Op::kBitcastConvert)
    check(size_of(in[0].dtype) == size_of(to) && in[0].dtype != DType::kPred && to != DType::kPred,
          "source and target elements have one width", "C1", fmt::format("{} to {}", in[0].str(), name(to)));
  return {to, in[0].dims};
}

Shape reduce_precision(Shapes in, DType to) {
  operand_count(Op::kReducePrecision, in, 1);
  const Check check{Op::kReducePrecision};
  check(is_float(in[0].dtype), "the operand's elements are floating-point", "I1", in[0].str());
  check(to == DType::kBF16 || to == DType::kF16, "the precision is that of f16 or bf16", "I2",
        std::string(name(to)));
  return in[0];
}

Shape broadcast_in_dim(Shapes in, const BroadcastInDim& a) {
  operand_count(Op::kBroadcastInDim, in, 1);
  const Check check{Op::kBroadcastInDim};
  const std::string got =
      fmt::format("{} to [{}] by dims {}", in[0].str(), fmt::join(a.result, ", "), list(a.dims));
  check(static_cast<std::int64_t>(a.dims.size()) == in[0].rank(), "one target for each operand dimension",
        "C2", got);
  check(within(a.dims, static_cast<std::int64_t>(a.result.size())), "targets are dimensions of the result",
        "C3", got);
  check(distinct(a.dims), "targets are distinct", "C4", got);
  for (std::size_t i = 0; i < a.dims.size(); ++i)
    check(in[0].dims[i] == 1 || in[0].dims[i] == a.result[static_cast<std::size_t>(a.dims[i])],
          "a dimension is 1 or keeps its size", "C5", got);
  return {in[0].dtype, a.result};
}

Shape reshape(Shapes in, const Reshape& a) {
  operand_count(Op::kReshape, in, 1);
  const Shape out{in[0].dtype, a.result};
  Check{Op::kReshape}(std::all_of(a.result.begin(), a.result.end(), [](auto d) { return d >= 0; }) &&
                          out.elements() == in[0].elements(),
                      "operand and result have as many elements", "C2", in[0].str() + " to " + out.str());
  return out;
}

Shape transpose(Shapes in, const Transpose& a) {
  operand_count(Op::kTranspose, in, 1);
  Check{Op::kTranspose}(static_cast<std::int64_t>(a.permutation.size()) == in[0].rank() &&
                            within(a.permutation, in[0].rank()) && distinct(a.permutation),
                        "the permutation names each dimension once", "C2",
                        in[0].str() + " by " + list(a.permutation));
  Shape out{in[0].dtype, {}};
  for (std::int64_t d : a.permutation) out.dims.push_back(in[0].dims[static_cast<std::size_t>(d)]);
  return out;
}

Shape reverse(Shapes in, const Reverse& a) {
  operand_count(Op::kReverse, in, 1);
  const Check check{Op::kReverse};
  check(distinct(a.dims), "dimensions are distinct", "C2", list(a.dims));
  check(within(a.dims, in[0].rank()), "dimensions are the operand's", "C3",
        in[0].str() + " by " + list(a.dims));
  return in[0];
}

Shape slice(Shapes in, const Slice& a) {
  operand_count(Op::kSlice, in, 1);
  const Check check{Op::kSlice};
  const auto rank = static_cast<std::size_t>(in[0].rank());
  const std::string got =
      fmt::format("{} from {} to {} by {}", in[0].str(), list(a.start), list(a.limit), list(a.stride));
  check(a.start.size() == rank && a.limit.size() == rank && a.stride.size() == rank,
        "one start, limit and stride for each dimension", "C2", got);
  Shape out{in[0].dtype, {}};
  for (std::size_t i = 0; i < rank; ++i) {
    check(0 <= a.start[i] && a.start[i] <= a.limit[i] && a.limit[i] <= in[0].dims[i],
          "0 <= start <= limit <= size in each dimension", "C3", got);
    check(a.stride[i] > 0, "strides are positive", "C4", got);
    out.dims.push_back((a.limit[i] - a.start[i] + a.stride[i] - 1) / a.stride[i]);
  }
  return out;
}

// Start indices of dynamic_slice and dynamic_update_slice: one integer scalar for each dimension.
void start_indices(const Check& check, Shapes starts, std::int64_t rank, std::string_view count,
                   std::string_view type) {
  check(static_cast<std::int64_t>(starts.size()) == rank, "one start index for each dimension", count,
        list(starts));
  for (const Shape& s : starts)
    check(s.rank() == 0 && is_integer(s.dtype) && s == starts[0],
          "start indices are scalars of one integer type", type, list(starts));
}

Shape dynamic_slice(Shapes in, const DynamicSlice& a) {
  const Check check{Op::kDynamicSlice};
  check(!in.empty(), "has an operand", "I1", "none");
  start_indices(check, in.subspan(1), in[0].rank(), "C2", "C3");
  check(a.sizes.size() == in[0].dims.size(), "one size for each dimension", "C2", list(a.sizes));
  for (std::size_t i = 0; i < a.sizes.size(); ++i)
    check(a.sizes[i] >= 0 && a.sizes[i] <= in[0].dims[i], "0 <= size <= the operand's in each dimension",
          "C4", in[0].str() + " to " + list(a.sizes));
  return {in[0].dtype, a.sizes};
}

Shape dynamic_update_slice(Shapes in) {
  const Check check{Op::kDynamicUpdateSlice};
  check(in.size() >= 2, "has an operand and an update", "I1", list(in));
  check(in[0].dtype == in[1].dtype, "operand and update have one element type", "C2", list(in));
  check(in[0].rank() == in[1].rank(), "operand and update have one rank", "C3", list(in));
  start_indices(check, in.subspan(2), in[0].rank(), "C4", "C5");
  for (std::size_t i = 0; i < in[0].dims.size(); ++i)
    check(in[1].dims[i] <= in[0].dims[i], "the update fits into the operand", "C6", list(in));
  return in[0];
}

Shape concatenate(Shapes in, const Concatenate& a) {
  const Check check{Op::kConcatenate};
  check(!in.empty(), "has an operand", "C3", "none");
  check(a.dim >= 0 && a.dim < in[0].rank(), "the dimension is one of the operands'", "C4",
        std::to_string(a.dim));
  Shape out = in[0];
  const auto dim = static_cast<std::size_t>(a.dim);
  out.dims[dim] = 0;
  for (const Shape& s : in) {
    Shape rest = s;
    if (s.rank() == in[0].rank()) rest.dims[dim] = in[0].dims[dim];
    check(s.dtype == in[0].dtype, "all operands have one element type", "C1", list(in));
    check(rest == in[0], "operands differ in the concatenated dimension only", "C2", list(in));
    out.dims[dim] += s.dims[dim];
  }
  return out;
}

Shape pad(Shapes in, const Pad& a) {
  operand_count(Op::kPad, in, 2);
  const Check check{Op::kPad};
  check(in[1].rank() == 0 && in[1].dtype == in[0].dtype,
        "the padding value is a scalar of the operand's type", "C1", list(in));
  const std::size_t rank = in[0].dims.size();
  check(a.low.size() == rank && a.high.size() == rank && a.interior.size() == rank,
        "low, high and interior have one number for each dimension", "C2", in[0].str());
  Shape out{in[0].dtype, {}};
  for (std::size_t i = 0; i < rank; ++i) {
    check(a.interior[i] >= 0, "interior padding is not negative", "C3", list(a.interior));
    const std::int64_t d = in[0].dims[i];
    out.dims.push_back(a.low[i] + d + std::max<std::int64_t>(d - 1, 0) * a.interior[i] + a.high[i]);
    check(out.dims.back() >= 0, "the result has no negative size", "C4", list(out.dims));
  }
  return out;
}

Shape iota(const Iota& a) {
  const Check check{Op::kIota};
  check(a.dim >= 0 && a.dim < a.result.rank(), "the dimension is one of the result's", "C1",
        fmt::format("{} of {}", a.dim, a.result.str()));
  check(a.result.dtype != DType::kPred, "the result holds numbers", "output", a.result.str());
  return a.result;
}

// A double that a whole number of this type can be written from; the greatest of 64 bits rounds up by one.
bool representable(double value, DType d) {
  if (is_float(d)) return true;
  if (d == DType::kPred) return value == 0 || value == 1;
  const bool is_signed = is_signed_integer(d);
  const double end = std::ldexp(1.0, static_cast<int>(8 * size_of(d)) - (is_signed ? 1 : 0));
  return std::floor(value) == value && value >= (is_signed ? -end : 0) &&
         (size_of(d) == 8 ? value <= end : value < end);
}

Shape constant(const Constant& a) {
  const Check check{Op::kConstant};
  check(a.values.size() == 1 || static_cast<std::int64_t>(a.values.size()) == a.result.elements(),
        "one value, or one for each element", "C1",
        fmt::format("{} values for {}", a.values.size(), a.result.str()));
  for (double value : a.values)
    check(representable(value, a.result.dtype), "values are of the element type", "C1",
          fmt::format("{} for {}", value, a.result.str()));
  return a.result;
}

Shape dot_general(Shapes in, const DotGeneral& a) {
  operand_count(Op::kDotGeneral, in, 2);
  const Check check{Op::kDotGeneral};
  const Shape &l = in[0], &r = in[1];
  const std::string got =
      fmt::format("{} and {}, batching {} x {}, contracting {} x {}", l.str(), r.str(), list(a.lhs_batch),
                  list(a.rhs_batch), list(a.lhs_contract), list(a.rhs_contract));
  check(a.lhs_batch.size() == a.rhs_batch.size(), "as many batching dimensions on both sides", "C1", got);
  check(a.lhs_contract.size() == a.rhs_contract.size(), "as many contracting dimensions on both sides", "C2",
        got);
  Dims l_named = a.lhs_batch, r_named = a.rhs_batch;
  l_named.insert(l_named.end(), a.lhs_contract.begin(), a.lhs_contract.end());
  r_named.insert(r_named.end(), a.rhs_contract.begin(), a.rhs_contract.end());
  check(distinct(l_named), "left dimensions are named once", "C3", got);
  check(distinct(r_named), "right dimensions are named once", "C4", got);
  check(within(a.lhs_batch, l.rank()), "left batching dimensions exist", "C5", got);
  check(within(a.lhs_contract, l.rank()), "left contracting dimensions exist", "C6", got);
  check(within(a.rhs_batch, r.rank()), "right batching dimensions exist", "C7", got);
  check(within(a.rhs_contract, r.rank()), "right contracting dimensions exist", "C8", got);
  for (std::size_t i = 0; i < l_named.size(); ++i)
    check(l.dims[static_cast<std::size_t>(l_named[i])] == r.dims[static_cast<std::size_t>(r_named[i])],
          "paired dimensions have one size", i < a.lhs_batch.size() ? "C9" : "C10", got);
  check(l.dtype == r.dtype, "both operands have one element type", "C13", got);
  Shape out{a.result, {}};
  for (std::int64_t d : a.lhs_batch) out.dims.push_back(l.dims[static_cast<std::size_t>(d)]);
  for (std::int64_t d = 0; d < l.rank(); ++d)
    if (!contains(l_named, d)) out.dims.push_back(l.dims[static_cast<std::size_t>(d)]);
  for (std::int64_t d = 0; d < r.rank(); ++d)
    if (!contains(r_named, d)) out.dims.push_back(r.dims[static_cast<std::size_t>(d)]);
  return out;
}

Shape reduce(Shapes in, const Reduce& a) {
  operand_count(Op::kReduce, in, 2);
  const Check check{Op::kReduce};
  check(in[1].rank() == 0 && in[1].dtype == in[0].dtype, "the start value is a scalar of the operand's type",
        "C2", list(in));
  check(within(a.dims, in[0].rank()), "dimensions are the operand's", "C4",
        in[0].str() + " over " + list(a.dims));
  check(distinct(a.dims), "dimensions are distinct", "C5", list(a.dims));
  check(a.with == Op::kAdd || a.with == Op::kMaximum || a.with == Op::kMinimum || a.with == Op::kAnd ||
            a.with == Op::kOr,
        "the body is add, maximum, minimum, and, or", "C6", std::string(name(a.with)));
  check((kind(in[0].dtype) & allowed(a.with)) != 0, "the body takes the operand's element type", "C6",
        fmt::format("{} of {}", name(a.with), in[0].str()));
  Shape out{in[0].dtype, {}};
  for (std::int64_t d = 0; d < in[0].rank(); ++d)
    if (!contains(a.dims, d)) out.dims.push_back(in[0].dims[static_cast<std::size_t>(d)]);
  return out;
}

std::vector<Shape> sort(Shapes in, const Sort& a) {
  const Check check{Op::kSort};
  check(!in.empty(), "there is an operand", "C1", "none");
  for (const Shape& s : in) check(s.dims == in[0].dims, "all operands have one shape", "C2", list(in));
  check(a.dim >= 0 && a.dim < in[0].rank(), "the dimension is the operands'", "C4",
        fmt::format("{} along {}", in[0].str(), a.dim));
  check(is_integer(in[0].dtype), "the body compares integers", "C5", in[0].str());
  return {in.begin(), in.end()};
}

Shape gather(Shapes in, const Gather& a) {
  operand_count(Op::kGather, in, 2);
  const Check check{Op::kGather};
  const Shape &operand = in[0], &indices = in[1];
  const std::string got = list(in);
  check(operand.rank() == static_cast<std::int64_t>(a.offset_dims.size() + a.collapsed_slice_dims.size()),
        "each operand dimension is an offset or collapsed", "C1", got);
  check(is_integer(indices.dtype), "indices are integers", "I2", got);
  check(a.index_vector_dim >= 0 && a.index_vector_dim <= indices.rank(),
        "index_vector_dim is one of the indices'", "C2", got);
  const std::int64_t index_size =
      a.index_vector_dim < indices.rank() ? indices.dims[static_cast<std::size_t>(a.index_vector_dim)] : 1;
  check(static_cast<std::int64_t>(a.start_index_map.size()) == index_size,
        "one operand dimension for each index", "C3", got);
  check(distinct(a.offset_dims) && std::is_sorted(a.offset_dims.begin(), a.offset_dims.end()),
        "offset dimensions are distinct and sorted", "C4", list(a.offset_dims));
  check(distinct(a.collapsed_slice_dims), "collapsed dimensions are distinct", "C6",
        list(a.collapsed_slice_dims));
  check(std::is_sorted(a.collapsed_slice_dims.begin(), a.collapsed_slice_dims.end()),
        "collapsed dimensions are sorted", "C7", list(a.collapsed_slice_dims));
  check(within(a.collapsed_slice_dims, operand.rank()), "collapsed dimensions are the operand's", "C8",
        list(a.collapsed_slice_dims));
  check(distinct(a.start_index_map), "start_index_map names dimensions once", "C18", list(a.start_index_map));
  check(within(a.start_index_map, operand.rank()), "start_index_map names operand dimensions", "C19",
        list(a.start_index_map));
  check(a.slice_sizes.size() == operand.dims.size(), "one slice size for each dimension", "C20",
        list(a.slice_sizes));
  for (std::size_t i = 0; i < a.slice_sizes.size(); ++i)
    check(a.slice_sizes[i] >= 0 && a.slice_sizes[i] <= operand.dims[i], "0 <= slice size <= size", "C21",
          got);
  for (std::int64_t d : a.collapsed_slice_dims)
    check(a.slice_sizes[static_cast<std::size_t>(d)] <= 1, "collapsed dimensions have slice size 0 or 1",
          "C9", got);
  Dims batch;
  for (std::int64_t d = 0; d < indices.rank(); ++d)
    if (d != a.index_vector_dim) batch.push_back(indices.dims[static_cast<std::size_t>(d)]);
  Dims offset;
  for (std::int64_t d = 0; d < operand.rank(); ++d)
    if (!contains(a.collapsed_slice_dims, d)) offset.push_back(a.slice_sizes[static_cast<std::size_t>(d)]);
  check(within(a.offset_dims, static_cast<std::int64_t>(batch.size() + offset.size())),
        "offset dimensions are the result's", "C5", list(a.offset_dims));
  Shape out{operand.dtype, Dims(batch.size() + offset.size())};
  std::size_t b = 0, o = 0;
  for (std::size_t d = 0; d < out.dims.size(); ++d)
    out.dims[d] = contains(a.offset_dims, static_cast<std::int64_t>(d)) ? offset[o++] : batch[b++];
  return out;
}

std::vector<Shape> infer_any(Op op, Shapes in, const Attributes& attributes) {
  switch (op) {
    case Op::kConvert:
    case Op::kBitcastConvert:
      return {convert(op, in, get<Convert>(op, attributes).to)};
    case Op::kReducePrecision:
      return {reduce_precision(in, get<ReducePrecision>(op, attributes).to)};
    case Op::kCompare:
      return {compare(in)};
    case Op::kClamp:
      return {clamp(in)};
    case Op::kSelect:
      return {select(in)};
    case Op::kBroadcastInDim:
      return {broadcast_in_dim(in, get<BroadcastInDim>(op, attributes))};
    case Op::kConcatenate:
      return {concatenate(in, get<Concatenate>(op, attributes))};
    case Op::kDynamicSlice:
      return {dynamic_slice(in, get<DynamicSlice>(op, attributes))};
    case Op::kDynamicUpdateSlice:
      return {dynamic_update_slice(in)};
    case Op::kGather:
      return {gather(in, get<Gather>(op, attributes))};
    case Op::kPad:
      return {pad(in, get<Pad>(op, attributes))};
    case Op::kReshape:
      return {reshape(in, get<Reshape>(op, attributes))};
    case Op::kReverse:
      return {reverse(in, get<Reverse>(op, attributes))};
    case Op::kSlice:
      return {slice(in, get<Slice>(op, attributes))};
    case Op::kTranspose:
      return {transpose(in, get<Transpose>(op, attributes))};
    case Op::kConstant:
      return {constant(get<Constant>(op, attributes))};
    case Op::kIota:
      return {iota(get<Iota>(op, attributes))};
    case Op::kDotGeneral:
      return {dot_general(in, get<DotGeneral>(op, attributes))};
    case Op::kReduce:
      return {reduce(in, get<Reduce>(op, attributes))};
    case Op::kSort:
      return sort(in, get<Sort>(op, attributes));
    case Op::kOptimizationBarrier:
    case Op::kWhile:
      return {in.begin(), in.end()};
    case Op::kReturn:
      return {};
    default:
      return {op >= Op::kAdd && op <= Op::kXor ? binary(op, in) : unary(op, in)};
  }
}

}  // namespace

std::vector<Shape> infer(Op op, Shapes in, const Attributes& attributes) {
  std::vector<Shape> out = infer_any(op, in, attributes);
  for (const Shape& s : out)
    if (std::any_of(s.dims.begin(), s.dims.end(), [](std::int64_t d) { return d < 0; }))
      throw Error(Code::kInvalidArgument, fmt::format("{}: no size is negative; got {}", name(op), s.str()));
  return out;
}

}  // namespace constate::hlo
