// The text of each operation. That a plugin understands it is what tests/ops is for.
#include "hlo/print.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace constate::hlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Shape of(DType d, std::vector<std::int64_t> dims) { return {d, std::move(dims)}; }

// The one line that an operation on arguments %a, %b, ... becomes.
std::string line_of(Op op, const std::vector<Shape>& operands, const Attributes& attributes = {}) {
  Builder b("p");
  std::vector<ValueId> arguments;
  for (const Shape& s : operands)
    arguments.push_back(b.argument(std::string(1, static_cast<char>('a' + arguments.size())), s));
  const ValueId v = b.add(op, arguments, attributes);
  const std::string text = print(std::move(b).finish({{"r", v}}));
  const auto start = text.find("%0 = ");
  return text.substr(start, text.find('\n', start) - start);
}

std::string constant_of(DType d, double value) {
  const std::string line = line_of(Op::kConstant, {}, Constant{{d, {}}, {value}});
  const auto start = line.find("dense<") + 6;
  return line.substr(start, line.find('>', start) - start);
}

TEST(Print, Types) {
  EXPECT_EQ(type_text(of(DType::kF32, {})), "tensor<f32>");
  EXPECT_EQ(type_text(of(DType::kBF16, {2, 3})), "tensor<2x3xbf16>");
  const std::vector<std::pair<DType, const char*>> names{
      {DType::kPred, "i1"},  {DType::kS8, "i8"},   {DType::kS16, "i16"},   {DType::kS32, "i32"},
      {DType::kS64, "i64"},  {DType::kU8, "ui8"},  {DType::kU16, "ui16"},  {DType::kU32, "ui32"},
      {DType::kU64, "ui64"}, {DType::kF16, "f16"}, {DType::kBF16, "bf16"}, {DType::kF32, "f32"},
      {DType::kF64, "f64"}};
  for (const auto& [d, text] : names) EXPECT_EQ(type_text(of(d, {0})), "tensor<0x" + std::string(text) + ">");
}

TEST(Print, AWholeProgram) {
  Builder b("half");
  const ValueId x = b.argument("layers.0.x", of(DType::kF32, {2})), s = b.argument("s", of(DType::kF32, {2}));
  const ValueId sum = b.add(Op::kAdd, {x, s});
  const ValueId half =
      b.add(Op::kMultiply, {sum, b.add(Op::kConstant, {}, Constant{of(DType::kF32, {2}), {0.5}})});
  const Program p = std::move(b).finish({{"half", half}, {"state.s", sum}}, {{s, 1}});
  EXPECT_EQ(print(p), R"(module @half {
  func.func public @main(
      %layers.0.x: tensor<2xf32>,
      %s: tensor<2xf32> {tf.aliasing_output = 1 : i32}
  ) -> (tensor<2xf32>, tensor<2xf32>) {
    // result 0: half
    // result 1: state.s
    %0 = stablehlo.add %layers.0.x, %s : tensor<2xf32>
    %1 = stablehlo.constant dense<0.5> : tensor<2xf32>
    %2 = stablehlo.multiply %0, %1 : tensor<2xf32>
    func.return %2, %0 : tensor<2xf32>, tensor<2xf32>
  }
}
)");
  EXPECT_EQ(print(p), print(p));
}

TEST(Print, AProgramWithoutArgumentsOrResults) {
  EXPECT_EQ(print(Builder("empty").finish({})),
            "module @empty {\n  func.func public @main(\n  ) -> () {\n    func.return\n  }\n}\n");
}

TEST(Print, FloatConstants) {
  EXPECT_EQ(constant_of(DType::kF32, 1), "1.0");
  EXPECT_EQ(constant_of(DType::kF32, -0.0), "-0.0");
  EXPECT_EQ(constant_of(DType::kF32, 0.1), "0.1");
  EXPECT_EQ(constant_of(DType::kF64, 0.1), "0.1");
  EXPECT_EQ(constant_of(DType::kF64, 1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(constant_of(DType::kF32, 1.0 / 3), "0.33333334");
  EXPECT_EQ(constant_of(DType::kF32, 1e-5), "1.0e-05");
  EXPECT_EQ(constant_of(DType::kF32, 1e30), "1.0e+30");
  EXPECT_EQ(constant_of(DType::kF32, 1.5e-40), "1.5e-40");  // denormal
  EXPECT_EQ(constant_of(DType::kF32, kInfinity), "0x7F800000");
  EXPECT_EQ(constant_of(DType::kF32, -kInfinity), "0xFF800000");
  EXPECT_EQ(constant_of(DType::kF32, NAN), "0x7FC00000");
  EXPECT_EQ(constant_of(DType::kF64, kInfinity), "0x7FF0000000000000");
  EXPECT_EQ(constant_of(DType::kF64, -kInfinity), "0xFFF0000000000000");
  EXPECT_EQ(constant_of(DType::kBF16, -kInfinity), "0xFF80");
  EXPECT_EQ(constant_of(DType::kBF16, kInfinity), "0x7F80");
  EXPECT_EQ(constant_of(DType::kBF16, 1.5), "1.5");
  EXPECT_EQ(constant_of(DType::kF16, kInfinity), "0x7C00");
  EXPECT_EQ(constant_of(DType::kF16, -kInfinity), "0xFC00");
  EXPECT_EQ(constant_of(DType::kF16, 0.25), "0.25");
}

TEST(Print, WhatIsTooLargeForItsTypeIsInfinite) {
  EXPECT_EQ(constant_of(DType::kF32, 1e300), "0x7F800000");
  EXPECT_EQ(constant_of(DType::kF32, -1e300), "0xFF800000");
  EXPECT_EQ(constant_of(DType::kF16, 70000), "0x7C00");
  EXPECT_EQ(constant_of(DType::kF16, 65504), "65504.0");
  EXPECT_EQ(constant_of(DType::kF64, 1e300), "1.0e+300");
}

TEST(Print, OtherConstants) {
  EXPECT_EQ(constant_of(DType::kPred, 1), "true");
  EXPECT_EQ(constant_of(DType::kPred, 0), "false");
  EXPECT_EQ(constant_of(DType::kS32, -2147483648.0), "-2147483648");
  EXPECT_EQ(constant_of(DType::kS8, -1), "-1");
  EXPECT_EQ(constant_of(DType::kU32, 4294967295.0), "4294967295");
  EXPECT_EQ(constant_of(DType::kS64, -0x1p63), "-9223372036854775808");
  EXPECT_EQ(constant_of(DType::kS64, 0x1p63), "9223372036854775807");
  EXPECT_EQ(constant_of(DType::kU64, 0x1p63), "9223372036854775808");
  EXPECT_EQ(constant_of(DType::kU64, 0x1p64), "18446744073709551615");
}

TEST(Print, DenseConstants) {
  EXPECT_EQ(line_of(Op::kConstant, {}, Constant{of(DType::kF32, {2, 3}), {7}}),
            "%0 = stablehlo.constant dense<7.0> : tensor<2x3xf32>");
  EXPECT_EQ(line_of(Op::kConstant, {}, Constant{of(DType::kF32, {2, 3}), {1, 2, 3, -4, kInfinity, 0.5}}),
            "%0 = stablehlo.constant dense<[[1.0, 2.0, 3.0], [-4.0, 0x7F800000, 0.5]]> : tensor<2x3xf32>");
  EXPECT_EQ(line_of(Op::kConstant, {}, Constant{of(DType::kU8, {2, 1, 2}), {1, 2, 3, 255}}),
            "%0 = stablehlo.constant dense<[[[1, 2]], [[3, 255]]]> : tensor<2x1x2xui8>");
  EXPECT_EQ(line_of(Op::kConstant, {}, Constant{of(DType::kPred, {3}), {1, 0, 1}}),
            "%0 = stablehlo.constant dense<[true, false, true]> : tensor<3xi1>");
}

TEST(Print, Elementwise) {
  const Shape f = of(DType::kF32, {2}), i = of(DType::kS32, {2}), u = of(DType::kU32, {2}),
              p = of(DType::kPred, {2});
  for (Op op :
       {Op::kAbs, Op::kCeil, Op::kCosine, Op::kExponential, Op::kExponentialMinusOne, Op::kFloor, Op::kLog,
        Op::kLogPlusOne, Op::kLogistic, Op::kNegate, Op::kRsqrt, Op::kSign, Op::kSine, Op::kSqrt, Op::kTanh})
    EXPECT_EQ(line_of(op, {f}), "%0 = stablehlo." + std::string(name(op)) + " %a : tensor<2xf32>");
  EXPECT_EQ(line_of(Op::kNot, {p}), "%0 = stablehlo.not %a : tensor<2xi1>");
  EXPECT_EQ(line_of(Op::kIsFinite, {f}), "%0 = stablehlo.is_finite %a : (tensor<2xf32>) -> tensor<2xi1>");
  EXPECT_EQ(line_of(Op::kErf, {f}), "%0 = chlo.erf %a : tensor<2xf32> -> tensor<2xf32>");
  for (Op op : {Op::kAdd, Op::kAnd, Op::kDivide, Op::kMaximum, Op::kMinimum, Op::kMultiply, Op::kOr,
                Op::kPower, Op::kRemainder, Op::kShiftLeft, Op::kShiftRightLogical, Op::kSubtract, Op::kXor})
    EXPECT_EQ(line_of(op, {u, u}), "%0 = stablehlo." + std::string(name(op)) + " %a, %b : tensor<2xui32>");
  EXPECT_EQ(line_of(Op::kConvert, {f}, Convert{DType::kBF16}),
            "%0 = stablehlo.convert %a : (tensor<2xf32>) -> tensor<2xbf16>");
  EXPECT_EQ(line_of(Op::kReducePrecision, {f}, ReducePrecision{DType::kBF16}),
            "%0 = stablehlo.reduce_precision %a, format = e8m7 : tensor<2xf32>");
  EXPECT_EQ(line_of(Op::kReducePrecision, {f}, ReducePrecision{DType::kF16}),
            "%0 = stablehlo.reduce_precision %a, format = e5m10 : tensor<2xf32>");
  EXPECT_EQ(line_of(Op::kBitcastConvert, {f}, Convert{DType::kU32}),
            "%0 = stablehlo.bitcast_convert %a : (tensor<2xf32>) -> tensor<2xui32>");
  EXPECT_EQ(line_of(Op::kSelect, {p, i, i}),
            "%0 = stablehlo.select %a, %b, %c : tensor<2xi1>, tensor<2xi32>");
  EXPECT_EQ(line_of(Op::kClamp, {of(DType::kF32, {}), f, f}),
            "%0 = stablehlo.clamp %a, %b, %c : (tensor<f32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>");
}

TEST(Print, Compare) {
  const auto text = [](DType d, Direction direction) {
    return line_of(Op::kCompare, {of(d, {2}), of(d, {2})}, constate::hlo::Compare{direction});
  };
  EXPECT_EQ(text(DType::kF32, Direction::kLt),
            "%0 = stablehlo.compare LT, %a, %b, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>");
  EXPECT_EQ(text(DType::kS32, Direction::kGe),
            "%0 = stablehlo.compare GE, %a, %b, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>");
  EXPECT_EQ(text(DType::kU8, Direction::kEq),
            "%0 = stablehlo.compare EQ, %a, %b, UNSIGNED : (tensor<2xui8>, tensor<2xui8>) -> tensor<2xi1>");
  EXPECT_EQ(text(DType::kPred, Direction::kNe),
            "%0 = stablehlo.compare NE, %a, %b, UNSIGNED : (tensor<2xi1>, tensor<2xi1>) -> tensor<2xi1>");
  EXPECT_EQ(name(Direction::kLe), "LE");
  EXPECT_EQ(name(Direction::kGt), "GT");
}

TEST(Print, DataMovement) {
  const Shape f = of(DType::kF32, {2, 3}), n = of(DType::kS32, {}), zero = of(DType::kF32, {});
  EXPECT_EQ(line_of(Op::kBroadcastInDim, {f}, BroadcastInDim{{2, 4, 3}, {0, 2}}),
            "%0 = stablehlo.broadcast_in_dim %a, dims = [0, 2] : (tensor<2x3xf32>) -> tensor<2x4x3xf32>");
  EXPECT_EQ(line_of(Op::kBroadcastInDim, {zero}, BroadcastInDim{{2}, {}}),
            "%0 = stablehlo.broadcast_in_dim %a, dims = [] : (tensor<f32>) -> tensor<2xf32>");
  EXPECT_EQ(
      line_of(Op::kConcatenate, {f, f}, Concatenate{1}),
      "%0 = stablehlo.concatenate %a, %b, dim = 1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x6xf32>");
  EXPECT_EQ(line_of(Op::kDynamicSlice, {f, n, n}, DynamicSlice{{1, 3}}),
            "%0 = stablehlo.dynamic_slice %a, %b, %c, sizes = [1, 3] : (tensor<2x3xf32>, tensor<i32>, "
            "tensor<i32>) -> tensor<1x3xf32>");
  EXPECT_EQ(line_of(Op::kDynamicUpdateSlice, {f, of(DType::kF32, {1, 3}), n, n}),
            "%0 = stablehlo.dynamic_update_slice %a, %b, %c, %d : (tensor<2x3xf32>, tensor<1x3xf32>, "
            "tensor<i32>, tensor<i32>) -> tensor<2x3xf32>");
  EXPECT_EQ(
      line_of(Op::kGather, {f, of(DType::kS32, {5})}, Gather{{1}, {0}, {0}, 1, {1, 3}}),
      "%0 = \"stablehlo.gather\"(%a, %b) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], "
      "collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, "
      "slice_sizes = array<i64: 1, 3>}> : (tensor<2x3xf32>, tensor<5xi32>) -> tensor<5x3xf32>");
  EXPECT_EQ(line_of(Op::kPad, {f, zero}, Pad{{1, 0}, {0, -1}, {0, 2}}),
            "%0 = stablehlo.pad %a, %b, low = [1, 0], high = [0, -1], interior = [0, 2] : (tensor<2x3xf32>, "
            "tensor<f32>) -> tensor<3x6xf32>");
  EXPECT_EQ(line_of(Op::kReshape, {f}, Reshape{{6}}),
            "%0 = stablehlo.reshape %a : (tensor<2x3xf32>) -> tensor<6xf32>");
  EXPECT_EQ(line_of(Op::kReverse, {f}, Reverse{{1}}),
            "%0 = stablehlo.reverse %a, dims = [1] : tensor<2x3xf32>");
  EXPECT_EQ(line_of(Op::kSlice, {f}, Slice{{0, 0}, {1, 3}, {1, 2}}),
            "%0 = stablehlo.slice %a [0:1, 0:3:2] : (tensor<2x3xf32>) -> tensor<1x2xf32>");
  EXPECT_EQ(line_of(Op::kTranspose, {f}, Transpose{{1, 0}}),
            "%0 = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>");
  EXPECT_EQ(line_of(Op::kIota, {}, Iota{of(DType::kS32, {2, 3}), 1}),
            "%0 = stablehlo.iota dim = 1 : tensor<2x3xi32>");
}

TEST(Print, Contractions) {
  const Shape f = of(DType::kF32, {2, 3}), h = of(DType::kBF16, {5, 2, 3});
  EXPECT_EQ(
      line_of(Op::kDotGeneral, {f, f}, DotGeneral{{}, {}, {1}, {1}, DType::kF32, true}),
      "%0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : "
      "(tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2xf32>");
  EXPECT_EQ(
      line_of(Op::kDotGeneral, {h, h}, DotGeneral{{0}, {0}, {1, 2}, {1, 2}}),
      "%0 = stablehlo.dot_general %a, %b, batching_dims = [0] x [0], contracting_dims = [1, 2] x [1, 2], "
      "precision = [DEFAULT, DEFAULT] : (tensor<5x2x3xbf16>, tensor<5x2x3xbf16>) -> tensor<5xf32>");
  EXPECT_EQ(line_of(Op::kReduce, {f, of(DType::kF32, {})}, Reduce{Op::kMaximum, {0, 1}}),
            "%0 = stablehlo.reduce(%a init: %b) applies stablehlo.maximum across dimensions = [0, 1] : "
            "(tensor<2x3xf32>, tensor<f32>) -> tensor<f32>");
}

TEST(Print, OptimizationBarrierOfTwo) {
  Builder b("p");
  const auto out = b.add_many(Op::kOptimizationBarrier,
                              {b.argument("a", of(DType::kF32, {2})), b.argument("n", of(DType::kS32, {}))});
  const std::string text = print(std::move(b).finish({{"n", out[1]}}));
  EXPECT_NE(text.find("    %0:2 = stablehlo.optimization_barrier %a, %n : tensor<2xf32>, tensor<i32>\n"
                      "    func.return %0#1 : tensor<i32>\n"),
            text.npos)
      << text;
}

TEST(Print, Sort) {
  Builder b("p");
  const auto out = b.add_many(
      Op::kSort, {b.argument("a", of(DType::kS32, {2})), b.argument("x", of(DType::kF32, {2}))}, Sort{0});
  const std::string text = print(std::move(b).finish({{"x", out[1]}}));
  EXPECT_NE(text.find(R"(    %0:2 = "stablehlo.sort"(%a, %x) <{dimension = 0 : i64, is_stable = true}> ({
    ^bb0(%_0: tensor<i32>, %_1: tensor<i32>, %_2: tensor<f32>, %_3: tensor<f32>):
      %1 = stablehlo.compare LT, %_0, %_1, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %1 : tensor<i1>
    }) : (tensor<2xi32>, tensor<2xf32>) -> (tensor<2xi32>, tensor<2xf32>)
    func.return %0#1 : tensor<2xf32>
)"),
            text.npos)
      << text;
}

// Doubles x until it exceeds 100, and counts; `c0` is an argument to show that loop variables have names of
// their own.
Program doubling() {
  Builder b("doubling");
  const ValueId x = b.argument("c0", of(DType::kF32, {}));
  const auto number = [&](DType d, double n) { return b.add(Op::kConstant, {}, Constant{of(d, {}), {n}}); };
  const ValueId zero = number(DType::kS32, 0), hundred = number(DType::kF32, 100);
  const auto c = b.open_condition({x, zero});
  b.close_condition(b.add(Op::kCompare, {c[0], hundred}, Compare{Direction::kLe}));
  const auto v = b.open_body();
  const ValueId twice = b.add(Op::kAdd, {v[0], v[0]});
  const auto out =
      b.close_body({twice, b.add(Op::kAdd, {v[1], number(DType::kS32, 1)})}, {"loop.cc", 7, "doubling"});
  return std::move(b).finish({{"x", out[0]}, {"n", out[1]}});
}

TEST(Print, While) {
  EXPECT_EQ(print(doubling()), R"(module @doubling {
  func.func public @main(
      %c0: tensor<f32>
  ) -> (tensor<f32>, tensor<i32>) {
    // result 0: x
    // result 1: n
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.constant dense<100.0> : tensor<f32>
    %2:2 = stablehlo.while(%_0 = %c0, %_1 = %0) : tensor<f32>, tensor<i32>
    cond {
      %3 = stablehlo.compare LE, %_0, %1, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %3 : tensor<i1>
    } do {
      %4 = stablehlo.add %_0, %_0 : tensor<f32>
      %5 = stablehlo.constant dense<1> : tensor<i32>
      %6 = stablehlo.add %_1, %5 : tensor<i32>
      stablehlo.return %4, %6 : tensor<f32>, tensor<i32>
    }
    func.return %2#0, %2#1 : tensor<f32>, tensor<i32>
  }
}
)");
}

TEST(Print, LocationsAreThereOnRequestOnly) {
  Builder b("p");
  const ValueId x = b.argument("x", of(DType::kF32, {}));
  const ValueId e = b.add(Op::kExponential, {x}, {}, {"src/m.cc", 12, "prefill/layer 3"});
  const ValueId n = b.add(Op::kNegate, {e}, {}, {"src/m.cc", 13, ""});
  const Program p = std::move(b).finish({{"y", b.add(Op::kAbs, {n})}});
  EXPECT_EQ(print(p).find("loc("), std::string::npos);
  const std::string text = print(p, {.locations = true});
  EXPECT_NE(
      text.find("%0 = stablehlo.exponential %x : tensor<f32> loc(\"prefill/layer 3\"(\"src/m.cc\":12:0))\n"),
      text.npos)
      << text;
  EXPECT_NE(text.find("%1 = stablehlo.negate %0 : tensor<f32> loc(\"src/m.cc\":13:0)\n"), text.npos) << text;
  EXPECT_NE(text.find("%2 = stablehlo.abs %1 : tensor<f32>\n"), text.npos) << text;
  EXPECT_NE(print(doubling(), {.locations = true}).find("    } loc(\"doubling\"(\"loop.cc\":7:0))\n"),
            std::string::npos);
}

}  // namespace
}  // namespace constate::hlo
