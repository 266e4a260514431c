// Measures and the self check: that they pass where all is well, and fail where it is not, naming the place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/file.h"
#include "base/testing.h"
#include "check/self_check.h"
#include "formats/checkpoint.h"
#include "models/registry.h"
#include "support/testing.h"
#include "support/wrapped_model.h"
#include "trace/ops.h"

namespace constate::check {
namespace {

using namespace engine;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using trace::Tensor;
namespace fs = std::filesystem;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
const fs::path kGolden = kSource / "tests/data/golden";

double relative(std::vector<float> a, std::vector<double> b) {
  return relative_error(std::span<const float>(a), std::span<const double>(b));
}
double largest(std::vector<float> a, std::vector<float> b) { return largest_difference(a, b); }

TEST(Measures, AreSharesOfTheSecond) {
  EXPECT_EQ(relative({3, 5}, {3, 4}), 0.2);
  EXPECT_EQ(relative({1, 1}, {1, 1}), 0);
  EXPECT_EQ(largest({1, -6, 2}, {1, -4, 3}), 0.5);
  EXPECT_EQ(largest({-8}, {-4}), 1);
}

TEST(Measures, WhatIsNoNumberOrOfAnotherSizeIsNoAgreement) {
  EXPECT_EQ(relative({1, kNaN}, {1, 1}), kInfinity);
  EXPECT_EQ(relative({1, 1}, {1, std::nan("")}), kInfinity);
  EXPECT_EQ(relative({1}, {1, 1}), kInfinity);
  EXPECT_EQ(relative({1, 0}, {0, 0}), kInfinity);
  EXPECT_EQ(relative({0, 0}, {0, 0}), 0);
  const auto infinity = static_cast<float>(kInfinity);
  EXPECT_EQ(largest({kNaN, 1}, {1, 1}), kInfinity);
  EXPECT_EQ(largest({1, 1}, {1, kNaN}), kInfinity);
  EXPECT_EQ(largest({infinity}, {infinity}), kInfinity);
  EXPECT_EQ(largest({1, 2}, {1}), kInfinity);
  EXPECT_EQ(largest({0, 1}, {0, 0}), kInfinity);
  EXPECT_EQ(largest({0, 0}, {0, 0}), 0);
  EXPECT_EQ(largest({}, {}), 0);
}

TEST(Measures, ComparingTellsThePart) {
  const Snapshot a{{{"logits", {1, 2}}, {"layers.0.ssm", {4, 4}}}};
  Snapshot b = a;
  EXPECT_EQ(compare(a, b).largest, 0);
  b.parts[1].values[0] = 3;
  EXPECT_EQ(compare(b, a).largest, 0.25);
  EXPECT_EQ(compare(b, a).part, "layers.0.ssm");
  b.parts.pop_back();
  EXPECT_EQ(compare(b, a).largest, kInfinity);
  EXPECT_EQ(compare(b, a).part, "layers.0.ssm");
  EXPECT_EQ(compare(a, b).largest, kInfinity);
}

// ---- the self check

// Mamba-2 with a fault.
class Faulty : public WrappedModel {
 public:
  enum class Fault { kNone, kStep, kPadding, kForgets };
  Faulty(std::shared_ptr<const models::BoundModel> right, Fault fault)
      : WrappedModel(std::move(right)), fault_(fault) {}
  Tensor hidden(models::Traced& traced, const models::Input& given) const override {
    models::Input input = given;
    const bool one_token = input.ids.letters().size() == 1;
    if (fault_ == Fault::kPadding) input.valid = logical_or(input.valid, logical_not(input.valid));
    if (fault_ == Fault::kForgets && !one_token)
      for (Tensor& part : traced.state) part = part * 0.0;
    const Tensor out = WrappedModel::hidden(traced, input);
    return fault_ == Fault::kStep && one_token ? out * 1.001 : out;
  }

 private:
  Fault fault_;
};

// The failures of each way, and what the callbacks are told.
std::vector<std::string> failures_of(Faulty::Fault fault) {
  const fs::path folder = kGolden / "groups1";
  std::shared_ptr<const models::LanguageModel> right =
      models::make_model(parse_json(read_text(folder / "config.json"), "config.json"), "config.json");
  auto device = std::make_shared<runtime::Device>(*cpu());
  device->profile.segments = {1, 8};
  engine::EngineOptions options;
  options.device = device;
  options.dtype = DType::kF32;
  const formats::Checkpoint checkpoint = formats::Checkpoint::open(folder);
  std::set<std::string> present;
  for (const auto& [name, tensor] : checkpoint.tensors()) present.insert(name);
  const auto model = std::make_shared<WrappedConfiguration>(
      right, [&](auto bound) { return std::make_shared<Faulty>(std::move(bound), fault); });
  const auto engine =
      Engine::make(model, runtime::weights_from(checkpoint, model->weights(DType::kF32, present)), options);
  std::vector<std::string> told, out;
  const std::vector<Way> ways = check_ways(*engine, random_ids(*engine, 13, 1),
                                           {[&](const Way& way) { told.push_back(way.name); }, {}});
  EXPECT_THAT(told, ElementsAre("whole and step by step", "whole and split", "alone and in a batch",
                                "greedy tokens in blocks"));
  for (const Way& way : ways) {
    EXPECT_EQ(way.passed(), way.failure().empty());
    if (!way.passed()) out.push_back(way.failure());
  }
  return out;
}

TEST(SelfCheck, PassesWhereNothingIsWrong) { EXPECT_THAT(failures_of(Faulty::Fault::kNone), IsEmpty()); }

TEST(SelfCheck, AStepThatIsNotThePromptFails) {
  const auto failures = failures_of(Faulty::Fault::kStep);
  ASSERT_GE(failures.size(), 1u);
  EXPECT_THAT(failures[0],
              MatchesRegex("whole and step by step: logits differ by 0\\.00[0-9]+ at [0-9]+ tokens, "
                           "7\\.6e-06 is allowed"));
}

TEST(SelfCheck, PaddingThatCountsFails) {
  const auto failures = failures_of(Faulty::Fault::kPadding);
  ASSERT_GE(failures.size(), 3u);
  EXPECT_THAT(failures[0], MatchesRegex("whole and step by step: .*"));
  EXPECT_THAT(failures[2],
              MatchesRegex("alone and in a batch: (logits|elements of layers\\.[0-2]\\.(ssm|conv)) "
                           "differ by ([0-9.e+-]+|inf) at [0-9]+ tokens, 7\\.6e-06 is allowed"));
}

TEST(SelfCheck, AStateThatIsForgottenFails) {
  const auto failures = failures_of(Faulty::Fault::kForgets);
  ASSERT_GE(failures.size(), 2u);
  EXPECT_THAT(failures[1], MatchesRegex("whole and split: .*"));
}

TEST(SelfCheck, WantsTwoTokens) {
  const auto engine = open_golden("groups1");
  EXPECT_EQ(message_of([&] { check_ways(*engine, {1}); }),
            "self check: at least 2 tokens are expected; got 1");
}

// By what the program rounds to.
TEST(SelfCheck, TheBoundFollowsTheArithmetic) {
  const double wide = 64 * std::ldexp(1, -24), bf16 = 8 * std::ldexp(1, -8), f16 = 8 * std::ldexp(1, -11);
  EXPECT_EQ(allowed_difference(*open_golden("groups2")), wide * std::sqrt(3));
  EXPECT_EQ(allowed_difference(*open_golden("groups2", DType::kBF16)), bf16 * std::sqrt(3));
  EXPECT_EQ(allowed_difference(*open_golden("groups2", DType::kF16)), f16 * std::sqrt(3));
  EXPECT_EQ(allowed_difference(*open_golden("groups2", DType::kS8)), 8 * std::ldexp(1, -13) * std::sqrt(3));
  EXPECT_EQ(allowed_difference(*open_golden("groups2", DType::kS4)), 8 * std::ldexp(1, -13) * std::sqrt(3));
  EXPECT_EQ(allowed_difference(*open_golden("expand1_5", DType::kBF16)), bf16 * std::sqrt(4));
}

TEST(Split, CutsAscend) {
  const auto engine = open_golden("groups1");
  const std::string rule = "split: cuts ascend and are at most the number of ids";
  EXPECT_EQ(message_of([&] { split(*engine, {1, 2}, {3}); }), rule);
  EXPECT_EQ(message_of([&] { split(*engine, {1, 2}, {2, 1}); }), rule);
}

// Two devices of one machine: here two CPU plugins of different age.
TEST(Devices, AgreeAndDisagree) {
  const auto older =
      runtime::Device::open({.plugin = std::string(CONSTATE_PLUGIN_DIR) + "/cpu-0.81/xla_cpu_pjrt.so",
                             .cpu_devices = 1,
                             .note = {}});
  std::vector<std::string> notes;
  const auto others = other_devices(*older, [&](const std::string& note) { notes.push_back(note); });
  ASSERT_GE(others.size(), 1u);
  for (const auto& other : others) EXPECT_NE(other->client->plugin().path(), older->client->plugin().path());
  const auto engine = open_golden("groups2");
  Witness first = witness(*engine, random_ids(*engine, 20, 1));
  engine::EngineOptions options;
  options.device = older;
  options.dtype = DType::kF32;
  const auto second = Engine::open(kGolden / "groups2", options);
  const Way same = check_device(*second, first);
  EXPECT_EQ(same.failure(), "");
  EXPECT_EQ(same.name, "on cpu by xla_cpu_pjrt.so");
  for (float& v : first.after.parts[2].values) v *= 1.001f;
  first.greedy[5] = (first.greedy[5] + 1) % 128;
  const Way other = check_device(*second, first);
  EXPECT_THAT(other.failure(),
              MatchesRegex("on cpu by xla_cpu_pjrt\\.so: greedy: token 5 of 64 is [0-9]+ in place "
                           "of [0-9]+, a margin of [0-9.]+ where [0-9.e-]+ is a tie"));
  EXPECT_EQ(other.state.part, engine->model().state()[1].field);
}

}  // namespace
}  // namespace constate::check
