// Elementwise operations: result shapes, and the exact message for each rule that is broken.
#include "hlo/infer_testing.h"

namespace constate::hlo {
namespace {

using namespace testing;

TEST(Infer, ElementwiseOperationsKeepTheShape) {
  for (Op op : {Op::kCeil, Op::kCosine, Op::kErf, Op::kExponential, Op::kExponentialMinusOne, Op::kFloor,
                Op::kLog, Op::kLogPlusOne, Op::kLogistic, Op::kRsqrt, Op::kSine, Op::kSqrt, Op::kTanh}) {
    EXPECT_EQ(result(op, {f32({2, 3})}), "f32[2, 3]") << name(op);
    expect_refused({{op,
                     {s32({2})},
                     {},
                     std::string(name(op)) + ": the operand's element type is not one it takes (" +
                         std::string(name(op)) + " I1); got s32[2]"}});
  }
  for (Op op : {Op::kAbs, Op::kSign}) {
    EXPECT_EQ(result(op, {f32({2})}), "f32[2]") << name(op);
    EXPECT_EQ(result(op, {s32({2})}), "s32[2]") << name(op);
    expect_refused({{op,
                     {u32({2})},
                     {},
                     std::string(name(op)) + ": the operand's element type is not one it takes (" +
                         std::string(name(op)) + " I1); got u32[2]"}});
  }
  EXPECT_EQ(result(Op::kNegate, {u32({2})}), "u32[2]");
  EXPECT_EQ(result(Op::kNegate, {{DType::kBF16, {}}}), "bf16[]");
  EXPECT_EQ(result(Op::kNot, {pred({2})}), "pred[2]");
  EXPECT_EQ(result(Op::kNot, {u32({2})}), "u32[2]");
  EXPECT_EQ(result(Op::kIsFinite, {f32({2})}), "pred[2]");
  expect_refused({
      {Op::kNegate,
       {pred({})},
       {},
       "negate: the operand's element type is not one it takes (negate I1); got pred[]"},
      {Op::kNot, {f32({1})}, {}, "not: the operand's element type is not one it takes (not I1); got f32[1]"},
      {Op::kIsFinite,
       {s32({1})},
       {},
       "is_finite: the operand's element type is not one it takes (is_finite I1); got s32[1]"},
      {Op::kExponential, {}, {}, "exponential: takes 1 operands; got 0"},
      {Op::kExponential, {f32({}), f32({})}, {}, "exponential: takes 1 operands; got 2"},
  });
}

TEST(Infer, OperationsOfTwoOperandsWantOneType) {
  for (Op op : {Op::kAdd, Op::kMultiply, Op::kMaximum, Op::kMinimum})
    for (const Shape& s : {f32({2}), s32({2}), u32({2}), pred({2})})
      EXPECT_EQ(result(op, {s, s}), s.str()) << name(op);
  for (Op op : {Op::kDivide, Op::kPower, Op::kRemainder, Op::kSubtract}) {
    for (const Shape& s : {f32({2}), s32({2}), u32({2})}) EXPECT_EQ(result(op, {s, s}), s.str()) << name(op);
    expect_refused({{op,
                     {pred({1}), pred({1})},
                     {},
                     std::string(name(op)) + ": the operands' element type is not one it takes (" +
                         std::string(name(op)) + " I1); got pred[1], pred[1]"}});
  }
  for (Op op : {Op::kAnd, Op::kOr, Op::kXor}) {
    for (const Shape& s : {s32({2}), u32({2}), pred({2})}) EXPECT_EQ(result(op, {s, s}), s.str()) << name(op);
    expect_refused({{op,
                     {f32({}), f32({})},
                     {},
                     std::string(name(op)) + ": the operands' element type is not one it takes (" +
                         std::string(name(op)) + " I1); got f32[], f32[]"}});
  }
  for (Op op : {Op::kShiftLeft, Op::kShiftRightLogical}) {
    EXPECT_EQ(result(op, {u32({2}), u32({2})}), "u32[2]");
    expect_refused({{op,
                     {pred({}), pred({})},
                     {},
                     std::string(name(op)) + ": the operands' element type is not one it takes (" +
                         std::string(name(op)) + " I1); got pred[], pred[]"}});
  }
  expect_refused({
      {Op::kAdd,
       {f32({2, 3}), f32({3, 2})},
       {},
       "add: both operands and the result have one type (add C1); got f32[2, 3], f32[3, 2]"},
      {Op::kAdd,
       {f32({2}), s32({2})},
       {},
       "add: both operands and the result have one type (add C1); got f32[2], s32[2]"},
      {Op::kAdd, {f32({2})}, {}, "add: takes 2 operands; got 1"},
  });
}

TEST(Infer, Compare) {
  EXPECT_EQ(result(Op::kCompare, {f32({2}), f32({2})}, Compare{Direction::kLt}), "pred[2]");
  EXPECT_EQ(result(Op::kCompare, {pred({}), pred({})}, Compare{Direction::kEq}), "pred[]");
  expect_refused({
      {Op::kCompare,
       {f32({2}), s32({2})},
       Compare{Direction::kLt},
       "compare: both operands have one element type (compare C1); got f32[2], s32[2]"},
      {Op::kCompare,
       {f32({2}), f32({3})},
       Compare{Direction::kLt},
       "compare: operands and result have one shape (compare C2); got f32[2], f32[3]"},
      {Op::kCompare, {f32({2})}, Compare{Direction::kLt}, "compare: takes 2 operands; got 1"},
  });
}

TEST(Infer, SelectAndClamp) {
  EXPECT_EQ(result(Op::kSelect, {pred({2}), s32({2}), s32({2})}), "s32[2]");
  EXPECT_EQ(result(Op::kSelect, {pred({}), f32({2, 3}), f32({2, 3})}), "f32[2, 3]");
  EXPECT_EQ(result(Op::kClamp, {f32({}), f32({2}), f32({2})}), "f32[2]");
  expect_refused({
      {Op::kSelect,
       {s32({2}), s32({2}), s32({2})},
       {},
       "select: the first operand holds predicates (select I1); got s32[2]"},
      {Op::kSelect,
       {pred({3}), s32({2}), s32({2})},
       {},
       "select: the predicate is a scalar or has the shape of the others (select C1); got pred[3], s32[2], "
       "s32[2]"},
      {Op::kSelect,
       {pred({}), s32({2}), f32({2})},
       {},
       "select: both choices and the result have one type (select C2); got pred[], s32[2], f32[2]"},
      {Op::kSelect, {pred({}), s32({2})}, {}, "select: takes 3 operands; got 2"},
      {Op::kClamp,
       {f32({3}), f32({2}), f32({})},
       {},
       "clamp: min is a scalar or has the operand's shape (clamp C1); got f32[3], f32[2], f32[]"},
      {Op::kClamp,
       {f32({}), f32({2}), f32({3})},
       {},
       "clamp: max is a scalar or has the operand's shape (clamp C2); got f32[], f32[2], f32[3]"},
      {Op::kClamp,
       {s32({}), f32({2}), f32({})},
       {},
       "clamp: all three have one element type (clamp C3); got s32[], f32[2], f32[]"},
      {Op::kClamp,
       {f32({}), f32({2}), s32({})},
       {},
       "clamp: all three have one element type (clamp C3); got f32[], f32[2], s32[]"},
  });
}

TEST(Infer, Conversions) {
  EXPECT_EQ(result(Op::kConvert, {f32({2})}, Convert{DType::kBF16}), "bf16[2]");
  EXPECT_EQ(result(Op::kConvert, {pred({2})}, Convert{DType::kS32}), "s32[2]");
  EXPECT_EQ(result(Op::kBitcastConvert, {f32({2})}, Convert{DType::kU32}), "u32[2]");
  EXPECT_EQ(result(Op::kBitcastConvert, {{DType::kBF16, {2}}}, Convert{DType::kU16}), "u16[2]");
  EXPECT_EQ(result(Op::kReducePrecision, {f32({2})}, ReducePrecision{DType::kBF16}), "f32[2]");
  EXPECT_EQ(result(Op::kReducePrecision, {f32({2})}, ReducePrecision{DType::kF16}), "f32[2]");
  expect_refused({
      {Op::kReducePrecision,
       {s32({2})},
       ReducePrecision{DType::kBF16},
       "reduce_precision: the operand's elements are floating-point (reduce_precision I1); got s32[2]"},
      {Op::kReducePrecision,
       {f32({2})},
       ReducePrecision{DType::kF32},
       "reduce_precision: the precision is that of f16 or bf16 (reduce_precision I2); got f32"},
      {Op::kBitcastConvert,
       {f32({2})},
       Convert{DType::kU16},
       "bitcast_convert: source and target elements have one width (bitcast_convert C1); got f32[2] to u16"},
      {Op::kBitcastConvert,
       {pred({2})},
       Convert{DType::kU8},
       "bitcast_convert: source and target elements have one width (bitcast_convert C1); got pred[2] to u8"},
  });
}

}  // namespace
}  // namespace constate::hlo
