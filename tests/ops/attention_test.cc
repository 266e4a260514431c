// Attention beside its definition in double: with a window and without, capped scores, texts fed whole, in
// pieces with padding, and token by token.
#include "models/layers/attention.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "harness.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using models::layers::Attention, models::layers::AttentionConfig, models::layers::AttentionState;
using trace::Matrix;
using Numbers = std::vector<double>;

constexpr std::int64_t kBatch = 2, kWidth = 6, kHeads = 4, kKeyHeads = 2, kHead = 3;

AttentionConfig config(std::int64_t window, double cap) {
  AttentionConfig k{
      .hidden_size = kWidth, .num_heads = kHeads, .num_kv_heads = kKeyHeads, .head_dim = kHead, .scale = 1.5};
  k.window = window;
  k.score_cap = cap;
  return k;
}

// Of a text of each row: its inputs [b time d], and weights.
struct Problem {
  std::int64_t time;
  Numbers u, q, k, v, o;
};

Problem random_problem(std::int64_t time) {
  std::mt19937_64 random(static_cast<std::uint64_t>(time));
  const auto numbers = [&](std::int64_t count, double spread) {
    Numbers out(static_cast<std::size_t>(count));
    for (double& x : out)
      x = static_cast<float>(std::uniform_real_distribution<double>(-spread, spread)(random));
    return out;
  };
  return {time,
          numbers(kBatch * time * kWidth, 2),
          numbers(kHeads * kHead * kWidth, 1),
          numbers(kKeyHeads * kHead * kWidth, 1),
          numbers(kKeyHeads * kHead * kWidth, 1),
          numbers(kWidth * kHeads * kHead, 1)};
}

Numbers times(const Numbers& m, const double* x, std::int64_t rows, std::int64_t columns) {
  Numbers out(static_cast<std::size_t>(rows));
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j)
      out[static_cast<std::size_t>(i)] += m[static_cast<std::size_t>(i * columns + j)] * x[j];
  return out;
}

// [b time d], token by token.
Numbers by_definition(const Problem& p, const AttentionConfig& c) {
  Numbers out;
  for (std::int64_t b = 0; b < kBatch; ++b) {
    std::vector<Numbers> keys, values;
    for (std::int64_t i = 0; i < p.time; ++i) {
      const double* u = &p.u[static_cast<std::size_t>((b * p.time + i) * kWidth)];
      const Numbers q = times(p.q, u, kHeads * kHead, kWidth);
      keys.push_back(times(p.k, u, kKeyHeads * kHead, kWidth));
      values.push_back(times(p.v, u, kKeyHeads * kHead, kWidth));
      Numbers y(static_cast<std::size_t>(kHeads * kHead));
      for (std::int64_t h = 0; h < kHeads; ++h) {
        const std::int64_t g = h / (kHeads / kKeyHeads);
        const std::int64_t from = c.window > 0 ? std::max<std::int64_t>(0, i + 1 - c.window) : 0;
        double total = 0;
        Numbers sum(kHead);
        for (std::int64_t j = from; j <= i; ++j) {
          double score = 0;
          for (std::int64_t e = 0; e < kHead; ++e)
            score += q[static_cast<std::size_t>(h * kHead + e)] *
                     keys[static_cast<std::size_t>(j)][static_cast<std::size_t>(g * kHead + e)];
          score *= c.scale;
          if (c.score_cap > 0) score = c.score_cap * std::tanh(score / c.score_cap);
          const double weight = std::exp(score);
          total += weight;
          for (std::int64_t e = 0; e < kHead; ++e)
            sum[static_cast<std::size_t>(e)] +=
                weight * values[static_cast<std::size_t>(j)][static_cast<std::size_t>(g * kHead + e)];
        }
        for (std::int64_t e = 0; e < kHead; ++e)
          y[static_cast<std::size_t>(h * kHead + e)] = sum[static_cast<std::size_t>(e)] / total;
      }
      const Numbers d = times(p.o, y.data(), kWidth, kHeads * kHead);
      out.insert(out.end(), d.begin(), d.end());
    }
  }
  return out;
}

// A call: `length` tokens of each row in a piece of `size` places; size 0 is a step.
struct Part {
  std::int64_t length, size;
};

// All parts of a text in one program, the state handed from one to the next.
Numbers through(const std::string& plugin, const Problem& p, const AttentionConfig& k, std::int64_t capacity,
                const std::vector<Part>& parts, DType dtype = DType::kF32) {
  const Dim b{'b', kBatch}, d{'d', kWidth}, e{'e', kHeads * kHead}, f{'e', kKeyHeads * kHead};
  const std::vector<Input> inputs = {f32({b, {'t', p.time}, d}, p.u), f32({e, d}, p.q), f32({f, d}, p.k),
                                     f32({f, d}, p.v), f32({d, e}, p.o)};
  const Values got = run(plugin, inputs, [&](Graph& graph, const Tensors& x) {
    Attention<Tensor> w{.q_proj = {x[1], {}},
                        .q_bias = {},
                        .k_proj = {x[2], {}},
                        .k_bias = {},
                        .v_proj = {x[3], {}},
                        .v_bias = {},
                        .o_proj = {x[4], {}},
                        .o_bias = {},
                        .q_norm = {},
                        .k_norm = {}};
    const auto specs = models::layers::attention_state(k, capacity);
    std::vector<Dim> dims = specs.keys.dims;
    dims.insert(dims.begin(), b);
    AttentionState<Tensor> state{fill(graph, dtype, 0, dims), fill(graph, dtype, 0, dims)};
    std::optional<Tensor> out;
    std::int64_t at = 0;
    for (const Part& part : parts) {
      const Tensor position = fill(graph, DType::kS32, static_cast<double>(at), {b});
      Tensor u = slice(x[0], 't', at, at + part.length);
      const Dim t{'t', part.size};
      const Tensor valid = part.size == 0 ? lt(fill(graph, DType::kS32, 0, {b}), 1.0)
                                          : lt(broadcast(iota(graph, DType::kS32, t), {b, t}),
                                               static_cast<double>(part.length));
      u = part.size == 0 ? drop_dim(u, 't') : pad(u, 't', 0, part.size - part.length, 7);
      Tensor y = attention(w, k, u, position, state, valid);
      y = part.size == 0 ? split_dim(y, 'd', {{'t', 1}, {'d', -1}}) : slice(y, 't', 0, part.length);
      out = out ? concat(*out, y, 't') : y;
      at += part.length;
    }
    return Tensors{*out};
  });
  return got[0];
}

double largest_difference(const Numbers& a, const Numbers& b) {
  double out = a.size() == b.size() ? 0 : INFINITY;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double apart = std::abs(a[i] - b[i]);
    out = apart <= out ? out : apart;  // NaN too
  }
  return out;
}

constexpr double kBound = 2e-5;  // values are below 40, sums of tens of terms

// The same text whole, and in pieces with padding and steps.
const std::vector<Part> kWhole12 = {{12, 16}}, kPieces12 = {{5, 8}, {1, 0}, {2, 8}, {4, 4}};

TEST(AttentionLayer, AWindowIsItsDefinitionHoweverTheTextIsFed) {
  const Problem p = random_problem(12);
  struct Case {
    std::int64_t window;
    double cap;
    std::vector<Part> parts;
  };
  for (const auto& [window, cap, parts] :
       {Case{1, 0, kPieces12}, Case{5, 3, kWhole12}, Case{5, 0, kPieces12}, Case{12, 0, kPieces12}}) {
    const AttentionConfig k = config(window, cap);
    EXPECT_LT(largest_difference(through("cpu", p, k, 0, parts), by_definition(p, k)), kBound)
        << window << ' ' << cap;
  }
}

// More keys than one block has.
TEST(AttentionLayer, ALongWindow) {
  const Problem p = random_problem(300);
  const std::vector<Part> whole = {{300, 300}}, pieces = {{200, 256}, {1, 0}, {99, 128}};
  for (const auto& [window, parts] : {std::pair(256, whole), {257, pieces}, {290, pieces}}) {
    const AttentionConfig k = config(window, 0);
    EXPECT_LT(largest_difference(through("cpu", p, k, 0, parts), by_definition(p, k)), kBound) << window;
  }
}

TEST(AttentionLayer, AllKeysWithCappedScores) {
  const Problem p = random_problem(12);
  for (const auto& [cap, parts] : {std::pair(0.5, kPieces12), {3.0, kWhole12}}) {
    const AttentionConfig k = config(0, cap);
    EXPECT_LT(largest_difference(through("cpu", p, k, 256, parts), by_definition(p, k)), kBound) << cap;
  }
}

// Rounding keys and values to 8 bits moves a result by about that, and all ways to feed a text round alike.
TEST(AttentionLayer, KeysAndValuesInBf16) {
  const Problem p = random_problem(12);
  const AttentionConfig k = config(0, 0);
  const Numbers want = by_definition(p, k), whole = through("cpu", p, k, 256, kWhole12, DType::kBF16);
  EXPECT_GT(largest_difference(whole, want), 1e-3);
  EXPECT_LT(largest_difference(whole, want), 0.5);
  EXPECT_LT(largest_difference(through("cpu", p, k, 256, kPieces12, DType::kBF16), whole), kBound);
}

TEST(AttentionLayer, TheStateOfAWindowHasOneSize) {
  const auto windowed = models::layers::attention_state(config(5, 0), 1024),
             whole = models::layers::attention_state(config(0, 0), 1024);
  EXPECT_EQ(windowed.keys.growth, models::Growth::kConstant);
  EXPECT_EQ(windowed.keys.shape(1).dims, (std::vector<std::int64_t>{1, 5, kKeyHeads, kHead}));
  EXPECT_EQ(whole.keys.growth, models::Growth::kByToken);
  EXPECT_EQ(whole.keys.shape(1).dims[1], 1024);
}

}  // namespace
}  // namespace constate::ops
