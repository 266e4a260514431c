// Which operations an einsum becomes, and what it refuses. Malformed specs are in tests/compile_fail.
#include "trace/einsum.h"

#include <gtest/gtest.h>

#include "trace/testing.h"

namespace constate::trace {
namespace {

using testing::message_of;
using testing::ops_of;

class EinsumTest : public ::testing::Test {
 protected:
  Tensor f32(const std::string& name, const std::vector<Dim>& dims) {
    return g.argument(name, DType::kF32, dims);
  }
  Graph g{"prefill"};
};

TEST_F(EinsumTest, AContractionIsOneDotGeneral) {
  const std::vector<Dim> dims{{'b', 2}, {'c', 3}, {'g', 1}, {'l', 4}, {'n', 8}};
  const Tensor CB = einsum("bcgln,bcgsn->bcgls", f32("C", dims), f32("B", dims));
  EXPECT_EQ(CB.str(), "f32[b=2 c=3 g=1 l=4 s=4]");
  EXPECT_EQ(ops_of(g, CB), "dot_general");
}

class ShortSums : public EinsumTest {
 protected:
  std::string ops(DType dtype, std::int64_t terms, std::int64_t rows, std::int64_t columns) {
    Graph graph("prefill", {.summed_terms = 4});
    const Tensor a = graph.argument("a", dtype, {{'i', rows}, {'k', terms}}),
                 b = graph.argument("b", dtype, {{'k', terms}, {'j', columns}});
    return ops_of(graph, einsum("ik,kj->ij", a, b));
  }
};

TEST_F(ShortSums, AreMultiplyAndReduceWhereTheLoweringHasIt) {
  EXPECT_EQ(ops(DType::kF32, 4, 2, 3), "broadcast_in_dim broadcast_in_dim multiply reduce");
  EXPECT_EQ(ops(DType::kF32, 5, 2, 3), "dot_general");
  EXPECT_EQ(ops(DType::kBF16, 4, 2, 3), "dot_general");
}

TEST_F(ShortSums, AreAProductWhereThereAreMany) {
  EXPECT_EQ(ops(DType::kF32, 4, 1024, 1024), "broadcast_in_dim broadcast_in_dim multiply reduce");
  EXPECT_EQ(ops(DType::kF32, 4, 1024, 1025), "dot_general");
}

// The letters are those of the product that they replace.
TEST_F(ShortSums, HaveTheShapeOfTheProduct) {
  Graph graph("prefill", {.summed_terms = 4});
  const Tensor C = graph.argument("C", DType::kF32, {{'b', 2}, {'l', 5}, {'g', 3}, {'n', 4}}),
               B = graph.argument("B", DType::kF32, {{'b', 2}, {'s', 6}, {'g', 3}, {'n', 4}});
  EXPECT_EQ(einsum("blgn,bsgn->sgbl", C, B).str(), "f32[s=6 g=3 b=2 l=5]");
}

// The first operand is laid out as batch, own, summed over.
TEST_F(EinsumTest, TheFirstOperandIsTransposedForTheProduct) {
  const std::vector<Dim> dims{{'b', 2}, {'l', 4}, {'g', 3}, {'n', 8}};
  const Tensor CB = einsum("blgn,bsgn->gbls", f32("C", dims), f32("B", dims));
  EXPECT_EQ(CB.str(), "f32[g=3 b=2 l=4 s=4]");
  EXPECT_EQ(ops_of(g, CB), "transpose dot_general");
}

TEST_F(EinsumTest, TheResultIsTransposedWhereTheSpecSaysSo) {
  const Tensor C = f32("C", {{'b', 2}, {'l', 4}, {'n', 8}}), B = f32("B", {{'b', 2}, {'l', 4}, {'n', 8}});
  const Tensor out = einsum("bln,bsn->sbl", C, B);
  EXPECT_EQ(out.str(), "f32[s=4 b=2 l=4]");
  EXPECT_EQ(ops_of(g, out), "dot_general transpose");
}

TEST_F(EinsumTest, TheOperandsChangePlacesWhereThatSparesATransposition) {
  const Tensor C = f32("C", {{'b', 2}, {'l', 4}, {'n', 8}}), B = f32("B", {{'b', 2}, {'l', 4}, {'n', 8}});
  const Tensor out = einsum("bln,bsn->bsl", C, B);
  EXPECT_EQ(out.str(), "f32[b=2 s=4 l=4]");
  EXPECT_EQ(ops_of(g, out), "dot_general");
}

TEST_F(EinsumTest, ProductsOfF32AreInF32OnEveryDevice) {
  const Tensor a = f32("a", {{'i', 2}, {'k', 3}}), b = f32("b", {{'k', 3}, {'j', 2}});
  const hlo::Program p = std::move(g).finish({{"r", einsum("ik,kj->ij", a, b), {}}});
  const auto& dot = std::get<hlo::DotGeneral>(p.main.body[0].attributes);
  EXPECT_TRUE(dot.highest);
  EXPECT_EQ(dot.result, DType::kF32);
}

TEST_F(EinsumTest, NarrowProductsGiveF32) {
  const Tensor a = g.argument("a", DType::kBF16, {{'i', 2}, {'k', 3}}),
               b = g.argument("b", DType::kBF16, {{'k', 3}, {'j', 2}});
  const Tensor r = einsum("ik,kj->ij", a, b);
  EXPECT_EQ(r.str(), "f32[i=2 j=2]");
  const hlo::Program p = std::move(g).finish({{"r", r, {}}});
  EXPECT_FALSE(std::get<hlo::DotGeneral>(p.main.body[0].attributes).highest);
}

TEST_F(EinsumTest, NothingToContractIsABroadcastMultiply) {
  const Tensor x = f32("x", {{'b', 2}, {'g', 1}, {'r', 2}, {'p', 3}}),
               B = f32("B", {{'b', 2}, {'g', 1}, {'n', 4}});
  const Tensor out = einsum("bgrp,bgn->bgrpn", x, B);
  EXPECT_EQ(out.str(), "f32[b=2 g=1 r=2 p=3 n=4]");
  EXPECT_EQ(ops_of(g, out), "broadcast_in_dim broadcast_in_dim multiply");
}

TEST_F(EinsumTest, AVectorForEachRowIsMultiplyAndReduce) {
  const Tensor h = f32("h", {{'b', 2}, {'g', 1}, {'r', 2}, {'p', 3}, {'n', 4}}),
               C = f32("C", {{'b', 2}, {'g', 1}, {'n', 4}});
  const Tensor y = einsum("bgrpn,bgn->bgrp", h, C);
  EXPECT_EQ(y.str(), "f32[b=2 g=1 r=2 p=3]");
  EXPECT_EQ(ops_of(g, y), "broadcast_in_dim multiply reduce");
}

TEST_F(EinsumTest, TheVectorMayStandFirst) {
  const Tensor h = f32("h", {{'b', 2}, {'p', 3}, {'n', 4}}), C = f32("C", {{'b', 2}, {'n', 4}});
  EXPECT_EQ(ops_of(g, einsum("bn,bpn->bp", C, h)), "broadcast_in_dim multiply reduce");
}

TEST_F(EinsumTest, ADimensionMayBeRenamed) {
  const Tensor a = f32("a", {{'l', 4}, {'n', 8}}), b = f32("b", {{'l', 4}, {'n', 8}});
  EXPECT_EQ(einsum("zn,sn->zs", a, b).letters(), "zs");
}

TEST_F(EinsumTest, ATransposedOperandIsRefused) {
  const Tensor C = f32("C", {{'b', 2}, {'n', 4}, {'l', 4}}), B = f32("B", {{'b', 2}, {'s', 4}, {'n', 4}});
  const std::string message = message_of([&] { einsum("bln,bsn->bls", C, B); });
  EXPECT_EQ(message.substr(0, message.find('\n')),
            "HERE: einsum \"bln,bsn->bls\": operand 1 has 'n' where the spec says 'l'; transposed?");
  const std::string second = message_of([&] { einsum("bsn,bln->bls", B, C); });
  EXPECT_EQ(second.substr(0, second.find('\n')),
            "HERE: einsum \"bsn,bln->bls\": operand 2 has 'n' where the spec says 'l'; transposed?");
}

TEST_F(EinsumTest, AWrongSizeReadsAsTheDesignSays) {
  const std::vector<Dim> half{{'b', 2}, {'c', 3}, {'l', 4}, {'g', 1}, {'n', 32}};
  const std::vector<Dim> whole{{'b', 2}, {'c', 3}, {'l', 4}, {'g', 1}, {'n', 64}};
  const Tensor C = g.argument("C", DType::kF32, half);
  const Tensor B = g.argument("B", DType::kF32, whole);
  const Scope scope(g, "layer 3");
  EXPECT_EQ(message_of([&] { einsum("bclgn,bcsgn->bgcls", C, B); }),
            "HERE: einsum \"bclgn,bcsgn->bgcls\": 'n' is 32 in one operand and 64 in the other\n"
            "  operand f32[b=2 c=3 l=4 g=1 n=32] from `argument C` at HERE\n"
            "  operand f32[b=2 c=3 l=4 g=1 n=64] from `argument B` at HERE\n"
            "  in prefill / layer 3");
}

TEST_F(EinsumTest, TheLineIsThatOfTheSpec) {
  const Tensor a = f32("a", {{'i', 2}, {'k', 3}}), b = f32("b", {{'k', 4}});
  const int line = __LINE__ + 1;
  const auto wrong = [&] { return einsum("ik,k->i", a, b); };
  EXPECT_TRUE(constate::message_of(wrong).starts_with("einsum_test.cc:" + std::to_string(line) + ": "));
}

TEST_F(EinsumTest, TheSpecNamesEveryDimension) {
  const Tensor a = f32("a", {{'i', 2}, {'k', 3}}), b = f32("b", {{'k', 3}});
  const std::string message = message_of([&] { einsum("bik,k->bi", a, b); });
  EXPECT_EQ(message.substr(0, message.find('\n')),
            "HERE: einsum \"bik,k->bi\": operand 1 has 2 dimensions, the spec names 3");
}

TEST_F(EinsumTest, ElementTypesMustAgree) {
  const Tensor a = f32("a", {{'i', 2}, {'k', 3}}), b = g.argument("b", DType::kF16, {{'k', 3}});
  const std::string message = message_of([&] { einsum("ik,k->i", a, b); });
  EXPECT_EQ(message.substr(0, message.find('\n')),
            "HERE: einsum \"ik,k->i\": operands are f32 and f16; convert one");
}

}  // namespace
}  // namespace constate::trace
