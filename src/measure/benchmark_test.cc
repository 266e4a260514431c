#include "measure/benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "models/published.h"
#include "models/registry.h"
#include "support/testing.h"

namespace constate::measure {

using namespace engine;

using namespace check;
namespace {

using ::testing::Each;
using ::testing::Gt;
using ::testing::MatchesRegex;
using testing::open_golden;
using ::testing::SizeIs;

using Ids = std::vector<std::int32_t>;

constexpr BenchmarkKind kPrefill = BenchmarkKind::kPrefill, kDecode = BenchmarkKind::kDecode;

TEST(Benchmark, TestsAreNamedByKindAndDepth) {
  EXPECT_EQ(label({kPrefill, 1, 512, 0}), "pp512");
  EXPECT_EQ(label({kDecode, 8, 64, 4096}), "tg64 @ d4096");
  EXPECT_EQ(name(kPrefill), "prefill");
  EXPECT_EQ(name(kDecode), "decode");
}

TEST(Benchmark, SpeedIsOfAllRows) {
  const BenchmarkSamples samples{{kDecode, 4, 10, 0}, {2, 4, 5}, 40};
  EXPECT_EQ(samples.tokens_per_second(), (std::vector<double>{20, 10, 8}));
  EXPECT_DOUBLE_EQ(samples.share_of_limit(), 0.25);
}

TEST(Benchmark, MemoryIsReckonedBeforeAnythingIsLoaded) {
  const auto model = models::make_model(models::published_config("mamba2-2.7b"), "mamba2-2.7b");
  const std::int64_t f32 = 10810398720, bf16 = 5409658880;
  const auto check = [&](const std::vector<std::int64_t>& weights, const std::vector<BenchmarkTest>& tests,
                         std::int64_t memory) {
    return message_and_hint_of([&] { check_fits(*model, weights, tests, memory); });
  };
  EXPECT_EQ(
      check({f32}, {{kPrefill, 1, 8, 0}, {kDecode, 1024, 8, 0}}, 25'000'000'000),
      "weights of 10.8 GB, arrays for the limits of 2.1 GB and 1024 sequences with a state of 171.9 MB take "
      "189.0 GB; there is 25.0 GB of memory [fewer sequences, fewer depths or fewer types fit]");
  // Two depths are kept for each type, while as many rows as the largest batch are at work.
  EXPECT_EQ(
      check({f32, bf16}, {{kPrefill, 2, 8, 5}, {kDecode, 2, 8, 5}, {kDecode, 3, 8, 7}}, 1'000'000'000),
      "weights of 16.2 GB, arrays for the limits of 4.3 GB and 13 sequences with a state of 171.9 MB take "
      "22.7 GB; there is 1.0 GB of memory [fewer sequences, fewer depths or fewer types fit]");
  const std::int64_t exactly = f32 + 2 * kMostLimitBytes + 3 * state_bytes(*model);
  EXPECT_EQ(check({f32}, {{kDecode, 3, 8, 0}}, exactly), "no error");
  EXPECT_NE(check({f32}, {{kDecode, 3, 8, 0}}, exactly - 1), "no error");
}

TEST(Benchmark, EachRoundAddsASampleToEachTestAndLimit) {
  const auto f32 = open_golden("groups2"), bf16 = open_golden("groups2", DType::kBF16);
  const std::vector<BenchmarkTest> tests{
      {kPrefill, 1, 5, 0}, {kDecode, 1, 3, 0}, {kPrefill, 2, 40, 7}, {kDecode, 2, 3, 7}};
  Benchmark benchmark({f32.get(), bf16.get()}, tests);
  benchmark.prepare(std::int64_t{1} << 34);
  benchmark.round();
  benchmark.round();
  for (const std::size_t engine : {0, 1}) {
    const std::vector<BenchmarkSamples> samples = benchmark.samples(engine);
    ASSERT_EQ(samples.size(), tests.size());
    for (std::size_t i = 0; i < tests.size(); ++i) {
      EXPECT_EQ(label(samples[i].test), label(tests[i]));
      EXPECT_THAT(samples[i].seconds, SizeIs(2));
      EXPECT_THAT(samples[i].seconds, Each(Gt(0)));
      EXPECT_GT(samples[i].limit_tokens_per_second, 0);
      EXPECT_LE(samples[i].share_of_limit(), 1);  // what the model reached is part of the limit
    }
    const LimitRates rates = benchmark.limits(engine);
    for (const auto& rate :
         {rates.read_bytes_per_second, rates.row_bytes_per_second, rates.matrix_flops_per_second}) {
      EXPECT_THAT(rate, SizeIs(2));
      EXPECT_THAT(rate, Each(Gt(0)));
    }
  }
}

TEST(Benchmark, AProgramThatTakesMoreThanTheMemoryIsNotRun) {
  const auto engine = open_golden("groups2");
  Benchmark benchmark({engine.get()}, {{kPrefill, 2, 100, 0}});
  EXPECT_THAT(message_and_hint_of([&] { benchmark.prepare(1000); }),
              MatchesRegex("pp100 with 2 rows: a segment of 128 tokens takes [0-9.]+ MB; there is 0.0 MB of "
                           "memory \\[fewer sequences fit\\]"));
}

TEST(Limits, ProductsAndLoopsKnowTheirSize) {
  const MatrixProduct product(*testing::cpu(), DType::kBF16, {2, 8, 3});
  EXPECT_EQ(product.bytes(), 2 * 8 * 3);
  EXPECT_EQ(product.flops(), 2 * 2 * 8 * 3);
  EXPECT_EQ(ReadLoop(1001, 2).bytes(), 1000);
}

TEST(Limits, AreTheBestOfAllSamples) {
  EXPECT_EQ((LimitRates{{3, 1, 2}, {1, 2, 1}, {8, 4}}.memory()), 3);
  EXPECT_EQ((LimitRates{{3, 1, 2}, {1, 7, 1}, {8, 4}}.memory()), 7);
  EXPECT_EQ((LimitRates{{}, {7, 9, 8}, {8, 4}}.memory()), 9);
  EXPECT_EQ((LimitRates{{}, {7}, {4, 8, 5}}.matrix()), 8);
  const LimitRates beaten{{3, 1}, {7, 2}, {4, 8}, 7.5, 8.5};
  EXPECT_EQ(beaten.memory(), 7.5);
  EXPECT_EQ(beaten.matrix(), 8.5);
}

Ids tokens_after(engine::Engine& engine, const Ids& prompt, engine::State from = {}) {
  engine::Generation g(engine, {{prompt, 12, {}, {}}}, {}, std::move(from));
  while (g.step()) {
  }
  return g.tokens(0);
}

TEST(GenerationFromAState, GoesOnAsIfThePromptHadBeenOne) {
  const auto engine = open_golden("demo");
  const Ids all{1143, 259, 2078, 269, 259, 647};
  engine::State state = engine->new_state(1);
  engine->prefill(state, std::vector<Ids>{{1143, 259, 2078}});
  const Ids tokens = tokens_after(*engine, {269, 259, 647}, std::move(state));
  EXPECT_EQ(tokens, tokens_after(*engine, all));
  EXPECT_NE(tokens, tokens_after(*engine, {269, 259, 647}));
}

TEST(GenerationFromAState, OfAnotherBatchIsRefused) {
  const auto engine = open_golden("groups2");
  EXPECT_EQ(message_of([&] {
              engine::Generation(*engine, {{{1}, 2, {}, {}}}, {}, engine->new_state(2));
            }),
            "generate: one row of the state for each row of the batch (1) is expected; got 2");
}

}  // namespace
}  // namespace constate::measure
