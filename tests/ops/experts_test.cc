// A mixture of experts beside plain loops over its definition in double: every kind of router, any balance,
// tokens that are not valid; what it costs, and that no token's result depends on another's.
#include "models/layers/experts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "harness.h"
#include "support/soak.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using models::layers::expert_blocks, models::layers::ExpertBlocks, models::layers::Experts,
    models::layers::ExpertsConfig, models::layers::RouterScore;
using trace::Matrix;
using Numbers = std::vector<double>;

// Of a layer and its input. `t` is 0 where the input is one token of each row.
struct Problem {
  ExpertsConfig k;
  std::int64_t b, t;
  Numbers u, valid, router, correction, to_latent, to_latent_bias, in, out, from_latent, from_latent_bias;

  std::int64_t tokens() const { return b * std::max<std::int64_t>(t, 1); }
  std::int64_t rows_of_in() const { return k.gated ? 2 * k.intermediate_size : k.intermediate_size; }
};

Numbers random_numbers(std::mt19937_64& random, std::int64_t count, double spread) {
  Numbers out(static_cast<std::size_t>(count));
  for (double& x : out)
    x = static_cast<float>(std::uniform_real_distribution<double>(-spread, spread)(random));
  return out;
}

// Prompts end anywhere.
Problem random_problem(const ExpertsConfig& k, std::int64_t b, std::int64_t t, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Problem p{k, b, t, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  const std::int64_t d = k.hidden_size, l = k.width(), e = k.intermediate_size, x = k.experts;
  const auto matrix = [&](std::int64_t rows, std::int64_t columns) {
    return random_numbers(random, rows * columns, 2 / std::sqrt(static_cast<double>(columns)));
  };
  p.u = random_numbers(random, p.tokens() * d, 2);
  for (std::int64_t row = 0; row < b; ++row) {
    const auto length =
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(std::max<std::int64_t>(t, 1) + 1));
    for (std::int64_t i = 0; i < std::max<std::int64_t>(t, 1); ++i) p.valid.push_back(row == 0 || i < length);
  }
  p.router = matrix(x, d);
  p.correction = random_numbers(random, x, 0.3);
  p.to_latent = matrix(l, d), p.to_latent_bias = random_numbers(random, l, 0.5);
  p.in = matrix(x * p.rows_of_in(), l), p.out = matrix(x * l, e);
  p.from_latent = matrix(d, l), p.from_latent_bias = random_numbers(random, d, 0.5);
  return p;
}

// m [rows columns] times v.
Numbers times(const Numbers& m, std::span<const double> v, std::size_t first_row, std::size_t rows) {
  Numbers out(rows);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < v.size(); ++j) out[i] += m[(first_row + i) * v.size() + j] * v[j];
  return out;
}

double activated(const std::string& name, double x) {
  if (name == "relu2") return x > 0 ? x * x : 0;
  return x / (1 + std::exp(-x));  // silu
}

// The numbers of the `count` largest, largest first.
std::vector<std::size_t> largest_of(const Numbers& x, std::int64_t count) {
  std::vector<std::size_t> at(x.size());
  std::iota(at.begin(), at.end(), 0U);
  std::stable_sort(at.begin(), at.end(), [&](auto i, auto j) { return x[i] > x[j]; });
  at.resize(static_cast<std::size_t>(count));
  return at;
}

struct Chosen {
  std::vector<std::size_t> experts;
  Numbers weights;
};

Chosen chosen_by(const Problem& p, std::span<const double> u) {
  const ExpertsConfig& k = p.k;
  Numbers score = times(p.router, u, 0, static_cast<std::size_t>(k.experts));
  if (k.score == RouterScore::kSoftmax) {
    double total = 0;
    for (double& s : score) total += s = std::exp(s);
    for (double& s : score) s /= total;
  } else {
    for (double& s : score) s = 1 / (1 + std::exp(-s));
  }
  Numbers choice = score;
  if (k.correction)
    for (std::size_t i = 0; i < choice.size(); ++i) choice[i] += p.correction[i];
  const auto each = static_cast<std::size_t>(k.experts / k.groups);
  Numbers groups;
  for (std::size_t g = 0; g < static_cast<std::size_t>(k.groups); ++g) {
    Numbers of(choice.begin() + static_cast<std::ptrdiff_t>(g * each),
               choice.begin() + static_cast<std::ptrdiff_t>((g + 1) * each));
    std::sort(of.rbegin(), of.rend());
    groups.push_back(of[0] + (each > 1 ? of[1] : 0));
  }
  const auto best = largest_of(groups, k.best_groups);
  for (std::size_t i = 0; i < choice.size(); ++i)
    if (std::ranges::find(best, i / each) == best.end()) choice[i] = -INFINITY;
  Chosen out{largest_of(choice, k.chosen), {}};
  double total = 0;
  for (const std::size_t x : out.experts) total += score[x];
  for (const std::size_t x : out.experts)
    out.weights.push_back(k.scale * score[x] / (k.normalized ? total : 1));
  return out;
}

Numbers through(const Problem& p, std::size_t expert, std::span<const double> x) {
  const auto rows = static_cast<std::size_t>(p.rows_of_in()),
             e = static_cast<std::size_t>(p.k.intermediate_size);
  const Numbers in = times(p.in, x, expert * rows, rows);
  Numbers h(e);
  for (std::size_t i = 0; i < e; ++i) h[i] = activated(p.k.hidden_act, in[i]) * (p.k.gated ? in[e + i] : 1);
  return times(p.out, h, expert * x.size(), x.size());
}

// The definition, token by token.
Numbers by_definition(const Problem& p) {
  const auto d = static_cast<std::size_t>(p.k.hidden_size), l = static_cast<std::size_t>(p.k.width());
  Numbers out;
  for (std::size_t n = 0; n < static_cast<std::size_t>(p.tokens()); ++n) {
    const std::span<const double> u(&p.u[n * d], d);
    Numbers x(u.begin(), u.end()), y(l);
    if (p.k.latent) x = times(p.to_latent, u, 0, l);
    if (p.k.latent_bias)
      for (std::size_t i = 0; i < l; ++i) x[i] += p.to_latent_bias[i];
    const Chosen chosen = chosen_by(p, u);
    for (std::size_t j = 0; j < chosen.experts.size(); ++j) {
      const Numbers one = through(p, chosen.experts[j], x);
      for (std::size_t i = 0; i < l; ++i) y[i] += chosen.weights[j] * one[i];
    }
    if (p.k.latent) y = times(p.from_latent, y, 0, d);
    if (p.k.latent_bias)
      for (std::size_t i = 0; i < d; ++i) y[i] += p.from_latent_bias[i];
    if (p.valid[n] == 0) y.assign(d, 0);
    out.insert(out.end(), y.begin(), y.end());
  }
  return out;
}

// `type` is that of the matrices, s8 with a scale of 1 for each row.
std::vector<Input> inputs_of(const Problem& p, DType type) {
  const Dim d{'d', p.k.hidden_size}, l{'l', p.k.width()}, e{'e', p.k.intermediate_size}, x{'x', p.k.experts};
  std::vector<Dim> tokens{{'b', p.b}};
  if (p.t > 0) tokens.push_back({'t', p.t});
  std::vector<Dim> u = tokens;
  u.push_back(d);
  const Dim in{'e', p.rows_of_in()};
  const auto ones = [](Dim a, Dim b) {
    return f32({a, b}, Numbers(static_cast<std::size_t>(a.size * b.size), 1));
  };
  return {f32(u, p.u),
          pred(tokens, p.valid),
          f32({x, d}, p.router),
          f32({x}, p.correction),
          {type, {x, in, l}, p.in},
          {type, {x, l, e}, p.out},
          {type, {l, d}, p.to_latent},
          f32({l}, p.to_latent_bias),
          {type, {d, l}, p.from_latent},
          f32({d}, p.from_latent_bias),
          ones(x, in),
          ones(x, l)};
}

Tensors build(const Problem& p, const Tensors& in, DType type) {
  Experts<Tensor> w{in[2], {}, {}, {}, {in[4], {}}, {in[5], {}}, {}, {}};
  if (p.k.correction) w.correction = in[3];
  if (type == DType::kS8) w.in.scale = in[10], w.out.scale = in[11];
  if (p.k.latent) w.to_latent = Matrix<Tensor>{in[6], {}}, w.from_latent = Matrix<Tensor>{in[8], {}};
  if (p.k.latent_bias) w.to_latent_bias = in[7], w.from_latent_bias = in[9];
  return {models::layers::experts(w, p.k, in[0], in[1])};
}

Numbers run_layer(const Problem& p, DType type = DType::kF32, const trace::Lowering& lowering = {}) {
  return run(
      "cpu", inputs_of(p, type), [&](Graph&, const Tensors& in) { return build(p, in, type); }, lowering)[0];
}

// Beside the largest.
double difference(const Numbers& got, const Numbers& want) {
  EXPECT_EQ(got.size(), want.size());
  double out = 0, largest = 1e-3;
  for (std::size_t i = 0; i < want.size(); ++i) {
    out = std::max(out, std::isnan(got[i]) ? INFINITY : std::abs(got[i] - want[i]));
    largest = std::max(largest, std::abs(want[i]));
  }
  return out / largest;
}

// Sums of some tens of terms in f32.
constexpr double kRounding = 4e-6;

ExpertsConfig granite() {
  return {.hidden_size = 24, .intermediate_size = 16, .experts = 8, .chosen = 3, .hidden_act = "silu"};
}
ExpertsConfig nemotron() {
  return {.hidden_size = 24,
          .intermediate_size = 20,
          .experts = 12,
          .chosen = 4,
          .hidden_act = "relu2",
          .gated = false,
          .score = RouterScore::kSigmoid,
          .correction = true,
          .groups = 4,
          .best_groups = 2,
          .scale = 2.5};
}

std::vector<ExpertsConfig> kinds() {
  ExpertsConfig apart = granite(), corrected = granite(), latent = nemotron(), all = granite(),
                one = granite();
  apart.normalized = false;
  corrected.correction = true, corrected.groups = 2, corrected.best_groups = 1;
  latent.latent = 8, latent.latent_bias = true, latent.normalized = false;
  all.chosen = all.experts;
  one.chosen = 1, one.experts = 1;
  return {granite(), nemotron(), apart, corrected, latent, all, one};
}

TEST(Experts, AreTheDefinitionWithAnyRouterAndShape) {
  std::vector<Problem> problems;
  for (const ExpertsConfig& k : kinds())
    for (const auto& [b, t] : {std::pair<std::int64_t, std::int64_t>{5, 0}, {2, 45}})
      problems.push_back(random_problem(k, b, t, problems.size()));
  for (const auto& [b, t] : {std::pair<std::int64_t, std::int64_t>{1, 0}, {64, 0}, {1, 1}, {1, 9}, {1, 400}})
    problems.push_back(random_problem(granite(), b, t, problems.size()));
  for (std::size_t i = 0; i < problems.size(); ++i)
    EXPECT_LE(difference(run_layer(problems[i]), by_definition(problems[i])), kRounding) << "problem " << i;
}

// A router that sees nothing but the bias for choosing.
TEST(Experts, AllTokensMayGoToOneExpertAndNoneToOthers) {
  for (const std::int64_t chosen : {1, 2})
    for (const std::size_t favourite : {0U, 5U, 7U}) {
      ExpertsConfig k = granite();
      k.chosen = chosen, k.correction = true, k.score = RouterScore::kSigmoid;
      Problem p = random_problem(k, 1, 333, 77 + favourite);
      p.correction.assign(8, 0);
      p.correction[favourite] = 10;
      if (chosen == 2) p.correction[3] = 5;
      EXPECT_LE(difference(run_layer(p), by_definition(p)), kRounding) << favourite;
    }
}

TEST(Experts, WhatIsNotValidIsZeroAndLeavesTheRestAsItIs) {
  Problem p = random_problem(granite(), 2, 60, 5);
  p.valid.assign(120, 0);
  for (const double y : run_layer(p)) ASSERT_EQ(y, 0);
  std::fill(p.valid.begin(), p.valid.begin() + 60, 1);
  const Numbers want = run_layer(p);
  std::fill(p.u.begin() + 60 * 24, p.u.end(), 1e30);
  EXPECT_EQ(run_layer(p), want);
}

// To the bit, with others beside it, and in another row of the batch.
TEST(Experts, ARowDependsOnNoOther) {
  constexpr std::size_t rows = 32;
  const auto put = [](Numbers& into, const Numbers& from, std::size_t row) {
    const std::size_t each = from.size() / rows;
    std::copy_n(from.begin(), each, into.begin() + static_cast<std::ptrdiff_t>(row * each));
  };
  for (const ExpertsConfig& k : {granite(), nemotron()})
    for (const std::int64_t t : {0, 40}) {
      const Problem p = random_problem(k, rows, t, 9);
      const Problem beside = random_problem(k, rows, t, 10);
      Problem other = p;
      other.u = beside.u, other.valid = beside.valid;
      for (const std::size_t at : {0U, 3U, 31U}) put(other.u, p.u, at), put(other.valid, p.valid, at);
      const Numbers want = run_layer(p), got = run_layer(other);
      Numbers again = got;
      for (const std::size_t at : {0U, 3U, 31U}) put(again, want, at);
      EXPECT_EQ(again, got) << "t " << t;
      EXPECT_NE(got, want);
    }
}

// Matrices in fewer bits, in each form that a product has: rows are rounded too, weights are as they are.
TEST(Experts, NarrowMatricesInEveryForm) {
  const trace::Forms lanes{.lanes_to = 1}, reduced{.reduce_to = 1};
  const trace::Lowering in_lanes{.bf16 = lanes, .f16 = lanes, .s8 = lanes, .integer_products = true},
      by_reduction{.bf16 = reduced, .f16 = reduced};
  ExpertsConfig k = granite();
  k.hidden_size = 64, k.intermediate_size = 32;
  for (const DType type : {DType::kBF16, DType::kF16, DType::kS8})
    for (const std::int64_t t : {0, 100}) {
      Problem p = random_problem(k, 2, t, 21);
      for (Numbers* w : {&p.in, &p.out})
        for (double& v : *w) v = type == DType::kS8 ? std::round(127 * v) : std::round(64 * v) / 64;
      if (type == DType::kS8)  // whole numbers are large
        for (double& v : p.u) v /= 64;
      const Numbers want = by_definition(p);
      std::vector<trace::Lowering> lowerings{{}};
      if (t == 0) lowerings = {{}, in_lanes, by_reduction};
      for (const trace::Lowering& lowering : lowerings)
        EXPECT_LE(difference(run_layer(p, type, lowering), want), type == DType::kF16 ? 3e-3 : 2e-2)
            << name(type) << ", t " << t;
    }
}

// ---- what it costs ----

// Additions and multiplications of the products, of a loop's body as often as it may run.
double product_flops(const hlo::Program& program, const hlo::Region& region, double turns) {
  double sum = 0;
  for (const hlo::Instruction& i : region.body) {
    if (i.op == hlo::Op::kWhile) sum += turns * product_flops(program, i.regions[1], 1);
    if (i.op != hlo::Op::kDotGeneral) continue;
    const auto& dot = std::get<hlo::DotGeneral>(i.attributes);
    double terms = 2;
    for (const std::int64_t d : dot.lhs_contract)
      terms *= static_cast<double>(program.shape(i.operands[0]).dims[static_cast<std::size_t>(d)]);
    sum += terms * static_cast<double>(program.shape(i.results[0]).elements());
  }
  return sum;
}

// Granite 4.0 H Tiny: 64 experts, 6 of them for a token.
TEST(Experts, TheWorkIsThatOfTheChosen) {
  const ExpertsConfig k{
      .hidden_size = 1536, .intermediate_size = 512, .experts = 64, .chosen = 6, .hidden_act = "silu"};
  const double each = 2.0 * 3 * 512 * 1536, router = 2.0 * 64 * 1536;
  for (const std::int64_t t : {0, 1, 16, 256, 512, 2048}) {
    const std::int64_t tokens = std::max<std::int64_t>(t, 1);
    const ExpertBlocks blocks = expert_blocks(k, tokens);
    EXPECT_LE(blocks.most, tokens * 6 / blocks.rows + 64);
    EXPECT_LE(blocks.most, tokens * 6);
    Graph g("p");
    std::vector<Dim> dims{{'b', 1}};
    if (t > 0) dims.push_back({'t', t});
    const Tensor valid = g.argument("valid", DType::kPred, dims);
    dims.push_back({'d', 1536});
    const Tensor u = g.argument("u", DType::kF32, dims);
    Experts<Tensor> w{g.argument("router", DType::kF32, {{'x', 64}, {'d', 1536}}),
                      {},
                      {},
                      {},
                      {g.argument("in", DType::kBF16, {{'x', 64}, {'e', 1024}, {'l', 1536}}), {}},
                      {g.argument("out", DType::kBF16, {{'x', 64}, {'l', 1536}, {'e', 512}}), {}},
                      {},
                      {}};
    const Tensor y = models::layers::experts(w, k, u, valid);
    const hlo::Program program = std::move(g).finish({{"y", y, {}}});
    const double flops = product_flops(program, program.main, static_cast<double>(blocks.most));
    const double chosen = static_cast<double>(tokens) * (6 * each + router);
    EXPECT_EQ(flops,
              static_cast<double>(tokens) * router + static_cast<double>(blocks.most * blocks.rows) * each);
    EXPECT_LE(flops, blocks.rows == 1 ? chosen : chosen + 64 * static_cast<double>(blocks.rows) * each);
    if (t >= 256) {
      EXPECT_LE(flops, 0.3 * static_cast<double>(tokens) * 64 * each) << "as all experts would do";
    }
  }
}

}  // namespace
}  // namespace constate::ops
