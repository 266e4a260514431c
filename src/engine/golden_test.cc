// Parity with PyTorch (tools/make_golden.py): hidden states against float64, greedy tokens one by one.
#include <gtest/gtest.h>

#include "engine/testing.h"
#include "formats/safetensors.h"

namespace constate::engine {
namespace {

using namespace testing;

struct Golden {
  const char* name;
  std::filesystem::path checkpoint() const {
    return std::string_view(name) == "demo" ? kSource / "models/demo" : kSource / "tests/data/golden" / name;
  }
  formats::SafetensorsFile data() const {
    return formats::SafetensorsFile(kSource / "tests/data/golden" / name / "golden.safetensors");
  }
};
void PrintTo(const Golden& g, std::ostream* out) { *out << g.name; }

class GoldenTest : public ::testing::TestWithParam<Golden> {
 protected:
  std::unique_ptr<Engine> open() {
    EngineOptions options;
    options.runtime.plugin = "cpu";
    options.dtype = DType::kF32;
    return Engine::open(GetParam().checkpoint(), options);
  }
};

// PyTorch's own float32 run differs from float64 by its rounding. Ours may differ by at most twice that.
TEST_P(GoldenTest, HiddenStatesAndLogitsAreWithinTwicePyTorchsOwnError) {
  const auto golden = GetParam().data();
  const auto engine = open();
  const Inspection ours = engine->inspect(values<std::int32_t>(golden.read("tokens")));
  const HostArray exact = golden.read("hidden_f64"), torch = golden.read("hidden_f32");
  const std::size_t layers = ours.hidden.size(), each = exact.as<double>().size() / layers;
  ASSERT_EQ(static_cast<std::int64_t>(layers), exact.shape().dims[0]);
  for (std::size_t i = 0; i < layers; ++i) {
    const auto want = exact.as<double>().subspan(i * each, each);
    const double error = relative_error(ours.hidden[i].as<float>(), want);
    const double allowed = 2 * relative_error(torch.as<float>().subspan(i * each, each), want);
    EXPECT_LE(error, allowed) << "layer " << i;
  }
  const auto vocabulary = static_cast<std::size_t>(engine->vocab_size());
  std::vector<float> logits;
  for (const std::int32_t at : values<std::int32_t>(golden.read("logits_positions"))) {
    const auto row = ours.logits.as<float>().subspan(static_cast<std::size_t>(at) * vocabulary, vocabulary);
    logits.insert(logits.end(), row.begin(), row.end());
  }
  const HostArray exact_logits = golden.read("logits_f64"), torch_logits = golden.read("logits_f32");
  const auto want = exact_logits.as<double>();
  EXPECT_LE(relative_error(std::span<const float>(logits), want),
            2 * relative_error(torch_logits.as<float>(), want));
}

TEST_P(GoldenTest, SixtyFourGreedyTokensAreThoseOfPyTorch) {
  const auto golden = GetParam().data();
  const auto engine = open();
  std::vector<Request> requests;
  std::vector<std::vector<std::int32_t>> want;
  for (int i = 0; golden.tensors().contains("prompts/" + std::to_string(i)); ++i) {
    requests.push_back({values<std::int32_t>(golden.read("prompts/" + std::to_string(i))), 64, {}, {}});
    want.push_back(values<std::int32_t>(golden.read("greedy/" + std::to_string(i))));
  }
  ASSERT_GE(requests.size(), 4u);
  // As one batch of unequal rows, and each prompt alone.
  Generation batch(*engine, requests);
  while (batch.step()) {
  }
  for (std::size_t i = 0; i < requests.size(); ++i)
    EXPECT_EQ(batch.tokens(i), want[i]) << "row " << i << " of the batch";
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Generation alone(*engine, {requests[i]});
    while (alone.step()) {
    }
    EXPECT_EQ(alone.tokens(0), want[i]) << "prompt " << i << " alone";
    EXPECT_EQ(alone.finish(0), Finish::kLength);
  }
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, GoldenTest,
                         ::testing::Values(Golden{"groups1"}, Golden{"groups2"}, Golden{"groups4"},
                                           Golden{"expand1_5"}, Golden{"conv1_bf16"}, Golden{"demo"}),
                         [](const auto& golden) { return std::string(golden.param.name); });

}  // namespace
}  // namespace constate::engine
