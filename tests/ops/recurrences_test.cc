// Each recurrence in its chunk form and its step form, beside plain loops over its definition in double:
// random shapes, decays from 1 - 1e-7 to underflow, any start state, any split, identity tokens anywhere.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "harness.h"
#include "models/recurrences/delta_rule.h"
#include "models/recurrences/ssd.h"
#include "support/soak.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using models::recurrences::delta_rule, models::recurrences::delta_rule_step, models::recurrences::ssd,
    models::recurrences::ssd_step;

using Numbers = std::vector<double>;

struct Sizes {
  std::int64_t b, t, g, r, p, n, chunk;
};
void PrintTo(const Sizes& s, std::ostream* out) {
  *out << fmt::format("b {} t {} g {} r {} p {} n {} chunk {}", s.b, s.t, s.g, s.r, s.p, s.n, s.chunk);
}

// Tokens of a text, each [b t ...]; `k` is x's partner: B of ssd, the key of the delta rule. `a` is of each
// head, or of each element of its keys.
struct Text {
  Sizes size;
  Numbers q, k, v, a, beta, h0;
};

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine_);
  }
  Numbers numbers(std::int64_t count, double low, double high) {
    Numbers out(static_cast<std::size_t>(count));
    for (double& x : out) x = uniform(low, high);
    return out;
  }

 private:
  std::mt19937_64 engine_;
};

enum class Rule { kSsd, kDelta, kDeltaByElements };

// Of a token.
std::int64_t decays(Rule rule, const Sizes& s) {
  return s.g * s.r * (rule == Rule::kDeltaByElements ? s.n : 1);
}

Text random_text(Rule rule, Random& random, const Sizes& s) {
  Text out{s,
           random.numbers(s.b * s.t * s.g * s.n, -1, 1),
           random.numbers(s.b * s.t * s.g * s.n, -1, 1),
           random.numbers(s.b * s.t * s.g * s.r * s.p, -1, 1),
           {},
           {},
           random.numbers(s.b * s.g * s.r * s.p * s.n, -1, 1)};
  // Keys of length one, half of them close to one direction: what a product of powers would fail for.
  const auto n = static_cast<std::size_t>(s.n);
  const Numbers same = random.numbers(s.n, -1, 1);
  for (std::size_t i = 0; i < out.k.size(); i += n) {
    if (random.between(0, 1) == 0)
      for (std::size_t j = 0; j < n; ++j) out.k[i + j] = same[j] + 0.01 * out.k[i + j];
    double length = 0;
    for (std::size_t j = 0; j < n; ++j) length += out.k[i + j] * out.k[i + j];
    for (std::size_t j = 0; j < n; ++j) out.k[i + j] /= std::sqrt(length);
  }
  for (std::int64_t i = 0; i < s.b * s.t * decays(rule, s); ++i) {
    const bool fades = random.between(0, 20) == 0;
    out.a.push_back(fades ? -random.uniform(80, 1000)
                          : -std::exp(random.uniform(std::log(1e-7), std::log(5))));
  }
  out.beta = random.numbers(s.b * s.t * s.g * s.r, 0, 1);
  return out;
}

struct Result {
  Numbers y, h;
};

// The definition, token by token.
Result by_definition(Rule rule, const Text& x) {
  const Sizes& s = x.size;
  const auto at = [](std::int64_t i) { return static_cast<std::size_t>(i); };
  Result out{Numbers(x.v.size()), x.h0};
  for (std::int64_t b = 0; b < s.b; ++b)
    for (std::int64_t t = 0; t < s.t; ++t)
      for (std::int64_t g = 0; g < s.g; ++g)
        for (std::int64_t r = 0; r < s.r; ++r) {
          const std::int64_t token = (b * s.t + t) * s.g + g, head = token * s.r + r;
          for (std::int64_t p = 0; p < s.p; ++p) {
            double* h = &out.h[at((((b * s.g + g) * s.r + r) * s.p + p) * s.n)];
            const double *k = &x.k[at(token * s.n)], *q = &x.q[at(token * s.n)];
            double held = 0, y = 0;
            for (std::int64_t n = 0; n < s.n; ++n) {
              h[n] *= std::exp(x.a[at(rule == Rule::kDeltaByElements ? head * s.n + n : head)]);
              held += h[n] * k[n];
            }
            const double v = x.v[at(head * s.p + p)];
            const double u = rule == Rule::kSsd ? v : x.beta[at(head)] * (v - held);
            for (std::int64_t n = 0; n < s.n; ++n) {
              h[n] += u * k[n];
              y += h[n] * q[n];
            }
            out.y[at(head * s.p + p)] = y;
          }
        }
  return out;
}

std::vector<Input> inputs_of(Rule rule, const Text& x, DType type, bool one_token) {
  const Sizes& s = x.size;
  const Dim b{'b', s.b}, t{'t', s.t}, g{'g', s.g}, r{'r', s.r}, p{'p', s.p}, n{'n', s.n};
  const auto token = [&](std::vector<Dim> dims) {
    if (!one_token) dims.insert(dims.begin(), t);
    dims.insert(dims.begin(), b);
    return dims;
  };
  const std::vector<Dim> decay =
      rule == Rule::kDeltaByElements ? std::vector<Dim>{g, r, n} : std::vector<Dim>{g, r};
  return {{type, token({g, n}), x.q}, {type, token({g, n}), x.k},    {type, token({g, r, p}), x.v},
          {type, token(decay), x.a},  {type, token({g, r}), x.beta}, {type, {b, g, r, p, n}, x.h0}};
}

Result run_rule(Rule rule, const Text& x, DType type, bool one_token = false) {
  const std::int64_t chunk = x.size.chunk;
  const auto build = [&](Graph&, const Tensors& in) -> Tensors {
    if (rule == Rule::kSsd) {
      const auto out = one_token ? ssd_step(in[2], in[3], in[1], in[0], in[5])
                                 : ssd(in[2], in[3], in[1], in[0], in[5], chunk, type);
      return {out.y, out.h};
    }
    const auto out = one_token ? delta_rule_step(in[0], in[1], in[2], in[3], in[4], in[5])
                               : delta_rule(in[0], in[1], in[2], in[3], in[4], in[5], chunk);
    return {out.y, out.h};
  };
  const Values got = run("cpu", inputs_of(rule, x, type, one_token), build);
  return {got[0], got[1]};
}

// The tokens from `from` to `to`, starting from another state.
Text part(Rule rule, const Text& x, std::int64_t from, std::int64_t to, Numbers h0) {
  const Sizes& s = x.size;
  Text out = x;
  out.size.t = to - from;
  out.h0 = std::move(h0);
  const auto cut = [&](Numbers& values, std::int64_t each) {
    Numbers kept;
    for (std::int64_t b = 0; b < s.b; ++b)
      kept.insert(kept.end(), values.begin() + (b * s.t + from) * each,
                  values.begin() + (b * s.t + to) * each);
    values = std::move(kept);
  };
  cut(out.q, s.g * s.n), cut(out.k, s.g * s.n), cut(out.v, s.g * s.r * s.p), cut(out.a, decays(rule, s)),
      cut(out.beta, s.g * s.r);
  return out;
}

double largest(const Numbers& values) {
  double out = 0;
  for (const double x : values) out = std::max(out, std::abs(x));
  return out;
}

double difference(const Numbers& got, const Numbers& want) {
  EXPECT_EQ(got.size(), want.size());
  double out = 0;
  for (std::size_t i = 0; i < want.size(); ++i) out = std::max(out, std::abs(got[i] - want[i]));
  return std::isnan(out) ? INFINITY : out;
}

void expect_near(const Result& got, const Result& want, double bound, const std::string& what) {
  const double size = 1 + largest(want.h);
  EXPECT_LE(difference(got.y, want.y), bound * size) << what << ": y";
  EXPECT_LE(difference(got.h, want.h), bound * size) << what << ": h";
}

// In double: the forms are the same function, up to its rounding.
constexpr double kExact = 1e-11;

class Recurrences : public ::testing::TestWithParam<Rule> {};
INSTANTIATE_TEST_SUITE_P(Rules, Recurrences,
                         ::testing::Values(Rule::kSsd, Rule::kDelta, Rule::kDeltaByElements),
                         [](const auto& test) {
                           return test.param == Rule::kSsd     ? "Ssd"
                                  : test.param == Rule::kDelta ? "Delta"
                                                               : "DeltaByElements";
                         });

TEST_P(Recurrences, ChunksAreTheDefinitionForAnyShape) {
  Random random(1);
  for (int i = 0; i < testing::soak_share(60, 9); ++i) {
    const Sizes s{random.between(1, 3),
                  random.between(2, 90),
                  random.between(1, 3),
                  random.between(1, 3),
                  random.between(1, 9),
                  random.between(1, 9),
                  i < 6 ? i + 1 : random.between(1, 256)};
    const Text text = random_text(GetParam(), random, s);
    expect_near(run_rule(GetParam(), text, DType::kF64), by_definition(GetParam(), text), kExact,
                ::testing::PrintToString(s));
  }
}

TEST_P(Recurrences, StepsAreTheDefinition) {
  Random random(2);
  for (int i = 0; i < 4; ++i) {
    const Text text =
        random_text(GetParam(), random, {2, 1, random.between(1, 3), random.between(1, 3), 5, 7, 1});
    expect_near(run_rule(GetParam(), text, DType::kF64, true), by_definition(GetParam(), text), kExact,
                "step");
  }
}

TEST_P(Recurrences, ASplitAnywhereIsTheWhole) {
  Random random(3);
  const Text text = random_text(GetParam(), random, {1, 40, 2, 2, 3, 5, 16});
  const Result want = by_definition(GetParam(), text);
  for (const std::int64_t at : {1, 16, 17, 33, 39}) {
    const Result first = run_rule(GetParam(), part(GetParam(), text, 0, at, text.h0), DType::kF64);
    const Result second = run_rule(GetParam(), part(GetParam(), text, at, text.size.t, first.h), DType::kF64);
    Result all = first;
    all.y.insert(all.y.end(), second.y.begin(), second.y.end());
    all.h = second.h;
    expect_near(all, want, kExact, fmt::format("split at {}", at));
  }
}

TEST_P(Recurrences, IdentityTokensAnywhereLeaveTheStateAsItIs) {
  Random random(4);
  Text text = random_text(GetParam(), random, {1, 50, 2, 2, 3, 5, 16});
  Text without = text;
  // In the middle and at the end.
  const auto is_identity = [](std::int64_t t) { return (t >= 10 && t < 23) || t >= 41; };
  const std::int64_t heads = text.size.g * text.size.r;
  for (std::int64_t t = 0; t < text.size.t; ++t)
    for (std::int64_t i = 0; i < heads && is_identity(t); ++i) {
      const auto at = static_cast<std::size_t>(t * heads + i);
      text.beta[at] = 0;
      const auto each = static_cast<std::size_t>(decays(GetParam(), text.size) / heads);
      std::fill_n(text.a.begin() + static_cast<std::ptrdiff_t>(at * each), each, 0.0);
      if (GetParam() == Rule::kSsd)
        for (std::int64_t p = 0; p < text.size.p; ++p) text.v[at * 3 + static_cast<std::size_t>(p)] = 0;
    }
  Numbers h = without.h0;
  for (const auto& [from, to] : {std::pair<std::int64_t, std::int64_t>{0, 10}, {23, 41}})
    h = by_definition(GetParam(), part(GetParam(), without, from, to, h)).h;
  EXPECT_LE(difference(run_rule(GetParam(), text, DType::kF64).h, h), kExact);
}

// In f32. A state's error does not grow by later tokens, as no transition is longer than 1; each token adds
// roundings of sums over n and over a chunk, of numbers that are no larger than the largest state and value.
TEST_P(Recurrences, ErrorsInF32StayWithinTheirBound) {
  Random random(5);
  for (int i = 0; i < testing::soak_share(40, 5); ++i) {
    const Sizes s{1, random.between(2, 300), 2, 2, 16, 32, std::int64_t{1} << random.between(0, 7)};
    Text text = random_text(GetParam(), random, s);
    for (Numbers* x : {&text.q, &text.k, &text.v, &text.a, &text.beta, &text.h0})
      for (double& value : *x) value = static_cast<float>(value);
    const Result want = by_definition(GetParam(), text), got = run_rule(GetParam(), text, DType::kF32);
    const double terms = static_cast<double>(s.n + s.chunk) * std::sqrt(static_cast<double>(s.t));
    const double bound = 0x1p-24 * terms * (1 + largest(want.h));
    EXPECT_LE(difference(got.y, want.y), bound * std::sqrt(static_cast<double>(s.n)))
        << ::testing::PrintToString(s);
    EXPECT_LE(difference(got.h, want.h), bound) << ::testing::PrintToString(s);
  }
}

TEST(UnitLowerInverse, IsTheInverseWhereKeysAreAlike) {
  // N_ls = 1 for all l > s: the inverse has 1 on the diagonal and -1 below it, and nothing else.
  constexpr std::int64_t size = 48;
  Numbers n(size * size), want(size * size);
  for (std::int64_t l = 0; l < size; ++l)
    for (std::int64_t s = 0; s < size; ++s) {
      n[static_cast<std::size_t>(l * size + s)] = l > s ? 1 : 7;  // what is above counts for nothing
      want[static_cast<std::size_t>(l * size + s)] = l == s ? 1 : l == s + 1 ? -1 : 0;
    }
  const Values got = run(
      "cpu", {f32({{'l', size}, {'s', size}}, n)},
      [](Graph&, const Tensors& in) -> Tensors { return {models::recurrences::unit_lower_inverse(in[0])}; });
  EXPECT_EQ(got[0], want);
}

}  // namespace
}  // namespace constate::ops
