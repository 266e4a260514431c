// Numbers at the ends of their ranges, and sequences of 100,000 tokens: every way through a model stays
// finite and is the recurrence in double, up to the derived bound (rounding.h).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <iostream>

#include "models/families/mamba2_config.h"
#include "models/registry.h"
#include "support/exact.h"
#include "support/lively_weights.h"
#include "support/rounding.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using models::mamba2::Config;

using Change =
    std::function<void(const std::string& name, std::vector<std::int64_t> dims, std::span<float> values)>;

// A small model, whose weights are `change`d after they are drawn.
class Model {
 public:
  explicit Model(Change change, std::int64_t vocabulary = 40)
      : config_{{"model_type", "mamba2"},   {"hidden_size", 16}, {"num_hidden_layers", 2},
                {"num_heads", 4},           {"head_dim", 8},     {"n_groups", 2},
                {"state_size", 8},          {"expand", 2},       {"conv_kernel", 4},
                {"vocab_size", vocabulary}, {"use_bias", true},  {"chunk_size", 256}},
        k_(models::mamba2::parse_config(config_, "a small model")),
        model_(models::make_model(config_, "a small model")),
        source_([change = std::move(change), draw = lively_weights(1)](const models::WeightSpec& spec) {
          HostArray out = draw(spec);
          change(spec.field.substr(spec.field.rfind('.') + 1), out.shape().dims, out.as<float>());
          return out;
        }) {}

  const Config& config() const { return k_; }
  std::unique_ptr<Engine> engine(std::int64_t segment, std::int64_t scan_chunk) const {
    auto device = std::make_shared<runtime::Device>(*cpu());
    device->profile.segments = {1, segment};
    device->profile.lowering.scan_chunk = scan_chunk;
    EngineOptions options;
    options.device = device;
    options.dtype = DType::kF32;
    return Engine::make(model_, source_, options);
  }
  Exact exact() const { return Exact(k_, model_->weights(DType::kF32, {}), source_); }

 private:
  Json config_;
  Config k_;
  std::shared_ptr<const models::LanguageModel> model_;
  runtime::WeightSource source_;
};

void expect_within(const std::string& what, const check::Snapshot& got, const check::Snapshot& want,
                   const std::map<std::string, double>& bounds, double times) {
  ASSERT_EQ(got.parts.size(), want.parts.size());
  double largest = 0;
  for (std::size_t i = 0; i < want.parts.size(); ++i) {
    const std::string& name = want.parts[i].name;
    const double bound = times * bounds.at(name);
    const double difference = check::largest_difference(got.parts[i].values, want.parts[i].values);
    EXPECT_LE(difference, bound) << what << ", " << name;
    largest = std::max(largest, difference / bound);
  }
  std::cout << fmt::format("{}: {:.2g} of the bound\n", what, largest);
}

// Segments and chunks of two lengths, and steps: each against the exact result, and against each other.
void expect_all_ways(const Model& model, Conditions conditions, std::size_t tokens = 300) {
  const auto small = model.engine(24, 8), large = model.engine(256, 256);
  const Ids ids = random_ids(*small, tokens, 5);
  Exact exact = model.exact();
  for (const std::int32_t id : ids) exact.step(id);
  conditions.tokens = static_cast<double>(tokens);
  const auto bounds = rounding(model.config(), conditions);
  const check::Snapshot want = snapshot(exact), steps = check::step_by_step(*small, ids).back();
  for (const check::Snapshot::Part& part : want.parts)
    for (const float v : part.values) ASSERT_TRUE(std::isfinite(v)) << part.name;
  expect_within("step by step and exact", steps, want, bounds, 1);
  for (const auto* engine : {&small, &large}) {
    const std::string segments = fmt::format("segments of {}", (*engine)->device().profile.segments.back());
    const check::Snapshot got = whole(**engine, ids);
    expect_within(segments + " and exact", got, want, bounds, 1);
    expect_within(segments + " and step by step", got, steps, bounds, 2);
  }
}

void set(std::span<float> values, double to) {
  std::fill(values.begin(), values.end(), static_cast<float>(to));
}
void scale(std::span<float> values, float by) {
  for (float& v : values) v *= by;
}

// The rows of in_proj that give dt, [e d].
std::span<float> dt_rows(const std::vector<std::int64_t>& dims, std::span<float> values) {
  return values.last(static_cast<std::size_t>(4 * dims[1]));
}

TEST(Extreme, TimeStepsFarAboveTheThresholdOfSoftplus) {
  expect_all_ways(Model([](const std::string& name, auto, std::span<float> v) {
                    if (name == "dt_bias") set(v, 30);
                  }),
                  {.time_step = 30});
}

TEST(Extreme, TimeStepsNearZero) {
  expect_all_ways(Model([](const std::string& name, auto, std::span<float> v) {
                    if (name == "dt_bias") set(v, -30);
                  }),
                  {.time_step = 34});
}

TEST(Extreme, DecayThatUnderflows) {
  expect_all_ways(Model([](const std::string& name, auto, std::span<float> v) {
                    if (name == "A_log") set(v, std::log(1e4));
                    if (name == "dt_bias") set(v, 5);
                  }),
                  {.rate = 10});
}

TEST(Extreme, AlmostNoDecay) {
  expect_all_ways(Model([](const std::string& name, auto, std::span<float> v) {
                    if (name == "A_log") set(v, std::log(1e-8));
                  }),
                  {.rate = 19, .equal_decays = 300});
}

// Within one chunk tokens that erase the state stand beside tokens that keep it: a difference of running sums
// has to be exact where the sums are large and the difference is small.
class MixedDecay : public ::testing::TestWithParam<double> {};
TEST_P(MixedDecay, TokensThatEraseStandBesideTokensThatKeep) {
  expect_all_ways(Model([](const std::string& name, auto dims, std::span<float> v) {
                    if (name == "A_log") set(v, std::log(GetParam()));
                    if (name == "dt_bias") set(v, -4);
                    if (name == "in_proj") scale(dt_rows(dims, v), 8);
                  }),
                  {.time_step = 24, .projection = 8, .rate = 10});
}
INSTANTIATE_TEST_SUITE_P(Rates, MixedDecay, ::testing::Values(1.0, 16.0, 300.0, 1e4));

TEST(Extreme, LargeEmbeddings) {
  expect_all_ways(Model([](const std::string& name, auto, std::span<float> v) {
                    if (name == "embedding") scale(v, 1e4f);
                  }),
                  {});
}

// x, B, C and Δ of some hundreds, and a state as large as their products.
TEST(Extreme, LargeProjections) {
  const Model model([](const std::string& name, auto, std::span<float> v) {
    if (name == "in_proj") scale(v, 300);
  });
  expect_all_ways(model, {.projection = 300});
  const auto engine = model.engine(32, 16);
  EXPECT_EQ(generate(*engine, {{random_ids(*engine, 40, 1), 20, {}, {}}})[0].size(), 20u);
}

// All tokens are the same, and so are their time steps.
TEST(Extreme, EmbeddingsOfZero) {
  expect_all_ways(Model([](const std::string& name, auto, std::span<float> v) {
                    if (name == "embedding") set(v, 0);
                  }),
                  {.equal_decays = 300});
}

// Below 2^-126 a device may take a number for zero; here that is less than rounding does to the biases.
TEST(Extreme, EmbeddingsBelowTheNormalRange) {
  expect_all_ways(Model([](const std::string& name, auto, std::span<float> v) {
                    if (name == "embedding") scale(v, 1e-40f);
                  }),
                  {.equal_decays = 300});
}

// All of a head's input is zero: its state stays exactly zero, in every form.
TEST(Extreme, WeightsOfZero) {
  const Model model([](const std::string& name, auto, std::span<float> v) {
    if (name == "conv_weight" || name == "conv_bias") set(v, 0);
  });
  const auto engine = model.engine(32, 16);
  const Ids ids = random_ids(*engine, 100, 3);
  for (const check::Snapshot& got : {whole(*engine, ids), check::step_by_step(*engine, ids).back()})
    for (const check::Snapshot::Part& part : got.parts)
      for (const float v : part.values) {
        ASSERT_TRUE(std::isfinite(v)) << part.name;
        if (part.name.ends_with("ssm")) {
          ASSERT_EQ(v, 0.0f) << part.name;
        }
      }
}

// One head never forgets, the others within some tokens or thousands.
TEST(Extreme, AHundredThousandTokens) {
  constexpr std::size_t kTokens = 100'000, kSteps = 2'000;
  const Model model([](const std::string& name, auto, std::span<float> v) {
    if (name == "A_log")
      for (std::size_t h = 0; h < v.size(); ++h)
        v[h] = static_cast<float>(std::log(std::pow(1e-3, 3.0 - static_cast<double>(h))));
  });
  const auto large = model.engine(256, 128), small = model.engine(32, 32);
  const Ids ids = random_ids(*large, kTokens, 7);
  Exact exact = model.exact();
  for (const std::int32_t id : ids) exact.step(id);
  const check::Snapshot want = snapshot(exact);
  const auto bounds = rounding(model.config(), {.tokens = static_cast<double>(kTokens), .rate = 21});

  const check::Snapshot by_large = whole(*large, ids), by_small = whole(*small, ids);
  expect_within("segments of 256 and exact", by_large, want, bounds, 1);
  expect_within("segments of 32 and exact", by_small, want, bounds, 1);
  expect_within("segments of 256 and of 32", by_large, by_small, bounds, 2);

  State state = large->new_state(1);
  const std::vector<Ids> most{prefix(ids, kTokens - kSteps)};
  pjrt::Buffer logits = large->prefill(state, most);
  for (std::size_t i = kTokens - kSteps; i < kTokens; ++i) {
    const std::vector<Ids> one{{ids[i]}};
    logits = large->prefill(state, one, std::move(logits));
  }
  expect_within("the last 2,000 as steps and exact", snapshot(*large, logits, state), want, bounds, 1);
}

}  // namespace
}  // namespace constate::engine
