// The StableHLO operations that can be emitted, as plain data: an opcode and its attributes. Most of them our
// programs use. A few (kCeil, kSine, kClamp, ...) only tests emit, which show that both CPU plugins know
// them. Nothing here knows tensors by name or how an operation is written as text.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "base/dtype.h"
#include "base/shape.h"

namespace constate::hlo {

enum class Op {
  // Elementwise, one operand.
  kAbs,
  kCeil,
  kConvert,
  kBitcastConvert,
  kCosine,
  kErf,
  kExponential,
  kExponentialMinusOne,
  kFloor,
  kIsFinite,
  kLog,
  kLogPlusOne,
  kLogistic,
  kNegate,
  kNot,
  kReducePrecision,
  kRsqrt,
  kSign,
  kSine,
  kSqrt,
  kTanh,
  // Elementwise, two operands of one shape.
  kAdd,
  kAnd,
  kDivide,
  kMaximum,
  kMinimum,
  kMultiply,
  kOr,
  kPower,
  kRemainder,
  kShiftLeft,
  kShiftRightLogical,
  kSubtract,
  kXor,
  kCompare,
  // Elementwise, three operands.
  kClamp,
  kSelect,
  // Data movement.
  kBroadcastInDim,
  kConcatenate,
  kDynamicSlice,
  kDynamicUpdateSlice,
  kGather,
  kPad,
  kReshape,
  kReverse,
  kSlice,
  kTranspose,
  // Sources.
  kConstant,
  kIota,
  // Contractions and control.
  kDotGeneral,
  kOptimizationBarrier,
  kReduce,
  kSort,
  kWhile,
  kReturn,
};

// "add", "dot_general", ... as the StableHLO specification spells it.
std::string_view name(Op op);

enum class Direction { kEq, kNe, kLt, kLe, kGt, kGe };
std::string_view name(Direction direction);  // "EQ", ...

using Dims = std::vector<std::int64_t>;

struct Compare {
  Direction direction;
  bool operator==(const Compare&) const = default;
};
struct Convert {
  DType to;
  bool operator==(const Convert&) const = default;
};  // convert, bitcast_convert
struct ReducePrecision {
  DType to;  // rounds to its values, of f16 or bf16; the type stays
  bool operator==(const ReducePrecision&) const = default;
};
struct BroadcastInDim {
  Dims result;
  Dims dims;
  bool operator==(const BroadcastInDim&) const = default;
};
struct Reshape {
  Dims result;
  bool operator==(const Reshape&) const = default;
};
struct Transpose {
  Dims permutation;
  bool operator==(const Transpose&) const = default;
};
struct Reverse {
  Dims dims;
  bool operator==(const Reverse&) const = default;
};
struct Slice {
  Dims start, limit, stride;
  bool operator==(const Slice&) const = default;
};
struct DynamicSlice {
  Dims sizes;
  bool operator==(const DynamicSlice&) const = default;
};
struct Concatenate {
  std::int64_t dim;
  bool operator==(const Concatenate&) const = default;
};
struct Pad {
  Dims low, high, interior;
  bool operator==(const Pad&) const = default;
};
struct Iota {
  Shape result;
  std::int64_t dim;
  bool operator==(const Iota&) const = default;
};
// One value for all elements (a splat), or one for each, row-major.
struct Constant {
  Shape result;
  std::vector<double> values;
  // By the bits: 0 and -0 are two constants.
  bool operator==(const Constant& other) const {
    return result == other.result &&
           std::equal(values.begin(), values.end(), other.values.begin(), other.values.end(),
                      [](double a, double b) {
                        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
                      });
  }
};
// f32 operands are multiplied in f32 where `highest`, else as the device does it by default.
struct DotGeneral {
  Dims lhs_batch, rhs_batch, lhs_contract, rhs_contract;
  DType result = DType::kF32;
  bool highest = false;
  bool operator==(const DotGeneral&) const = default;
};
struct Reduce {
  Op with;
  Dims dims;
  bool operator==(const Reduce&) const = default;
};  // with: add, maximum, minimum, and, or
// All operands along one dimension in ascending order of the first, which holds integers: floats would need
// an order for NaN. What is equal keeps its order.
struct Sort {
  std::int64_t dim;
  bool operator==(const Sort&) const = default;
};
struct Gather {
  Dims offset_dims, collapsed_slice_dims, start_index_map;
  std::int64_t index_vector_dim;
  Dims slice_sizes;
  bool operator==(const Gather&) const = default;
};

using Attributes = std::variant<std::monostate, Compare, Convert, ReducePrecision, BroadcastInDim, Reshape,
                                Transpose, Reverse, Slice, DynamicSlice, Concatenate, Pad, Iota, Constant,
                                DotGeneral, Reduce, Sort, Gather>;

}  // namespace constate::hlo
