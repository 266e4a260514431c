// Every operation on each CPU plugin, from one table; the results are printed as a table too. The plugin that
// the project ships with must run all; an older one may say UNIMPLEMENTED, which is not a failure.
#include "trace/ops.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>

#include "harness.h"
#include "trace/nn.h"

namespace constate::ops {
namespace {

std::string outcome(const Case& c, const std::string& plugin, bool may_lack) {
  try {
    const std::string wrong = difference(c, run(plugin, c.inputs, c.build, c.lowering));
    if (wrong.empty()) return "pass";
    ADD_FAILURE() << c.name << " on " << plugin << ": " << wrong;
  } catch (const pjrt::PjrtError& e) {
    if (may_lack && e.code() == Code::kUnimplemented) return "unsupported";
    ADD_FAILURE() << c.name << " on " << plugin << ": " << e.what();
  } catch (const Error& e) {
    ADD_FAILURE() << c.name << ": " << e.what();
  }
  return "FAIL";
}

void run_table(const std::vector<Case>& cases) {
  std::set<std::string> names;
  for (const Case& c : cases) {
    EXPECT_TRUE(names.insert(c.name).second) << "two cases are called " << c.name;
    const std::string shipped = outcome(c, "cpu", false), older = outcome(c, "cpu-0.81", true);
    fmt::print("  {:40} {:12} {:12}\n", c.name, shipped, older);
  }
}

TEST(Ops, Hlo) { run_table(hlo_cases()); }
TEST(Ops, Trace) { run_table(trace_cases()); }
TEST(Ops, Nn) { run_table(nn_cases()); }
TEST(Ops, FourBits) { run_table(four_bit_cases()); }
TEST(Ops, Quantised) { run_table(quantised_cases()); }

// The table itself can fail.
TEST(Ops, AWrongResultIsSeen) {
  Case c = hlo_cases().at(0);
  ASSERT_EQ(c.name, "abs");
  EXPECT_EQ(difference(c, run("cpu", c.inputs, c.build)), "");
  c.expected[0][1] = 0.75;
  EXPECT_EQ(difference(c, run("cpu", c.inputs, c.build)), "output 0, element 1: 0.5, not 0.75");
  c.expected[0][1] = NAN;
  EXPECT_EQ(difference(c, run("cpu", c.inputs, c.build)), "output 0, element 1: 0.5, not nan");
}

// Log decays that sum to about -1000: a difference of running sums in f32 would lose the small ones.
TEST(Ops, SegsumKeepsThePrecisionOfItsTerms) {
  constexpr std::size_t n = 256;
  std::vector<double> a;
  for (std::size_t i = 0; i < n; ++i)
    a.push_back(static_cast<float>(-0.5 - 6.8 * std::fmod(static_cast<double>(i) * 0.6180339887, 1.0)));
  double total = 0;
  for (double v : a) total += v;
  ASSERT_NEAR(total, -1000, 20);
  for (const char* plugin : {"cpu", "cpu-0.81"}) {
    const auto build = [](Graph&, const Tensors& in) -> Tensors {
      return {trace::segsum(in[0], 'l', "ls"), trace::sum_after(in[0], 'l')};
    };
    const Values got = run(plugin, {f32({{'l', n}}, a)}, build);
    double neighbours = 0, all = 0, after = 0;
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0;  // of a[j+1] ... a[i]
      for (std::size_t i = j; i < n; ++i) {
        if (i > j) sum += a[i];
        const double value = got[0][i * n + j];
        if (i == j) {
          EXPECT_EQ(value, 0);
          continue;
        }
        const double error = std::abs(value - sum) / std::abs(sum);
        all = std::max(all, error);
        if (i == j + 1) neighbours = std::max(neighbours, error);
      }
      after = std::max(after, std::abs(got[1][j] - sum) / std::max(std::abs(sum), 1e-30));
      for (std::size_t i = 0; i < j; ++i) ASSERT_EQ(got[0][i * n + j], -INFINITY);
    }
    EXPECT_LT(neighbours, 1e-6) << plugin;
    EXPECT_LT(all, 1e-6) << plugin;
    EXPECT_LT(after, 256 * 0x1p-24)
        << plugin;  // a plain sum of up to 256 terms of one sign: half a unit each
  }
}

}  // namespace
}  // namespace constate::ops
