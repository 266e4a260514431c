// Letters, alignment and messages of the tensor language. Numbers are checked on a plugin, in tests/ops.
#include "trace/tensor.h"

#include <gtest/gtest.h>

#include <limits>

#include "hlo/print.h"
#include "trace/ops.h"
#include "trace/testing.h"

namespace constate::trace {
namespace {

using testing::message_of;
using testing::ops_of;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class TensorTest : public ::testing::Test {
 protected:
  Tensor f32(const std::string& name, const std::vector<Dim>& dims) {
    return g.argument(name, DType::kF32, dims);
  }
  Graph g{"prog"};
};

TEST_F(TensorTest, KnowsItsDimensions) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 8}, {'d', 768}});
  EXPECT_EQ(x.str(), "f32[b=2 t=8 d=768]");
  EXPECT_EQ(x.letters(), "btd");
  EXPECT_EQ(x.size('t'), 8);
  EXPECT_TRUE(x.has('d'));
  EXPECT_FALSE(x.has('e'));
  EXPECT_EQ(x.dtype(), DType::kF32);
  EXPECT_EQ(x.dims(), (std::vector<Dim>{{'b', 2}, {'t', 8}, {'d', 768}}));
  EXPECT_EQ(g.argument("n", DType::kS32, {}).str(), "s32[]");
  EXPECT_EQ(message_of([&] { x.size('e'); }), "no dimension 'e' in f32[b=2 t=8 d=768]");
}

TEST_F(TensorTest, AnEmptyHandleIsAnError) {
  const Tensor none;
  EXPECT_FALSE(none.defined());
  EXPECT_EQ(message_of([&] { none.dtype(); }), "a Tensor is used that no operation has made");
  EXPECT_THROW(none.graph(), TraceError);
}

TEST_F(TensorTest, TheOtherLettersAreBroadcast) {
  const Tensor D = f32("D", {{'g', 2}, {'r', 3}});
  const Tensor x = f32("x", {{'b', 4}, {'t', 5}, {'g', 2}, {'r', 3}, {'p', 6}});
  EXPECT_EQ((D * x).letters(), "btgrp");
  EXPECT_EQ((x * D).letters(), "btgrp");
  EXPECT_EQ(ops_of(g, D * x), "broadcast_in_dim multiply");
}

TEST_F(TensorTest, TheSameLinesServeOneToken) {
  const Tensor D = f32("D", {{'g', 2}, {'r', 3}});
  EXPECT_EQ((D * f32("x", {{'b', 4}, {'g', 2}, {'r', 3}, {'p', 6}})).letters(), "bgrp");
}

TEST_F(TensorTest, PermutedLettersLineUpInTheLeftOrder) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 3}}), y = f32("y", {{'t', 3}, {'b', 2}});
  EXPECT_EQ((x + y).letters(), "bt");
  EXPECT_EQ((y + x).letters(), "tb");
  const hlo::Program p = std::move(g).finish({{"r", x + y, {}}});
  EXPECT_NE(hlo::print(p).find(
                "%0 = stablehlo.broadcast_in_dim %y, dims = [1, 0] : (tensor<3x2xf32>) -> tensor<2x3xf32>"),
            std::string::npos)
      << hlo::print(p);
}

TEST_F(TensorTest, EqualLettersNeedNoOperation) {
  const Tensor x = f32("x", {{'b', 2}}), y = f32("y", {{'b', 2}});
  EXPECT_EQ(ops_of(g, x - y), "subtract");
}

TEST_F(TensorTest, NumbersTakeTheOthersElementType) {
  const Tensor n = g.argument("n", DType::kU32, {{'b', 2}}), h = g.argument("h", DType::kBF16, {});
  EXPECT_EQ((n + 1).dtype(), DType::kU32);
  EXPECT_EQ((1.0 - h).dtype(), DType::kBF16);
  EXPECT_EQ(eq(n, 3.0).dtype(), DType::kPred);
  const Tensor p = eq(n, 3.0);
  EXPECT_EQ(select(p, n, 0.0).dtype(), DType::kU32);
  EXPECT_EQ(select(p, 0.0, n).dtype(), DType::kU32);
  EXPECT_EQ(clamp(0.0, h, 1.0).dtype(), DType::kBF16);
}

TEST_F(TensorTest, ANumberThatTheElementTypeCannotHoldIsRefused) {
  const Tensor n = g.argument("n", DType::kS32, {});
  EXPECT_EQ(message_of([&] { n * 0.5; }),
            "HERE: constant: values are of the element type (constant C1); got 0.5 for s32[]\n  in prog");
  EXPECT_THROW(minimum(n, kInfinity), TraceError);
}

TEST_F(TensorTest, SelectLinesUpAllThree) {
  const Tensor valid = g.argument("valid", DType::kPred, {{'b', 2}});
  const Tensor x = f32("x", {{'b', 2}, {'k', 3}});
  EXPECT_EQ(select(valid, x, 0.0).letters(), "bk");
  EXPECT_EQ(select(valid, x, f32("y", {{'k', 3}, {'b', 2}})).letters(), "bk");
}

TEST_F(TensorTest, AnOuterProductIsNeverSilent) {
  const Tensor x = f32("x", {{'b', 2}});
  const Tensor y = f32("y", {{'t', 3}});
  const std::string message = message_of([&] { x* y; });
  EXPECT_EQ(message,
            "HERE: multiply: no operand has the other's dimensions too ('t' is on one side only)\n"
            "  operand f32[b=2] from `argument x` at HERE\n"
            "  operand f32[t=3] from `argument y` at HERE\n"
            "  in prog");
}

TEST_F(TensorTest, SizesMustAgree) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 3}}), y = exp(f32("y", {{'t', 4}}));
  EXPECT_EQ(message_of([&] { x + y; }),
            "HERE: add: 't' is 3 in one operand and 4 in the other\n"
            "  operand f32[b=2 t=3] from `argument x` at HERE\n"
            "  operand f32[t=4] from `exp` at HERE\n"
            "  in prog");
}

TEST_F(TensorTest, ElementTypesAreNotConvertedSilently) {
  const Tensor x = f32("x", {{'b', 2}}), n = g.argument("n", DType::kBF16, {});
  EXPECT_EQ(message_of([&] { x / n; }),
            "HERE: divide: operands are f32 and bf16; convert one\n"
            "  operand f32[b=2] from `argument x` at HERE\n"
            "  operand bf16[b=2] from `divide` at HERE\n"
            "  in prog");
}

TEST_F(TensorTest, TheScopeIsNamed) {
  const Tensor x = f32("x", {{'b', 2}}), y = f32("y", {{'t', 2}});
  const auto last_line = [&](auto f) {
    const std::string text = message_of(f);
    return text.substr(text.rfind('\n') + 1);
  };
  {
    const Scope outer(g, "decode"), inner(x, "layer 3");
    EXPECT_EQ(last_line([&] { x + y; }), "  in prog / decode / layer 3");
  }
  EXPECT_EQ(last_line([&] { x + y; }), "  in prog");
}

TEST_F(TensorTest, LocationsReachTheProgram) {
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
  const Scope scope(g, "layer 0");
  const unsigned line = __LINE__ + 1;
  const Tensor y = -x;
  const hlo::Program p = std::move(g).finish({{"y", y, {}}});
  EXPECT_EQ(p.main.body[0].location.line, line);
  EXPECT_STREQ(p.main.body[0].location.file, __FILE__);
  EXPECT_EQ(p.main.body[0].location.scope, "prog/layer 0");
}

// The line of a message is that of the model file, for operators, functions and sources alike.
TEST_F(TensorTest, MessagesNameTheLineThatWroteTheOperation) {
  const Tensor x = f32("x", {{'b', 2}});
  const int line = __LINE__ + 1;
  const auto by_operator = [&] { return x + f32("y", {{'t', 3}}); };
  const auto by_function = [&] { return slice(x, 'q', 0, 1); };
  const auto by_argument = [&] { return g.argument("z", DType::kF32, {{'b', 2}, {'b', 2}}); };
  const auto by_source = [&] { return constant(g, DType::kS32, 0.5); };
  const auto by_last_operand = [&] { return 1.0 + select(x, x, x); };
  const auto by_convert = [&] { return bitcast(x, DType::kU8); };
  const auto expect = [](auto f, int n) {
    EXPECT_TRUE(constate::message_of(f).starts_with("tensor_test.cc:" + std::to_string(n) + ": "))
        << constate::message_of(f);
  };
  expect(by_operator, line);
  expect(by_function, line + 1);
  expect(by_argument, line + 2);
  expect(by_source, line + 3);
  expect(by_last_operand, line + 4);
  expect(by_convert, line + 5);
}

TEST_F(TensorTest, MessagesNameTheLineThatMadeAnOperand) {
  const int line = __LINE__ + 1;
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
  const Tensor y = exp(x);
  const std::string message = constate::message_of([&] { y + f32("z", {{'t', 3}}); });
  EXPECT_NE(message.find("from `exp` at tensor_test.cc:" + std::to_string(line + 1) + "\n"), message.npos)
      << message;
}

TEST(LocationTest, TheFoldersAreLeftOut) {
  EXPECT_EQ((Location{"a/b/mamba2.cc", 9}).str(), "mamba2.cc:9");
  EXPECT_EQ((Location{"mamba2.cc", 9}).str(), "mamba2.cc:9");
}

TEST_F(TensorTest, TwoGraphsDoNotMix) {
  Graph other("other");
  const Tensor x = f32("x", {}), y = other.argument("y", DType::kF32, {});
  EXPECT_EQ(message_of([&] {
              g.emit("add", hlo::Op::kAdd, {x, y}, {}, "", Location::current());
            }),
            "HERE: add: operands belong to two graphs\n  in prog");
}

TEST_F(TensorTest, ALetterStandsOnce) {
  EXPECT_EQ(message_of([&] {
              g.argument("x", DType::kF32, {{'b', 2}, {'b', 2}});
            }),
            "HERE: argument x: letter 'b' stands twice in f32[b=2 b=2]\n  in prog");
  const Tensor x = f32("x", {{'a', 2}, {'b', 2}, {'c', 4}});
  EXPECT_EQ(message_of([&] { merge_dims(x, "ab", 'c'); }),
            "HERE: merge_dims: letter 'c' stands twice in the result \"cc\"\n  in prog");
  EXPECT_EQ(message_of([&] {
              split_dim(x, 'c', {{'a', 2}, {'d', 2}});
            }),
            "HERE: split_dim: letter 'a' stands twice in the result \"abad\"\n  in prog");
  EXPECT_EQ(message_of([&] { rename(x, 'a', 'b'); }),
            "HERE: rename: 'b' is already a dimension\n  operand f32[a=2 b=2 c=4] from `argument x` at "
            "HERE\n  in prog");
  EXPECT_EQ(message_of([&] {
              fill(g, DType::kF32, 0, {{'a', 1}, {'a', 1}});
            }),
            "HERE: constant: letter 'a' stands twice in the result \"aa\"\n  in prog");
}

TEST_F(TensorTest, ArgumentNamesAreUnique) {
  f32("x", {});
  EXPECT_EQ(message_of([&] { f32("x", {}); }), "program prog: argument `x` stands twice");
}

TEST_F(TensorTest, NumbersAloneAreNoTensors) {
  EXPECT_EQ(message_of([&] { maximum(1.0, 2.0); }), "HERE: maximum: one operand must be a Tensor");
  EXPECT_EQ(message_of([&] { exp(1.0); }), "HERE: a Tensor is expected; got a number");
}

TEST_F(TensorTest, DonationGoesToThePlaceOfTheOutput) {
  const Tensor x = f32("x", {{'b', 2}}), s = f32("s", {{'b', 2}});
  const hlo::Program p = std::move(g).finish({{"x", x, {}}, {"s", s + x, s}});
  EXPECT_EQ(p.arguments[0].alias_of, -1);
  EXPECT_EQ(p.arguments[1].alias_of, 1);
  EXPECT_EQ(p.results[1].name, "s");
}

// ---- dimensions ----

TEST_F(TensorTest, DimensionsAreSplitMergedAndDropped) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 12}, {'d', 5}});
  EXPECT_EQ(split_dim(x, 't', {{'c', -1}, {'l', 4}}).str(), "f32[b=2 c=3 l=4 d=5]");
  EXPECT_EQ(split_dim(x, 'd', {{'o', 1}, {'d', -1}}).str(), "f32[b=2 t=12 o=1 d=5]");
  EXPECT_EQ(merge_dims(x, "td", 'e').str(), "f32[b=2 e=60]");
  EXPECT_EQ(merge_dims(x, "bd", 'e').str(), "f32[e=10 t=12]");
  EXPECT_EQ(rename(x, 't', 'l').str(), "f32[b=2 l=12 d=5]");
  EXPECT_EQ(transpose(x, "dbt").str(), "f32[d=5 b=2 t=12]");
  EXPECT_EQ(transpose(x, "btd").node(), x.node());
  EXPECT_EQ(drop_dim(slice(x, 't', 3, 4), 't').str(), "f32[b=2 d=5]");
  EXPECT_EQ(last(x, 't').str(), "f32[b=2 d=5]");
  EXPECT_EQ(drop_first(x, 't').str(), "f32[b=2 t=11 d=5]");
  EXPECT_EQ(drop_last(x, 't').str(), "f32[b=2 t=11 d=5]");
  EXPECT_EQ(broadcast(x, {{'d', 5}, {'z', 7}, {'b', 2}, {'t', 12}}).str(), "f32[d=5 z=7 b=2 t=12]");
  EXPECT_EQ(pad(x, 't', 1, 2).str(), "f32[b=2 t=15 d=5]");
  EXPECT_EQ(pad(x, 't', 0, 0).node(), x.node());
  EXPECT_EQ(concat(x, transpose(x, "dbt"), 't').str(), "f32[b=2 t=24 d=5]");
  const auto [a, b, c] = split(x, 't', {2, 3, 7});
  EXPECT_EQ(a.size('t') * 100 + b.size('t') * 10 + c.size('t'), 237);
}

TEST_F(TensorTest, MergingWhatIsNoNeighbourTransposesFirst) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 3}, {'d', 5}});
  EXPECT_EQ(ops_of(g, merge_dims(x, "db", 'e')), "transpose reshape");
}

TEST_F(TensorTest, WrongDimensionsAreRefused) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 12}});
  const std::string from = "\n  operand f32[b=2 t=12] from `argument x` at HERE\n  in prog";
  const auto expect = [&](auto f, const std::string& text) {
    EXPECT_EQ(message_of(f), "HERE: " + text + from);
  };
  expect([&] { split_dim(x, 't', {{'c', -1}, {'l', 5}}); }, "split_dim: 't' is 12, not a multiple of 5");
  expect([&] { split_dim(x, 't', {{'c', 2}, {'l', 5}}); }, "split_dim: 't' is 12, not a multiple of 10");
  expect([&] { split_dim(x, 't', {{'c', -1}, {'l', 0}}); }, "split_dim: 't' is 12, not a multiple of 0");
  expect([&] { split_dim(x, 't', {{'c', -1}, {'l', -1}}); }, "split_dim: only one part may be left open");
  expect([&] { split_dim(x, 'd', {{'c', 2}}); }, "split_dim: no dimension 'd'");
  expect([&] { merge_dims(x, "td", 'e'); }, "merge_dims: no dimension 'd'");
  expect([&] { transpose(x, "t"); }, "transpose to \"t\": each dimension is named once");
  expect([&] { transpose(x, "td"); }, "transpose: no dimension 'd'");
  expect([&] { transpose(x, "tt"); },
         "transpose: the permutation names each dimension once (transpose C2); got f32[2, 12] by [1, 1]");
  expect([&] { rename(x, 'd', 'e'); }, "rename: no dimension 'd'");
  expect([&] { drop_dim(x, 't'); }, "drop_dim: 't' is 12, not 1");
  expect(
      [&] {
        broadcast(x, {{'b', 2}, {'t', 13}});
      },
      "broadcast: 't' of size 12 is not in the target f32[b=2 t=13]");
  expect([&] { slice(x, 't', 3, 13); },
         "slice: 0 <= start <= limit <= size in each dimension (slice C3); got f32[2, 12] from [0, 3] to [2, "
         "13] by [1, 1]");
  expect([&] { slice(x, 'd', 0, 1); }, "slice: no dimension 'd'");
  expect([&] { split_sizes(x, 't', {3, 4}); }, "split: the parts of 't' add up to 7, not to 12");
  expect([&] { sum(x, "d"); }, "sum: no dimension 'd'");
}

TEST_F(TensorTest, PiecesCheckTheirOperands) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 12}});
  const Tensor n = g.argument("n", DType::kS32, {{'t', 12}});
  const std::string from =
      "\n  operand f32[b=2 t=12] from `argument x` at HERE\n  operand s32[t=12] from `argument n` at HERE\n  "
      "in prog";
  EXPECT_EQ(message_of([&] { slice_rows(x, 't', n, 3); }),
            "HERE: slice_rows: the operand is [b t ...] and the starts are [b]" + from);
  EXPECT_EQ(message_of([&] { take_rows(x, n); }),
            "HERE: take_rows: a table of two dimensions and indices without its second are expected" + from);
}

TEST_F(TensorTest, PiecesHaveTheRightLetters) {
  const Tensor x = f32("x", {{'b', 2}, {'t', 12}, {'d', 3}}), table = f32("table", {{'v', 7}, {'d', 3}});
  const Tensor n = g.argument("n", DType::kS32, {{'b', 2}}),
               ids = g.argument("ids", DType::kS32, {{'b', 2}, {'t', 5}});
  EXPECT_EQ(slice_rows(x, 't', n, 4).str(), "f32[b=2 t=4 d=3]");
  EXPECT_EQ(take_rows(table, ids).str(), "f32[b=2 t=5 d=3]");
  EXPECT_EQ(take_rows(table, n).str(), "f32[b=2 d=3]");
  EXPECT_EQ(update(x, f32("row", {{'d', 3}, {'b', 2}}), g.argument("i", DType::kS32, {}), 't').str(),
            "f32[b=2 t=12 d=3]");
  EXPECT_EQ(sum(x, "td").str(), "f32[b=2]");
  EXPECT_EQ(sum(x, "db").str(), "f32[t=12]");
  EXPECT_EQ(mean(x, "t").str(), "f32[b=2 d=3]");
  EXPECT_EQ(any(gt(x, 0.0), "btd").str(), "pred[]");
}

TEST_F(TensorTest, AllOfNumbersIsRefused) { EXPECT_THROW(all(f32("x", {{'b', 2}}), "b"), TraceError); }

// The start values of reductions: what changes nothing, for each type.
TEST_F(TensorTest, ReductionsStartFromWhatChangesNothing) {
  const auto start = [](DType d, Tensor (*reduce)(Operand, std::string_view)) {
    Graph graph("p");
    const Tensor x = graph.argument("x", d, {{'b', 2}});
    const std::string text = hlo::print(std::move(graph).finish({{"r", reduce(x, "b"), {}}}));
    const auto from = text.find("dense<") + 6;
    return text.substr(from, text.find('>', from) - from);
  };
  EXPECT_EQ(start(DType::kF32, sum), "0.0");
  EXPECT_EQ(start(DType::kF32, max), "0xFF800000");
  EXPECT_EQ(start(DType::kF32, min), "0x7F800000");
  EXPECT_EQ(start(DType::kBF16, max), "0xFF80");
  EXPECT_EQ(start(DType::kS32, max), "-2147483648");
  EXPECT_EQ(start(DType::kS32, min), "2147483647");
  EXPECT_EQ(start(DType::kS64, max), "-9223372036854775808");
  EXPECT_EQ(start(DType::kS64, min), "9223372036854775807");
  EXPECT_EQ(start(DType::kU32, max), "0");
  EXPECT_EQ(start(DType::kU32, min), "4294967295");
  EXPECT_EQ(start(DType::kU64, min), "18446744073709551615");
  EXPECT_EQ(start(DType::kPred, all), "true");
  EXPECT_EQ(start(DType::kPred, any), "false");
}

}  // namespace
}  // namespace constate::trace
