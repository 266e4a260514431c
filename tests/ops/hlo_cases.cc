// Every operation of hlo, by itself. Expected values: by hand, or by Python's math module.
#include <cmath>
#include <limits>

#include "harness.h"

namespace constate::ops {
namespace {

using hlo::Op;
using trace::Location;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kUlps = 4e-7;  // a few units in the last place of f32

// One operation with the letters of its first operand, or those given.
std::function<Tensors(Graph&, const Tensors&)> op(Op op, hlo::Attributes attributes = {},
                                                  std::string letters = "=") {
  return [=](Graph& g, const Tensors& in) -> Tensors {
    return {
        g.emit("op", op, in, attributes, letters == "=" ? in.at(0).letters() : letters, Location::current())};
  };
}

const std::vector<Dim> i2{{'i', 2}}, i3{{'i', 3}}, i4{{'i', 4}}, i5{{'i', 5}}, i6{{'i', 6}},
    ij{{'i', 2}, {'j', 3}};
const std::vector<double> kSome{-2, -0.5, 0, 0.25, 1, 3};

}  // namespace

std::vector<Case> hlo_cases() {
  const Input some = f32(i6, kSome), positive = f32(i5, {0.25, 1, 2, 100, 1e-6});
  const Input matrix = f32(ij, {1, 2, 3, 4, 5, 6});
  const auto zero = [](Graph& g, DType d, double v) {
    return g.emit("c", Op::kConstant, Tensors{}, hlo::Constant{{d, {}}, {v}}, "", Location::current());
  };
  const auto reduced = [zero](Op with, double start) {
    return [=](Graph& g, const Tensors& in) -> Tensors {
      return {g.emit("op", Op::kReduce, {in[0], zero(g, in[0].dtype(), start)}, hlo::Reduce{with, {1}}, "i",
                     Location::current())};
    };
  };
  std::vector<Case> cases{
      {"abs", {some}, op(Op::kAbs), {{2, 0.5, 0, 0.25, 1, 3}}},
      {"abs of integers", {s32(i2, {-7, 7})}, op(Op::kAbs), {{7, 7}}},
      {"ceil", {f32(i4, {-1.5, -0.5, 0.5, 2})}, op(Op::kCeil), {{-1, 0, 1, 2}}},
      {"floor", {f32(i4, {-1.5, -0.5, 0.5, 2})}, op(Op::kFloor), {{-2, -1, 0, 2}}},
      {"convert to s32", {f32(i4, {-1.5, -0.5, 0.5, 2})}, op(Op::kConvert, hlo::Convert{DType::kS32}), {{-1, 0, 0, 2}}},
      {"convert to bf16", {f32(i3, {1.00390625, 1.01171875, 3.0})}, op(Op::kConvert, hlo::Convert{DType::kBF16}), {{1, 1.015625, 3}}},
      {"convert to f16", {f32(i3, {65504, 65520, 1.00048828125})}, op(Op::kConvert, hlo::Convert{DType::kF16}), {{65504, kInfinity, 1}}},
      {"reduce to bf16", {f32(i3, {1.00390625, 1.01171875, 3.0})}, op(Op::kReducePrecision, hlo::ReducePrecision{DType::kBF16}), {{1, 1.015625, 3}}},
      {"reduce to f16", {f32(i3, {65504, 65520, 1.00048828125})}, op(Op::kReducePrecision, hlo::ReducePrecision{DType::kF16}), {{65504, kInfinity, 1}}},
      {"convert pred to s32", {pred(i2, {1, 0})}, op(Op::kConvert, hlo::Convert{DType::kS32}), {{1, 0}}},
      {"convert u32 to f32", {u32(i2, {4294967040.0, 3})}, op(Op::kConvert, hlo::Convert{DType::kF32}), {{4294967040.0, 3}}},
      {"bitcast_convert", {f32(i4, {1, -0.0, kInfinity, -2})}, op(Op::kBitcastConvert, hlo::Convert{DType::kU32}), {{1065353216, 2147483648.0, 2139095040, 3221225472.0}}},
      {"bitcast_convert of 16 bits", {{DType::kBF16, i2, {1, -2}}}, op(Op::kBitcastConvert, hlo::Convert{DType::kU16}), {{16256, 49152}}},
      {"cosine", {some}, op(Op::kCosine), {{-0.416146837, 0.877582562, 1, 0.968912422, 0.540302306, -0.989992497}}, kUlps},
      {"sine", {some}, op(Op::kSine), {{-0.909297427, -0.479425539, 0, 0.247403959, 0.841470985, 0.141120008}}, kUlps},
      {"erf", {some}, op(Op::kErf), {{-0.995322265, -0.520499878, 0, 0.27632639, 0.842700793, 0.99997791}}, kUlps},
      {"exponential", {some}, op(Op::kExponential), {{0.135335283, 0.60653066, 1, 1.28402542, 2.71828183, 20.0855369}}, kUlps},
      {"exponential, extremes", {f32(i4, {-kInfinity, -1000, 1000, 0})}, op(Op::kExponential), {{0, 0, kInfinity, 1}}},
      {"exponential_minus_one", {some}, op(Op::kExponentialMinusOne), {{-0.864664717, -0.39346934, 0, 0.284025417, 1.71828183, 19.0855369}}, kUlps},
      {"is_finite", {f32(i4, {1, kInfinity, -kInfinity, NAN})}, op(Op::kIsFinite), {{1, 0, 0, 0}}},
      {"log", {positive}, op(Op::kLog), {{-1.38629436, 0, 0.693147181, 4.60517019, -13.8155106}}, kUlps},
      {"log, extremes", {f32(i3, {0, kInfinity, -1})}, op(Op::kLog), {{-kInfinity, kInfinity, NAN}}},
      {"log_plus_one", {positive}, op(Op::kLogPlusOne), {{0.223143551, 0.693147181, 1.09861229, 4.61512052, 9.999995e-07}}, kUlps},
      {"logistic", {some}, op(Op::kLogistic), {{0.119202922, 0.377540669, 0.5, 0.562176501, 0.731058579, 0.952574127}}, kUlps},
      {"negate", {some}, op(Op::kNegate), {{2, 0.5, 0, -0.25, -1, -3}}},
      {"not", {pred(i2, {1, 0})}, op(Op::kNot), {{0, 1}}},
      {"not of integers", {u32(i2, {0, 255})}, op(Op::kNot), {{4294967295.0, 4294967040.0}}},
      {"rsqrt", {positive}, op(Op::kRsqrt), {{2, 1, 0.707106781, 0.1, 1000}}, kUlps},
      {"sign", {f32(i4, {-3, 0, 2, NAN})}, op(Op::kSign), {{-1, 0, 1, NAN}}},
      {"sqrt", {positive}, op(Op::kSqrt), {{0.5, 1, 1.41421356, 10, 0.001}}, kUlps},
      {"tanh", {some}, op(Op::kTanh), {{-0.96402758, -0.462117157, 0, 0.244918662, 0.761594156, 0.995054754}}, kUlps},

      {"add", {f32(i2, {1, 2}), f32(i2, {0.5, -2})}, op(Op::kAdd), {{1.5, 0}}},
      {"add wraps around", {u32(i2, {4294967295.0, 1}), u32(i2, {1, 1})}, op(Op::kAdd), {{0, 2}}},
      {"subtract", {f32(i2, {1, 2}), f32(i2, {0.5, -2})}, op(Op::kSubtract), {{0.5, 4}}},
      {"multiply", {f32(i2, {1, 2}), f32(i2, {0.5, -2})}, op(Op::kMultiply), {{0.5, -4}}},
      {"divide", {f32(i4, {1, 1, -1, 0}), f32(i4, {4, 0, 0, 0})}, op(Op::kDivide), {{0.25, kInfinity, -kInfinity, NAN}}},
      {"divide of integers", {s32(i3, {7, -7, 6}), s32(i3, {2, 2, 3})}, op(Op::kDivide), {{3, -3, 2}}},
      {"maximum", {f32(i3, {1, -2, NAN}), f32(i3, {0.5, 2, 1})}, op(Op::kMaximum), {{1, 2, NAN}}},
      {"minimum", {f32(i3, {1, -2, NAN}), f32(i3, {0.5, 2, 1})}, op(Op::kMinimum), {{0.5, -2, NAN}}},
      {"power", {f32(i4, {2, 9, 0.5, 1.5}), f32(i4, {10, 0.5, -2, 2.5})}, op(Op::kPower), {{1024, 3, 4, 2.75567596}}, kUlps},
      {"remainder", {f32(i3, {5.5, -5.5, 4}), f32(i3, {2, 2, 2})}, op(Op::kRemainder), {{1.5, -1.5, 0}}},
      {"and", {u32(i2, {12, 7}), u32(i2, {10, 8})}, op(Op::kAnd), {{8, 0}}},
      {"or", {u32(i2, {12, 7}), u32(i2, {10, 8})}, op(Op::kOr), {{14, 15}}},
      {"xor", {u32(i2, {12, 7}), u32(i2, {10, 8})}, op(Op::kXor), {{6, 15}}},
      {"and of predicates", {pred(i4, {0, 0, 1, 1}), pred(i4, {0, 1, 0, 1})}, op(Op::kAnd), {{0, 0, 0, 1}}},
      {"shift_left", {u32(i3, {1, 3, 4294967295.0}), u32(i3, {4, 31, 8})}, op(Op::kShiftLeft), {{16, 2147483648.0, 4294967040.0}}},
      {"shift_right_logical", {s32(i2, {-1, 16}), s32(i2, {28, 4})}, op(Op::kShiftRightLogical), {{15, 1}}},
      {"clamp", {f32({}, {-1}), f32(i3, {-2, 0.5, 3}), f32({}, {1})}, op(Op::kClamp, {}, "i"), {{-1, 0.5, 1}}},
      {"select", {pred(i2, {1, 0}), f32(i2, {1, 2}), f32(i2, {3, 4})}, op(Op::kSelect), {{1, 4}}},
      {"select by a scalar", {pred({}, {0}), f32(i2, {1, 2}), f32(i2, {3, 4})}, op(Op::kSelect, {}, "i"), {{3, 4}}},

      {"broadcast_in_dim", {f32(i2, {1, 2})}, op(Op::kBroadcastInDim, hlo::BroadcastInDim{{3, 2}, {1}}, "ki"), {{1, 2, 1, 2, 1, 2}}},
      {"concatenate", {matrix, f32({{'i', 2}, {'j', 1}}, {7, 8})}, op(Op::kConcatenate, hlo::Concatenate{1}), {{1, 2, 3, 7, 4, 5, 6, 8}}},
      {"dynamic_slice", {matrix, s32({}, {1}), s32({}, {1})}, op(Op::kDynamicSlice, hlo::DynamicSlice{{1, 2}}), {{5, 6}}},
      {"dynamic_slice moves a start back", {matrix, s32({}, {-9}), s32({}, {9})}, op(Op::kDynamicSlice, hlo::DynamicSlice{{1, 2}}), {{2, 3}}},
      {"dynamic_update_slice", {matrix, f32({{'i', 1}, {'j', 2}}, {8, 9}), s32({}, {0}), s32({}, {1})}, op(Op::kDynamicUpdateSlice), {{1, 8, 9, 4, 5, 6}}},
      {"gather", {matrix, s32(i3, {1, 0, 1})}, op(Op::kGather, hlo::Gather{{1}, {0}, {0}, 1, {1, 3}}, "ij"), {{4, 5, 6, 1, 2, 3, 4, 5, 6}}},
      {"pad", {matrix, f32({}, {9})}, op(Op::kPad, hlo::Pad{{1, -1}, {0, 1}, {0, 1}}, "ij"), {{9, 9, 9, 9, 9, 9, 2, 9, 3, 9, 9, 5, 9, 6, 9}}},
      {"reshape", {matrix}, op(Op::kReshape, hlo::Reshape{{3, 2}}), {{1, 2, 3, 4, 5, 6}}},
      {"reverse", {matrix}, op(Op::kReverse, hlo::Reverse{{1}}), {{3, 2, 1, 6, 5, 4}}},
      {"slice", {matrix}, op(Op::kSlice, hlo::Slice{{0, 0}, {2, 3}, {1, 2}}), {{1, 3, 4, 6}}},
      {"sort", {s32(ij, {3, 1, 2, -4, 6, -5})}, op(Op::kSort, hlo::Sort{1}), {{1, 2, 3, -5, -4, 6}}},
      {"sort of unsigned numbers", {u32(i3, {4294967295.0, 0, 7})}, op(Op::kSort, hlo::Sort{0}), {{0, 7, 4294967295.0}}},
      {"transpose", {matrix}, op(Op::kTranspose, hlo::Transpose{{1, 0}}), {{1, 4, 2, 5, 3, 6}}},

      {"dot_general", {matrix, f32({{'j', 3}, {'k', 2}}, {1, 0, 0, 1, 1, 1})}, op(Op::kDotGeneral, hlo::DotGeneral{{}, {}, {1}, {0}, DType::kF32, true}, "ik"), {{4, 5, 10, 11}}},
      {"dot_general of a batch", {f32({{'b', 2}, {'j', 2}}, {1, 2, 3, 4}), f32({{'j', 2}, {'b', 2}}, {5, 6, 7, 8})}, op(Op::kDotGeneral, hlo::DotGeneral{{0}, {1}, {1}, {0}, DType::kF32, true}, "b"), {{1 * 5 + 2 * 7, 3 * 6 + 4 * 8}}},
      {"dot_general without contraction", {f32(i2, {1, 2}), f32({{'k', 2}}, {3, 4})}, op(Op::kDotGeneral, hlo::DotGeneral{{}, {}, {}, {}, DType::kF32, true}, "ik"), {{3, 4, 6, 8}}},
      {"dot_general of bf16 into f32", {{DType::kBF16, {{'i', 1}, {'j', 2}}, {256, 1}}, {DType::kBF16, {{'j', 2}, {'k', 1}}, {1, 1}}}, op(Op::kDotGeneral, hlo::DotGeneral{{}, {}, {1}, {0}, DType::kF32, false}, "ik"), {{257}}},  // no bf16
      {"dot_general of f16 into f32", {{DType::kF16, {{'i', 1}, {'j', 2}}, {2048, 1}}, {DType::kF16, {{'j', 2}, {'k', 1}}, {1, 1}}}, op(Op::kDotGeneral, hlo::DotGeneral{{}, {}, {1}, {0}, DType::kF32, false}, "ik"), {{2049}}},  // no f16
      {"reduce add", {matrix}, reduced(Op::kAdd, 0), {{6, 15}}},
      {"reduce maximum", {matrix}, reduced(Op::kMaximum, -kInfinity), {{3, 6}}},
      {"reduce minimum", {matrix}, reduced(Op::kMinimum, kInfinity), {{1, 4}}},
      {"reduce and", {pred(ij, {1, 1, 1, 1, 0, 1})}, reduced(Op::kAnd, 1), {{1, 0}}},
      {"reduce or", {pred(ij, {0, 0, 0, 1, 0, 1})}, reduced(Op::kOr, 0), {{0, 1}}},
      {"optimization_barrier", {matrix}, op(Op::kOptimizationBarrier), {{1, 2, 3, 4, 5, 6}}},
      {"iota", {}, [](Graph& g, const Tensors&) -> Tensors {
         return {g.emit("op", Op::kIota, Tensors{}, hlo::Iota{{DType::kS32, {2, 3}}, 1}, "ij", Location::current())};
       }, {{0, 1, 2, 0, 1, 2}}},
  };
  struct Comparison {
    hlo::Direction direction;
    std::vector<double> floats;    // of -1 0 1 NaN with 0
    std::vector<double> integers;  // of 0xFFFFFFFF 0 1 with 0, as s32 and as u32
    std::vector<double> unsigneds;
  };
  for (const Comparison& c :
       std::vector<Comparison>{{hlo::Direction::kEq, {0, 1, 0, 0}, {0, 1, 0}, {0, 1, 0}},
                               {hlo::Direction::kNe, {1, 0, 1, 1}, {1, 0, 1}, {1, 0, 1}},
                               {hlo::Direction::kLt, {1, 0, 0, 0}, {1, 0, 0}, {0, 0, 0}},
                               {hlo::Direction::kLe, {1, 1, 0, 0}, {1, 1, 0}, {0, 1, 0}},
                               {hlo::Direction::kGt, {0, 0, 1, 0}, {0, 0, 1}, {1, 0, 1}},
                               {hlo::Direction::kGe, {0, 1, 1, 0}, {0, 1, 1}, {1, 1, 1}}}) {
    const std::string name = "compare " + std::string(hlo::name(c.direction));
    cases.push_back({name,
                     {f32(i4, {-1, 0, 1, NAN}), f32(i4, {0, 0, 0, 0})},
                     op(Op::kCompare, hlo::Compare{c.direction}),
                     {c.floats}});
    cases.push_back({name + " s32",
                     {s32(i3, {-1, 0, 1}), s32(i3, {0, 0, 0})},
                     op(Op::kCompare, hlo::Compare{c.direction}),
                     {c.integers}});
    cases.push_back({name + " u32",
                     {u32(i3, {4294967295.0, 0, 1}), u32(i3, {0, 0, 0})},
                     op(Op::kCompare, hlo::Compare{c.direction}),
                     {c.unsigneds}});
  }
  struct Literal {
    DType dtype;
    std::vector<double> values;
  };
  for (const Literal& l : std::vector<Literal>{{DType::kF32, {0, 0.1f, -kInfinity, kInfinity, NAN, 1e-5f}},
                                               {DType::kBF16, {0, 1.5, -kInfinity, kInfinity, NAN, -2}},
                                               {DType::kF16, {0, 0.25, -kInfinity, kInfinity, NAN, 65504}},
                                               {DType::kS32, {0, -1, 2147483647, -2147483648.0, 5, 6}},
                                               {DType::kU32, {0, 1, 4294967295.0, 2147483648.0, 5, 6}},
                                               {DType::kPred, {0, 1, 1, 0, 0, 1}}}) {
    cases.push_back({"constant " + std::string(name(l.dtype)),
                     {},
                     [l](Graph& g, const Tensors&) -> Tensors {
                       Tensors out{g.emit("c", Op::kConstant, Tensors{},
                                          hlo::Constant{{l.dtype, {2, 3}}, l.values}, "ij",
                                          Location::current())};
                       for (double v : l.values)
                         out.push_back(g.emit("c", Op::kConstant, Tensors{},
                                              hlo::Constant{{l.dtype, {2}}, {v}}, "i", Location::current()));
                       return out;
                     },
                     {l.values}});
    for (double v : l.values) cases.back().expected.push_back({v, v});
  }
  return cases;
}

}  // namespace constate::ops
