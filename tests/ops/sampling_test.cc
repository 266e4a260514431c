// Choosing tokens: the random numbers against the published vectors, each rule against its definition.
#include "models/sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "harness.h"

namespace constate::ops {
namespace {

using models::SamplingRules;
using models::SamplingSettings;

constexpr double kInfinity = INFINITY;
constexpr SamplingRules kDraw{true, false, false}, kFilter{true, true, false}, kPenalty{false, false, true},
    kAll{true, true, true};

// One row of a batch; the defaults change nothing.
struct Row {
  std::vector<double> logits;
  double temperature = 1, top_k = 0, top_p = 1, min_p = 0, penalty = 1;
  double seed_low = 0, seed_high = 0, number = 0;
  std::vector<double> seen = {};  // tokens
};

std::vector<int> sample(const SamplingRules& rules, const std::vector<Row>& rows) {
  const auto n = static_cast<std::int64_t>(rows.size()), v = static_cast<std::int64_t>(rows[0].logits.size());
  const Dim b{'b', n};
  const auto each = [&](DType d, double Row::*field) {
    Input in{d, {b}, {}};
    for (const Row& r : rows) in.values.push_back(r.*field);
    return in;
  };
  Input seed = u32({b, {'q', 2}}, {}), logits = f32({b, {'v', v}}, {}),
        seen = pred({b, {'v', v}}, std::vector<double>(static_cast<std::size_t>(n * v)));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    seed.values.push_back(rows[i].seed_low);
    seed.values.push_back(rows[i].seed_high);
    logits.values.insert(logits.values.end(), rows[i].logits.begin(), rows[i].logits.end());
    for (double t : rows[i].seen)
      seen.values[i * static_cast<std::size_t>(v) + static_cast<std::size_t>(t)] = 1;
  }
  const auto build = [&](Graph&, const Tensors& in) -> Tensors {
    return {models::sample(rules, SamplingSettings<Tensor>{in[0], in[1], in[2], in[3], in[4], in[5]}, in[6],
                           in[7], in[8])};
  };
  const Values out =
      run("cpu",
          {each(DType::kF32, &Row::temperature), each(DType::kS32, &Row::top_k),
           each(DType::kF32, &Row::top_p), each(DType::kF32, &Row::min_p), each(DType::kF32, &Row::penalty),
           seed, logits, seen, each(DType::kS32, &Row::number)},
          build);
  return {out.at(0).begin(), out.at(0).end()};
}

using Set = std::set<int>;

// For each row the tokens that come in 1000 draws with different numbers, all in one program.
std::vector<Set> supports(const SamplingRules& rules, const std::vector<Row>& rows) {
  constexpr std::size_t kDraws = 1000;
  std::vector<Row> all;
  for (const Row& row : rows) {
    all.insert(all.end(), kDraws, row);
    for (std::size_t i = 0; i < kDraws; ++i) all[all.size() - kDraws + i].number = static_cast<double>(i);
  }
  const std::vector<int> tokens = sample(rules, all);
  std::vector<Set> out(rows.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) out[i / kDraws].insert(tokens[i]);
  return out;
}

Set support(const SamplingRules& rules, const Row& row) { return supports(rules, {row}).at(0); }

std::vector<double> logs(std::vector<double> probabilities) {
  for (double& p : probabilities) p = std::log(p);
  return probabilities;
}

// ---- random numbers ----

TEST(Threefry, GivesThePublishedWords) {
  const std::vector<Dim> words{{'b', 3}, {'q', 2}};
  const Input key = u32(words, {0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 0x13198a2e, 0x03707344});
  const Input counter = u32(words, {0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 0x243f6a88, 0x85a308d3});
  const std::vector<double> expected{0x6b200159, 0x99ba4efe, 0x1cb996fc, 0xbb002be7, 0xc4923a9c, 0x483df7a0};
  for (const char* plugin : {"cpu", "cpu-0.81"})
    EXPECT_EQ(run(plugin, {key, counter},
                  [](Graph&, const Tensors& in) -> Tensors { return {models::threefry2x32(in[0], in[1])}; }),
              Values{expected})
        << plugin;
}

// ---- greedy ----

TEST(Sample, GreedyTakesTheLargestAndOfEqualOnesTheFirst) {
  EXPECT_EQ(sample({}, {{{1, 3, 2, 3}}, {{0, -1, -2, -3}}, {{-kInfinity, -5, -kInfinity, -6}}}),
            (std::vector<int>{1, 0, 1}));
}

TEST(Sample, TemperatureZeroIsGreedyWhateverTheRules) {
  for (const SamplingRules& rules : {kDraw, kFilter, kAll})
    EXPECT_EQ(support(rules, {.logits = {1, 1.01, 1, 0.99}, .temperature = 0, .top_k = 3, .top_p = 0.5}),
              Set{1});
}

TEST(Sample, ARowWithNanIsToldByTheVocabularysSize) {
  const Row good{.logits = {0, 9, 0, 0}}, bad{.logits = {0, NAN, 9, 0}};
  for (const SamplingRules& rules : {SamplingRules{}, kDraw, kFilter, kAll})
    EXPECT_EQ(sample(rules, {good, bad, good}), (std::vector<int>{1, 4, 1}));
}

// Where a reduction is vectorised a maximum may lose the NaN: it is looked for by itself.
TEST(Sample, NanIsFoundAnywhereInALongRow) {
  std::vector<Row> rows;
  for (std::size_t at : {0u, 77u, 4096u, 4999u}) {
    rows.push_back({.logits = std::vector<double>(5000, 1.0)});
    rows.back().logits[at] = NAN;
  }
  for (const SamplingRules& rules : {SamplingRules{}, kFilter})
    EXPECT_EQ(sample(rules, rows), std::vector<int>(4, 5000));
}

TEST(Sample, InfiniteLogitsAreToldByTheVocabularysSize) {
  const Row good{.logits = {0, 9, 0, 0}}, plus{.logits = {0, kInfinity, 9, 0}};
  const Row minus{.logits = {-kInfinity, -kInfinity, -kInfinity, -kInfinity}};
  for (const SamplingRules& rules : {SamplingRules{}, kDraw, kFilter, kAll})
    EXPECT_EQ(sample(rules, {good, plus, minus}), (std::vector<int>{1, 4, 4}));
}

// ---- draws ----

TEST(Sample, ALowTemperatureTakesTheLargest) {
  for (const SamplingRules& rules : {kDraw, kFilter})
    for (const float temperature : {1e-30f, 1e-36f, 2e-38f})
      EXPECT_EQ(support(rules, {.logits = {10, 10.5, -20, 9}, .temperature = temperature}), Set{1})
          << temperature;
}

TEST(Sample, AHighTemperatureTakesAll) {
  EXPECT_EQ(support(kDraw, {.logits = {10, -10, 0, 5}, .temperature = 1e9}), (Set{0, 1, 2, 3}));
}

double chi_square(const std::vector<int>& tokens, const std::vector<double>& probabilities) {
  std::vector<double> count(probabilities.size());
  for (int t : tokens) ++count.at(static_cast<std::size_t>(t));
  double sum = 0;
  for (std::size_t i = 0; i < count.size(); ++i) {
    const double expected = probabilities[i] * static_cast<double>(tokens.size());
    EXPECT_GE(expected, 5);  // where the statistic has its distribution
    sum += (count[i] - expected) * (count[i] - expected) / expected;
  }
  return sum;
}

std::vector<double> softmax(const std::vector<double>& logits, double temperature) {
  std::vector<double> out;
  double sum = 0;
  for (double l : logits) sum += std::exp(l / temperature);
  for (double l : logits) out.push_back(std::exp(l / temperature) / sum);
  return out;
}

// One draw in a thousand of a true generator exceeds the bound: it is the 0.999 quantile of the chi-square
// distribution with 11 degrees of freedom. The generator is fixed, so the outcome is too.
constexpr double kChiSquare11 = 31.264;
const std::vector<double> kTwelve{0, 1, 2, -1, 0.5, 1.5, 0.25, -0.5, 2.5, 0, 1, -1.5};

TEST(Sample, DrawsOfOneRowFollowTheSoftmax) {
  const std::vector<double> temperatures{1, 2, 0.75};
  for (const SamplingRules& rules : {kDraw, kFilter}) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < 4000 * temperatures.size(); ++i)
      rows.push_back({.logits = kTwelve,
                      .temperature = temperatures[i / 4000],
                      .seed_low = 42,
                      .number = static_cast<double>(i % 4000)});
    const std::vector<int> tokens = sample(rules, rows);
    for (std::size_t i = 0; i < temperatures.size(); ++i) {
      const auto from = tokens.begin() + static_cast<std::ptrdiff_t>(4000 * i);
      EXPECT_LT(chi_square({from, from + 4000}, softmax(kTwelve, temperatures[i])), kChiSquare11)
          << temperatures[i];
    }
  }
}

TEST(Sample, FirstDrawsOfManySeedsFollowTheSoftmax) {
  for (double Row::*half : {&Row::seed_low, &Row::seed_high}) {
    std::vector<Row> rows(4000, Row{.logits = kTwelve});
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*half = static_cast<double>(i);
    EXPECT_LT(chi_square(sample(kDraw, rows), softmax(kTwelve, 1)), kChiSquare11);
  }
}

TEST(Sample, ADrawDependsOnSeedAndNumberAlone) {
  std::vector<Row> rows;
  for (int i = 0; i < 40; ++i)
    rows.push_back(
        {.logits = kTwelve, .temperature = 3, .seed_low = 7.0 + i % 5, .number = static_cast<double>(i / 5)});
  const std::vector<int> together = sample(kDraw, rows);
  for (std::size_t i : {0u, 17u, 39u})
    EXPECT_EQ(sample(kDraw, {rows[i]}), std::vector<int>{together[i]}) << i;
  EXPECT_EQ(sample(kFilter, rows), together);  // rules that rule nothing out change no draw
  EXPECT_EQ(sample(kAll, rows), together);
  EXPECT_GT(std::set<int>(together.begin(), together.end()).size(), 5u);
}

// With seed 0 the token of number 3154904 draws the largest uniform number, 1 - 2^-24, and that of 18077449
// the smallest, 0: neither may reach a token that is ruled out or of no weight.
TEST(Sample, TheExtremesOfTheUniformNumberStayAmongTheKept) {
  std::vector<double> logits(50000, -kInfinity);
  for (std::size_t i = 100; i < 10000; ++i) logits[i] = std::sin(static_cast<double>(i));
  const auto at = [&](double number) { return Row{.logits = logits, .top_k = 0, .number = number}; };
  for (const SamplingRules& rules : {kDraw, kFilter})
    EXPECT_EQ(sample(rules, {at(3154904), at(18077449)}), (std::vector<int>{9999, 100}));
}

// ---- rules ----

const std::vector<double> kFour = logs({0.5, 0.3, 0.15, 0.05});

struct Kept {
  Row row;
  Set tokens;
};

void expect_kept(const std::vector<Kept>& cases) {
  std::vector<Row> rows;
  for (const Kept& c : cases) rows.push_back(c.row);
  const std::vector<Set> got = supports(kFilter, rows);
  for (std::size_t i = 0; i < cases.size(); ++i) EXPECT_EQ(got[i], cases[i].tokens) << "case " << i;
}

TEST(Sample, TopK) {
  const auto row = [](std::vector<double> logits, double k) {
    return Row{.logits = std::move(logits), .temperature = 2, .top_k = k};
  };
  expect_kept({{row(kFour, 1), {0}},
               {row(kFour, 2), {0, 1}},
               {row(kFour, 3), {0, 1, 2}},
               {row(kFour, 0), {0, 1, 2, 3}},
               {row(kFour, 4), {0, 1, 2, 3}},
               {row(kFour, 5), {0, 1, 2, 3}},
               {row(kFour, 1000000), {0, 1, 2, 3}},
               {row({1, 2, 2, 2}, 2), {1, 2, 3}},  // equal to the threshold: all are kept
               {row({-1, -2, -3, -4}, 2), {0, 1}},
               {row({-1, 0.5, -3, 1}, 3), {0, 1, 3}},
               {row({0.0, -0.5, 0.5, -0.25}, 2), {0, 2}}});
}

TEST(Sample, TopP) {
  const auto row = [](std::vector<double> logits, double p) {
    return Row{.logits = std::move(logits), .top_p = p};
  };
  expect_kept({{row(kFour, 0), {0}},
               {row(kFour, 0.45), {0}},
               {row(kFour, 0.55), {0, 1}},  // the token that reaches the share is kept
               {row(kFour, 0.75), {0, 1}},
               {row(kFour, 0.85), {0, 1, 2}},
               {row(kFour, 0.97), {0, 1, 2, 3}},
               {row(kFour, 1), {0, 1, 2, 3}},
               {row({0.1, 0.1, 0.1, -3}, 0.4), {0, 1, 2}}});  // equal to the threshold: all are kept
}

TEST(Sample, MinP) {
  const auto row = [](std::vector<double> logits, double p) {
    return Row{.logits = std::move(logits), .min_p = p};
  };
  expect_kept({{row(kFour, 0), {0, 1, 2, 3}},
               {row(kFour, 0.25), {0, 1, 2}},  // of the largest: 0.125
               {row(kFour, 0.5), {0, 1}},
               {row(kFour, 1), {0}},
               {row({2, 2, 1, 0}, 1), {0, 1}}});
}

TEST(Sample, TheTemperatureComesBeforeTheThresholds) {
  // Half the temperature squares the probabilities: 0.25 : 0.09 : 0.0225, so 0.68 of the mass is the first's.
  expect_kept({{{.logits = kFour, .temperature = 0.5, .top_p = 0.6}, {0}},
               {{.logits = kFour, .temperature = 0.5, .min_p = 0.5}, {0}}});
}

TEST(Sample, TopPCountsWhatTopKLeaves) {
  // 0.8 of all, but 0.842 of what three tokens leave.
  expect_kept({{{.logits = kFour, .top_p = 0.83}, {0, 1, 2}},
               {{.logits = kFour, .top_k = 3, .top_p = 0.83}, {0, 1}}});
}

TEST(Sample, DrawsAmongTheKeptAreRenormalised) {
  std::vector<Row> rows(4000, Row{.logits = kFour, .top_k = 2, .seed_low = 3});
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].number = static_cast<double>(i);
  const std::vector<int> tokens = sample(kFilter, rows);
  EXPECT_LT(chi_square(tokens, {0.625, 0.375}), 10.828);  // 0.999 quantile, one degree of freedom
}

TEST(Sample, TheRepetitionPenaltyDividesPositiveAndMultipliesNegativeLogits) {
  const auto row = [](std::vector<double> logits, double penalty, std::vector<double> seen) {
    return Row{.logits = std::move(logits), .penalty = penalty, .seen = std::move(seen)};
  };
  EXPECT_EQ(sample(kPenalty, {row({4, 3, 1, 0}, 2, {0}),        // 4 becomes 2
                              row({4, 1.5, 1, 0}, 2, {0}),      // ... which still leads 1.5
                              row({-1, -1.5, -9, -9}, 2, {0}),  // -1 becomes -2
                              row({-1, -2.5, -9, -9}, 2, {0}),  // ... which still leads -2.5
                              row({4, 3, 1, 0}, 2, {0, 1}),     // 2 and 1.5
                              row({4, 3, 1, 0}, 1, {0}),        // 1 changes nothing
                              row({4, 3, 1, 0}, 0.5, {1}),      // below 1 it invites: 3 becomes 6
                              row({4, 3, 1, 0}, 2, {}),         // not seen: not changed
                              row({0, -0.1, -1, -1}, 5, {0, 1, 2, 3})}),
            (std::vector<int>{1, 0, 1, 0, 0, 0, 1, 0, 0}));
}

TEST(Sample, ThePenaltyComesBeforeTheOtherRules) {
  // Token 0 falls to 1 and out of the first two.
  EXPECT_EQ(support(kAll, {.logits = {4, 3, 2, 0}, .top_k = 2, .penalty = 4, .seen = {0}}), (Set{1, 2}));
}

TEST(Sample, RowsHaveSettingsOfTheirOwn) {
  std::vector<Row> rows;
  for (int i = 0; i < 600; ++i) {
    const double number = i;
    rows.push_back({.logits = kFour, .temperature = 0, .number = number});
    rows.push_back({.logits = kFour, .number = number});
    rows.push_back({.logits = kFour, .top_k = 2, .number = number});
    rows.push_back({.logits = kFour, .top_p = 0.85, .number = number});
    rows.push_back({.logits = kFour, .min_p = 0.5, .number = number});
    rows.push_back({.logits = kFour, .top_k = 1, .penalty = 1.2, .number = number, .seen = {0, 1, 2, 3}});
    rows.push_back({.logits = {0, 0, 0, NAN}, .number = number});
  }
  std::vector<Set> got(7);
  const std::vector<int> tokens = sample(kAll, rows);
  for (std::size_t i = 0; i < tokens.size(); ++i) got[i % 7].insert(tokens[i]);
  EXPECT_EQ(got, (std::vector<Set>{{0}, {0, 1, 2, 3}, {0, 1}, {0, 1, 2}, {0, 1}, {0}, {4}}));
}

}  // namespace
}  // namespace constate::ops
