// The likeliest tokens against a sort on the host, with many ties; log probabilities against a softmax in
// double.
#include "programs/token_scores.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness.h"

namespace constate::ops {
namespace {

constexpr std::size_t kRows = 3;

// Of so few values that most occur many times.
std::vector<double> logits_with_ties(std::size_t count, std::uint64_t seed) {
  std::vector<double> out;
  for (std::size_t i = 0; i < count; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    out.push_back(static_cast<double>((seed >> 33) % 7) * 0.75 - 3);
  }
  return out;
}

std::vector<double> log_softmax(const std::vector<double>& logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const double l : logits) sum += std::exp(l - largest);
  std::vector<double> out;
  for (const double l : logits) out.push_back(l - largest - std::log(sum));
  return out;
}

std::vector<std::size_t> sorted(const std::vector<double>& logits) {
  std::vector<std::size_t> ids(logits.size());
  std::iota(ids.begin(), ids.end(), std::size_t{0});
  std::stable_sort(ids.begin(), ids.end(),
                   [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
  return ids;
}

Values scores_of(const std::string& plugin, const std::vector<std::vector<double>>& rows,
                 const std::vector<double>& tokens, std::int64_t top) {
  const Dim b{'b', static_cast<std::int64_t>(rows.size())};
  Input logits = f32({b, {'v', static_cast<std::int64_t>(rows[0].size())}}, {});
  for (const auto& row : rows) logits.values.insert(logits.values.end(), row.begin(), row.end());
  return run(plugin, {logits, s32({b}, tokens)}, [&](Graph&, const Tensors& in) -> Tensors {
    const auto scores = programs::token_scores(in[0], in[1], top);
    if (!scores.top) return {scores.log_probability};
    return {scores.log_probability, scores.top->ids, scores.top->log_probability};
  });
}

void expect_right(const std::string& plugin, std::size_t vocabulary, std::size_t top) {
  SCOPED_TRACE(plugin + ", " + std::to_string(vocabulary) + ", top " + std::to_string(top));
  std::vector<std::vector<double>> rows;
  std::vector<double> tokens;
  for (std::size_t i = 0; i < kRows; ++i) {
    rows.push_back(logits_with_ties(vocabulary, i));
    tokens.push_back(static_cast<double>((i * 31 + 5) % vocabulary));
  }
  const Values got = scores_of(plugin, rows, tokens, static_cast<std::int64_t>(top));
  const std::size_t count = std::min(top, vocabulary);
  ASSERT_EQ(got.size(), top > 0 ? 3u : 1u);
  for (std::size_t i = 0; i < kRows; ++i) {
    const std::vector<double> want = log_softmax(rows[i]);
    EXPECT_NEAR(got[0][i], want[static_cast<std::size_t>(tokens[i])], 2e-6);
    if (top == 0) continue;
    ASSERT_EQ(got[1].size(), kRows * count);
    const std::vector<std::size_t> ids = sorted(rows[i]);
    for (std::size_t k = 0; k < count; ++k) {
      EXPECT_EQ(got[1][i * count + k], static_cast<double>(ids[k])) << i << ", place " << k;
      EXPECT_NEAR(got[2][i * count + k], want[ids[k]], 2e-6) << i << ", place " << k;
    }
  }
}

// Vocabularies that groups fill and those that they do not, down to one token.
TEST(TokenScores, AreThoseOfASortAndASoftmax) {
  for (const std::size_t vocabulary : {1u, 2u, 11u, 96u, 97u, 1009u, 5000u, 50277u, 50288u})
    for (const std::size_t top : {0u, 1u, 5u, 20u}) expect_right("cpu", vocabulary, top);
  for (const std::size_t vocabulary : {97u, 5000u}) expect_right("cpu-0.81", vocabulary, 20);
}

TEST(TokenScores, LargeLogitsDoNotOverflow) {
  const std::vector<double> large{1e4, 1e4 - 1, -1e30, 0}, same(4, -3e38);
  const Values got = scores_of("cpu", {large, same}, {1, 3}, 3);
  EXPECT_NEAR(got[0][0], -1 - std::log1p(std::exp(-1.0)), 1e-6);
  EXPECT_NEAR(got[0][1], -std::log(4.0), 1e-6);
  EXPECT_EQ(got[1], (std::vector<double>{0, 1, 3, 0, 1, 2}));
}

TEST(TokenScores, ATokenInTheListHasTheSameNumberThere) {
  std::vector<double> row;
  for (int i = 0; i < 500; ++i) row.push_back(std::sin(i * 1.7) * 9);
  const std::size_t best = sorted(row)[4];
  const Values got = scores_of("cpu", {row}, {static_cast<double>(best)}, 20);
  EXPECT_EQ(got[1][4], static_cast<double>(best));
  EXPECT_EQ(got[0][0], got[2][4]);
}

}  // namespace
}  // namespace constate::ops
