// Structure of the pieces: which operations, of which types. Their numbers are checked in tests/ops.
#include "trace/nn.h"

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

std::string linear_ops(DType weight, std::int64_t rows, Lowering lowering, bool with_time = false) {
  Graph g("p", lowering);
  std::vector<Dim> dims{{'b', rows}};
  if (with_time) dims.push_back({'t', 1});
  dims.push_back({'d', 8});
  const Tensor x = g.argument("x", DType::kF32, dims), w = g.argument("w", weight, {{'o', 4}, {'d', 8}});
  const Tensor y = linear(x, w, 'e');
  EXPECT_EQ(y.dtype(), DType::kF32);
  EXPECT_EQ(y.letters(), with_time ? "bte" : "be");
  EXPECT_EQ(y.size('e'), 4);
  return ops_of(g, y);
}

using OneRow = Narrow::OneRow;

Lowering both(Narrow form) { return {.bf16 = form, .f16 = form}; }

TEST(Linear, AWideWeightIsAlwaysADot) {
  for (OneRow one : {OneRow::kProduct, OneRow::kTwice, OneRow::kReduce})
    for (std::int64_t product_rows : {0, 8})
      for (std::int64_t rows : {1, 3})
        EXPECT_EQ(linear_ops(DType::kF32, rows, both({one, product_rows})), "dot_general");
}

// Widened, and not before an element of x is there.
const std::string kWideOf3 =
    "reduce_precision convert slice reshape slice reshape abs compare not convert broadcast_in_dim multiply "
    "dot_general";

TEST(Linear, ANarrowWeightGoesAsTheLoweringSays) {
  for (DType d : {DType::kBF16, DType::kF16}) {
    for (std::int64_t rows : {1, 3}) EXPECT_EQ(linear_ops(d, rows, {}), "convert dot_general");
    for (std::int64_t most : {0, 8}) {
      EXPECT_EQ(
          linear_ops(d, 1, both({OneRow::kReduce, most})),
          "reshape reduce_precision optimization_barrier convert broadcast_in_dim multiply reduce reshape");
      EXPECT_EQ(
          linear_ops(d, 1, both({OneRow::kReduce, most}), true),
          "reshape reshape reduce_precision optimization_barrier convert broadcast_in_dim multiply reduce "
          "reshape");
      EXPECT_EQ(linear_ops(d, 1, both({OneRow::kTwice, most})),
                "reshape convert broadcast_in_dim dot_general slice reshape reshape");
    }
    EXPECT_EQ(
        linear_ops(d, 1, both({OneRow::kProduct, 0})),
        "reduce_precision convert reshape slice reshape abs compare not convert broadcast_in_dim multiply "
        "dot_general");
    for (OneRow one : {OneRow::kProduct, OneRow::kTwice, OneRow::kReduce}) {
      EXPECT_EQ(linear_ops(d, 3, both({one, 2})), kWideOf3);
      EXPECT_EQ(linear_ops(d, 3, both({one, 3})), "convert dot_general");
    }
  }
}

// Every dimension but the last counts: 3 rows of 2 tokens are 6.
TEST(Linear, RowsOfATextCount) {
  for (const std::int64_t most : {5, 6}) {
    Graph g("p", both({OneRow::kProduct, most}));
    const Tensor x = g.argument("x", DType::kF32, {{'b', 3}, {'t', 2}, {'d', 8}}),
                 w = g.argument("w", DType::kBF16, {{'o', 4}, {'d', 8}});
    EXPECT_EQ(ops_of(g, linear(x, w, 'e')) == "convert dot_general", most == 6);
  }
}

TEST(Linear, EachTypeHasItsOwnForm) {
  const Lowering lowering{.bf16 = {.one_row = OneRow::kTwice}, .f16 = {.product_rows = 0}};
  EXPECT_EQ(linear_ops(DType::kBF16, 3, lowering), "convert dot_general");
  EXPECT_EQ(linear_ops(DType::kF16, 3, lowering), kWideOf3);
}

TEST(Linear, AnEightBitWeightIsMultipliedAsIntegersOrWidened) {
  const Lowering integers{.integer_products = true};
  const std::string ops = linear_ops(DType::kS8, 3, integers);
  EXPECT_THAT(ops, ::testing::HasSubstr("floor convert dot_general convert"));
  // One row goes twice: a product of one row of integers is slow.
  EXPECT_THAT(linear_ops(DType::kS8, 1, integers),
              ::testing::HasSubstr("broadcast_in_dim dot_general slice"));
  for (bool with_time : {false, true})
    EXPECT_THAT(linear_ops(DType::kS8, 1, integers, with_time), ::testing::HasSubstr("dot_general slice"));
  // As bf16, which holds it.
  EXPECT_EQ(linear_ops(DType::kS8, 3, {.f16 = {.product_rows = 0}}), "convert convert dot_general");
  EXPECT_EQ(linear_ops(DType::kS8, 3, {.bf16 = {.product_rows = 0}}), kWideOf3);
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

TEST(Linear, EitherTheRowsOrTheWeightIsConverted) {
  const auto types = [](std::int64_t most) {
    Graph g("p", both({OneRow::kProduct, most}));
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
  EXPECT_EQ(first_line_of([&] { linear(x, w, 'b'); }), "HERE: linear: 'b' is already a dimension of x");
}

TEST(Activation, NamesAreThoseOfConfigurationFiles) {
  for (const char* name : {"silu", "swish", "gelu", "gelu_python", "gelu_new", "gelu_pytorch_tanh",
                           "gelu_python_tanh", "gelu_accurate", "gelu_fast", "quick_gelu", "relu", "relu2",
                           "relu6", "leaky_relu", "sigmoid", "tanh", "mish", "hardswish", "linear"}) {
    EXPECT_TRUE(known_activation(name)) << name;
    Graph g("p");
    const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
    EXPECT_EQ(activation(name, x).str(), "f32[b=2]") << name;
  }
  for (const char* name : {"", "Silu", "prelu", "xielu", "silu "})
    EXPECT_FALSE(known_activation(name)) << name;
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
  EXPECT_EQ(message_of([&] { activation("prelu", x); }), "HERE: no activation is called `prelu`");
}

TEST(Pieces, Letters) {
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}, {'l', 5}, {'d', 3}}),
               w = g.argument("w", DType::kF32, {{'d', 3}});
  EXPECT_EQ(rms_norm(x, w, 1e-5, "d").str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(layer_norm(x, w, w, 1e-5, "d").str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(cumsum(x, 'l').str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(sum_after(x, 'l').str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(segsum(x, 'l', "ls").str(), "f32[b=2 l=5 s=5 d=3]");
  EXPECT_EQ(segsum(x, 'l', "zc").str(), "f32[b=2 z=5 c=5 d=3]");
  EXPECT_EQ(argmax(x, 'd').str(), "s32[b=2 l=5]");
  EXPECT_EQ(silu(x).str(), x.str());
  EXPECT_EQ(softplus(x).str(), x.str());
}

TEST(Pieces, ADimensionThatIsNotThereIsNamed) {
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
  for (auto f : {cumsum, sum_after, argmax})
    EXPECT_EQ(message_of([&] { f(x, 'l'); }), "no dimension 'l' in f32[b=2]");
  EXPECT_EQ(message_of([&] { segsum(x, 'l', "ls"); }), "no dimension 'l' in f32[b=2]");
}

}  // namespace
}  // namespace constate::trace
