// Which form rows take with a weight: which operations, of which types. Their numbers are checked in
// tests/ops.
#include "trace/linear.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace/ops.h"
#include "trace/testing.h"

namespace constate::trace {
namespace {

using ::testing::ElementsAre;
using testing::first_line_of;
using testing::message_of;
using testing::ops_of;

struct Shape {
  std::int64_t rows = 1, width = 8;
  bool with_time = false;
};

std::string linear_ops(DType weight, Shape shape, Lowering lowering) {
  Graph g("p", lowering);
  std::vector<Dim> dims{{'b', shape.rows}};
  if (shape.with_time) dims.push_back({'t', 1});
  dims.push_back({'d', shape.width});
  const Tensor x = g.argument("x", DType::kF32, dims),
               w = g.argument("w", weight, {{'o', 4}, {'d', shape.width}});
  const Tensor y = linear(x, w, 'e');
  EXPECT_EQ(y.dtype(), DType::kF32);
  EXPECT_EQ(y.letters(), shape.with_time ? "bte" : "be");
  EXPECT_EQ(y.size('e'), 4);
  return ops_of(g, y);
}

Lowering both(Forms forms) { return {.bf16 = forms, .f16 = forms}; }

// Widened, and not before an element of x is there.
const std::string kWideOf3 =
    "reduce_precision convert slice reshape slice reshape abs compare not convert broadcast_in_dim multiply "
    "dot_general";

TEST(Linear, ANarrowWeightGoesAsTheLoweringSays) {
  for (DType d : {DType::kBF16, DType::kF16}) {
    for (std::int64_t rows : {1, 3}) EXPECT_EQ(linear_ops(d, {rows}, {}), "convert dot_general");
    EXPECT_EQ(linear_ops(d, {3}, both({.product_rows = 2})), kWideOf3);
    EXPECT_EQ(linear_ops(d, {3}, both({.product_rows = 3})), "convert dot_general");
  }
  for (std::int64_t rows : {1, 3})
    EXPECT_EQ(linear_ops(DType::kF32, {rows}, both({.product_rows = 0})), "dot_general");
}

// Every dimension but the last counts: 3 rows of 2 tokens are 6.
TEST(Linear, RowsOfATextCount) {
  for (const std::int64_t most : {5, 6}) {
    Graph g("p", both({.product_rows = most}));
    const Tensor x = g.argument("x", DType::kF32, {{'b', 3}, {'t', 2}, {'d', 8}}),
                 w = g.argument("w", DType::kBF16, {{'o', 4}, {'d', 8}});
    EXPECT_EQ(ops_of(g, linear(x, w, 'e')) == "convert dot_general", most == 6);
  }
}

TEST(Linear, EachTypeHasItsOwnForm) {
  const Lowering lowering{.bf16 = {.product_rows = 3}, .f16 = {.product_rows = 0}};
  EXPECT_EQ(linear_ops(DType::kBF16, {3}, lowering), "convert dot_general");
  EXPECT_EQ(linear_ops(DType::kF16, {3}, lowering), kWideOf3);
}

// Rows as two digits.
TEST(Linear, AnEightBitWeightIsMultipliedAsIntegersOrWidened) {
  const Lowering integers{.integer_products = true};
  for (const std::int64_t rows : {1, 3})
    EXPECT_THAT(linear_ops(DType::kS8, {rows}, integers),
                ::testing::HasSubstr("subtract concatenate convert dot_general convert"));
  // As bf16, which holds it.
  EXPECT_EQ(linear_ops(DType::kS8, {3}, {.f16 = {.product_rows = 0}}), "convert convert dot_general");
  EXPECT_EQ(linear_ops(DType::kS8, {3}, {.bf16 = {.product_rows = 0}}), kWideOf3);
}

std::int64_t count(const std::string& ops, const std::string& op) {
  std::int64_t n = 0;
  for (std::size_t at = 0; (at = (" " + ops + " ").find(" " + op + " ", at)) != ops.npos; ++at) ++n;
  return n;
}

// Long rows in pieces, whose sums are added up after.
TEST(Linear, FewRowsMayBeMultipliedAndReduced) {
  const Forms one{.reduce_to = 1};
  const Lowering lowering{.f32 = one, .bf16 = one, .f16 = one};
  for (DType d : {DType::kF32, DType::kBF16, DType::kF16, DType::kS8})
    for (const std::int64_t width : {48, 2560, 2561, 5120, 7680}) {
      const std::string ops = linear_ops(d, {1, width}, lowering);
      EXPECT_EQ(count(ops, "dot_general"), 0) << ops;
      EXPECT_EQ(count(ops, "multiply"), 1) << ops;
      EXPECT_EQ(count(ops, "reduce"), 2) << ops;
      EXPECT_EQ(count(ops, "optimization_barrier"), width > 2560) << ops;
      EXPECT_EQ(count(ops, "convert"), d != DType::kF32) << ops;
      EXPECT_EQ(count(ops, "reduce_precision"), d != DType::kF32) << ops;
    }
  EXPECT_EQ(linear_ops(DType::kF32, {2, 48}, lowering), "dot_general");
}

// 48 numbers are six terms of 8 lanes; the lanes are one product with ones.
TEST(Linear, SumsInLanesAreWrittenOutTermByTerm) {
  const Forms few{.lanes_to = 2};
  const Lowering lowering{.f32 = few, .bf16 = few, .f16 = few, .s8 = few, .integer_products = true};
  for (DType d : {DType::kF32, DType::kBF16, DType::kF16, DType::kS8})
    for (const Shape& shape : {Shape{1, 48}, {2, 48}, {1, 48, true}}) {
      const std::string ops = linear_ops(d, shape, lowering);
      EXPECT_EQ(count(ops, "multiply"), 6) << ops;
      EXPECT_EQ(count(ops, "slice"), 12) << ops;
      EXPECT_EQ(count(ops, "dot_general"), 1) << ops;
      EXPECT_EQ(count(ops, "optimization_barrier"), 3) << ops;
      EXPECT_EQ(count(ops, "reduce_precision"), d == DType::kBF16 || d == DType::kF16) << ops;
      // The weight is converted piece by piece, never as a whole.
      EXPECT_EQ(count(ops, "convert"), d == DType::kF32 ? 0 : 6) << ops;
    }
}

TEST(Linear, LanesAreForSomeRowsAndForWidthsThatDivide) {
  const auto in_lanes = [](Shape shape, Forms forms) {
    return linear_ops(DType::kF32, shape, {.f32 = forms}) != "dot_general";
  };
  for (const std::int64_t rows : {1, 2, 3, 4})
    EXPECT_EQ(in_lanes({rows, 64}, {.lanes_from = 2, .lanes_to = 3}), rows == 2 || rows == 3) << rows;
  // Multiples of 8 lanes by 4 to 24 terms.
  const std::pair<std::int64_t, bool> widths[] = {
      {8, false},  {24, false},  {32, true},          {36, false},        {8 * 23, true}, {8 * 29, false},
      {768, true}, {2560, true}, {8 * 2 * 29, false}, {8 * 6 * 29, true}, {1 << 20, true}};
  for (const auto& [width, goes] : widths) EXPECT_EQ(in_lanes({1, width}, {.lanes_to = 1}), goes) << width;
}

// A vocabulary's weight is one among many: its lanes may be longer, so that fewer sums are written.
TEST(Linear, ManyOutputsHaveLongerLanes) {
  const auto terms = [](std::int64_t outputs) {
    Graph g("p", {.f32 = {.lanes_to = 1}});
    const Tensor x = g.argument("x", DType::kF32, {{'d', 768}}),
                 w = g.argument("w", DType::kF32, {{'o', outputs}, {'d', 768}});
    return count(ops_of(g, linear(x, w, 'e')), "multiply");
  };
  EXPECT_EQ(terms((1 << 14) - 1), 24);
  EXPECT_EQ(terms(1 << 14), 96);
}

TEST(Linear, SumsThatMayNotFitAreNotMadeInIntegers) {
  for (const std::int64_t width : {1 << 17, (1 << 17) + 1}) {
    Graph g("p", {.integer_products = true});
    const Tensor x = g.argument("x", DType::kF32, {{'b', 3}, {'d', width}}),
                 w = g.argument("w", DType::kS8, {{'o', 4}, {'d', width}});
    const bool integers = ops_of(g, linear(x, w, 'e')).find("floor") != std::string::npos;
    EXPECT_EQ(integers, width == 1 << 17) << width;
  }
}

// A product for each group of inputs; of an array for each, without slices of the weight.
TEST(Linear, AWeightInGroupsIsMultipliedGroupByGroup) {
  const auto ops = [](bool in_parts, const Lowering& lowering) {
    Graph g("p", lowering);
    const Tensor x = g.argument("x", DType::kF32, {{'b', 2}, {'d', 64}}),
                 scale = g.argument("scale", DType::kF32, {{'%', 2}, {'o', 4}});
    const auto weight = [&](const char* name, std::int64_t groups) {
      return g.argument(name, DType::kS8, {{'%', groups}, {'o', 4}, {'d', 32}});
    };
    const Tensor w = in_parts ? join_rows(weight("w0", 1), weight("w1", 1)) : weight("w", 2);
    const Tensor y = linear(x, Matrix<Tensor>{w, scale}, 'e');
    EXPECT_EQ(y.str(), "f32[b=2 e=4]");
    return ops_of(g, y);
  };
  const Lowering integers{.s8 = {.lanes_to = 2}, .integer_products = true};
  EXPECT_EQ(count(ops(true, integers), "dot_general"), 2);
  EXPECT_EQ(count(ops(true, integers), "optimization_barrier"), 0);
  const std::string lanes = ops(false, integers);
  EXPECT_EQ(count(lanes, "dot_general"), 1);   // that adds the lanes up
  EXPECT_EQ(count(lanes, "multiply"), 4 + 1);  // terms of 8 lanes, and the scales
  EXPECT_EQ(count(ops(false, {.integer_products = true}), "dot_general"), 2);
  EXPECT_EQ(count(ops(false, {}), "dot_general"), 1);  // a batch
  EXPECT_EQ(count(ops(false, {.bf16 = {.reduce_to = 2}}), "dot_general"), 0);
}

// A block of 8 groups of 4 inputs is 16 bytes, in two terms of 8; elsewhere it is unpacked.
TEST(Linear, AWeightInFourBitsGoesInLanesOrIsUnpacked) {
  const auto ops = [](std::int64_t rows, const Lowering& lowering) {
    Graph g("p", lowering);
    const Tensor x = g.argument("x", DType::kF32, {{'b', rows}, {'d', 64}}),
                 w = g.argument("w", DType::kU8, {{'%', 2}, {'o', 4}, {'d', 16}}),
                 scale = g.argument("scale", DType::kBF16, {{'%', 2}, {'o', 4}}),
                 steps = g.argument("steps", DType::kS8, {{'%', 2}, {'o', 4}, {'/', 2}, {'&', 8}});
    const Tensor y = linear(x, Matrix<Tensor>{w, scale, steps}, 'e');
    EXPECT_EQ(y.str(), fmt::format("f32[b={} e=4]", rows));
    return ops_of(g, y);
  };
  const Lowering integers{.s4 = {.lanes_to = 2}, .integer_products = true};
  for (const std::int64_t rows : {1, 2}) {
    const std::string lanes = ops(rows, integers);
    EXPECT_EQ(count(lanes, "dot_general"), 1) << lanes;  // that adds the lanes up
    EXPECT_EQ(count(lanes, "and"), 2 * 2) << lanes;      // the low half of each byte
    EXPECT_EQ(count(lanes, "shift_right_logical"), 0) << lanes;
  }
  const std::string integer = ops(3, integers);
  EXPECT_EQ(count(integer, "dot_general"), 2);  // a product for each block
  EXPECT_EQ(count(integer, "shift_right_logical"), 2);
  EXPECT_EQ(count(integer, "optimization_barrier"), 2);
  const std::string batch = ops(3, {});
  EXPECT_EQ(count(batch, "dot_general"), 1);
  EXPECT_EQ(count(batch, "optimization_barrier"), 0);
  EXPECT_EQ(count(ops(3, {.bf16 = {.reduce_to = 3}}), "dot_general"), 0);
}

TEST(Linear, EitherTheRowsOrTheWeightIsConverted) {
  const auto types = [](std::int64_t most) {
    Graph g("p", both({.product_rows = most}));
    const Tensor x = g.argument("x", DType::kF32, {{'b', 3}, {'d', 8}}),
                 w = g.argument("w", DType::kBF16, {{'o', 4}, {'d', 8}});
    const hlo::Program p = std::move(g).finish({{"y", linear(x, w, 'e'), {}}});
    std::vector<std::string> out;
    for (const hlo::Instruction& i : p.main.body)
      if (i.op == hlo::Op::kDotGeneral)
        for (const hlo::ValueId v : i.operands) out.push_back(p.shape(v).str());
    return out;
  };
  EXPECT_THAT(types(2), ElementsAre("f32[3, 8]", "f32[4, 8]"));
  EXPECT_THAT(types(3), ElementsAre("bf16[3, 8]", "bf16[4, 8]"));
}

TEST(Linear, AJoinedWeightIsMultipliedPartByPart) {
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}, {'d', 8}});
  std::vector<Tensor> parts;
  for (const std::int64_t rows : {4, 1, 3})
    parts.push_back(g.argument(fmt::format("w{}", rows), DType::kF32, {{'o', rows}, {'d', 8}}));
  const Tensor joined = join_rows(join_rows(parts[0], parts[1]), parts[2]);
  EXPECT_EQ(joined.str(), "f32[o=8 d=8]");
  const Tensor y = linear(x, joined, 'e');
  EXPECT_EQ(y.str(), "f32[b=2 e=8]");
  EXPECT_THAT(message_of([&] { join_rows(parts[0], x); }), ::testing::HasSubstr("f32[b=2 d=8]"));
  EXPECT_EQ(ops_of(g, y), "dot_general dot_general concatenate dot_general concatenate");
}

TEST(Linear, Rules) {
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 3}, {'d', 8}}),
               w = g.argument("w", DType::kF32, {{'o', 4}, {'d', 8}});
  const Tensor short_w = g.argument("short", DType::kF32, {{'o', 4}, {'d', 7}}),
               other = g.argument("other", DType::kF32, {{'d', 8}, {'o', 4}});
  EXPECT_EQ(first_line_of([&] { linear(x, other, 'e'); }),
            "HERE: linear: the last dimension of x is the last of the weight [out in]");
  EXPECT_EQ(first_line_of([&] { linear(x, short_w, 'e'); }),
            "HERE: linear: 'd' is 8 in x and 7 in the weight");
  const Tensor groups = g.argument("groups", DType::kS8, {{'%', 2}, {'o', 4}, {'d', 5}});
  EXPECT_EQ(first_line_of([&] { linear(x, groups, 'e'); }),
            "HERE: linear: 'd' is 8 in x and 10 in the weight");
  const Tensor bytes = g.argument("bytes", DType::kU8, {{'%', 2}, {'o', 4}, {'d', 8}}),
               scale = g.argument("scale", DType::kBF16, {{'%', 2}, {'o', 4}}),
               steps = g.argument("steps", DType::kS8, {{'%', 2}, {'o', 4}, {'/', 2}, {'&', 8}});
  EXPECT_EQ(first_line_of([&] {
              linear(x, Matrix<Tensor>{bytes, scale, steps}, 'e');
            }),
            "HERE: linear: 'd' is 8 in x and 32 in the weight");
  EXPECT_EQ(first_line_of([&] { linear(x, w, 'b'); }), "HERE: linear: 'b' is already a dimension of x");
}

}  // namespace
}  // namespace constate::trace
