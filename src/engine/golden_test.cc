// Parity with PyTorch (tools/make_golden.py, make_hybrid_golden.py): hidden states against float64, greedy
// tokens one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <set>

#include "base/file.h"
#include "check/parity.h"
#include "formats/safetensors.h"
#include "models/families/mamba2_config.h"
#include "support/rounding.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;

struct Golden {
  const char* name;
  std::vector<std::int64_t> segments = {};  // empty: the device's own; one makes few programs to compile
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
    return open_golden(GetParam().name, DType::kF32, [](runtime::DeviceProfile& p) {
      if (!GetParam().segments.empty()) p.segments = GetParam().segments;
    });
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
    const double error = check::relative_error(ours.hidden[i].as<float>(), want);
    const double allowed = 2 * check::relative_error(torch.as<float>().subspan(i * each, each), want);
    EXPECT_LE(error, allowed) << "layer " << i;
    std::cout << GetParam().name << " layer " << i << ": " << error << " of " << allowed / 2 << "\n";
  }
  const auto vocabulary = static_cast<std::size_t>(engine->vocab_size());
  std::vector<float> logits;
  for (const std::int32_t at : values<std::int32_t>(golden.read("logits_positions"))) {
    const auto row = ours.logits.as<float>().subspan(static_cast<std::size_t>(at) * vocabulary, vocabulary);
    logits.insert(logits.end(), row.begin(), row.end());
  }
  const HostArray exact_logits = golden.read("logits_f64"), torch_logits = golden.read("logits_f32");
  const auto want = exact_logits.as<double>();
  const double error = check::relative_error(std::span<const float>(logits), want);
  const double allowed = 2 * check::relative_error(torch_logits.as<float>(), want);
  EXPECT_LE(error, allowed);
  std::cout << GetParam().name << " logits: " << error << " of " << allowed / 2 << "\n";
}

// A run of PyTorch: the tokens it chose, and of each place float64's two likeliest and how far their logits
// are apart, beside the largest.
struct Greedy {
  Ids prompt, tokens, choices;
  std::vector<double> gaps;
};

std::vector<Greedy> runs(const formats::SafetensorsFile& golden) {
  std::vector<Greedy> out;
  for (int i = 0; golden.tensors().contains("prompts/" + std::to_string(i)); ++i) {
    const auto ids = [&](const char* of) {
      return values<std::int32_t>(golden.read(of + std::to_string(i)));
    };
    out.push_back({ids("prompts/"), ids("greedy/"), ids("choices/"),
                   values<double>(golden.read("gaps/" + std::to_string(i)))});
  }
  return out;
}

Ids together(Ids a, const Ids& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Where ours differ from PyTorch's, float32 cannot tell: float64 has the two tokens first and second, and
// closer than twice what rounding may do to either (rounding.h). From there the comparison goes on with
// PyTorch's token. Returns how often that was.
int expect_tokens(Engine& engine, const Greedy& run, Ids ours, double bound, const std::string& what) {
  int ties = 0;
  std::size_t from = 0;  // of the run: what `ours` begins with
  while (true) {
    const Ids want = suffix(run.tokens, from);
    const auto at = static_cast<std::size_t>(
        std::mismatch(want.begin(), want.end(), ours.begin(), ours.end()).first - want.begin());
    if (ours.size() != want.size())
      ADD_FAILURE() << what << ": " << ours.size() << " tokens, not " << want.size();
    if (at == want.size() || ours.size() != want.size()) return ties;
    const std::size_t place = from + at;
    const std::set<std::int32_t> both{ours[at], want[at]};
    EXPECT_EQ(both, (std::set<std::int32_t>{run.choices[2 * place], run.choices[2 * place + 1]}))
        << what << ", token " << place;
    EXPECT_LE(run.gaps[place], 2 * bound) << what << ", token " << place;
    ++ties;
    from = place + 1;
    if (from == run.tokens.size()) return ties;
    ours = generate(engine, {{together(run.prompt, prefix(run.tokens, from)),
                              static_cast<std::int64_t>(run.tokens.size() - from),
                              {},
                              {}}})[0];
  }
}

// What rounding may do to logits beside the largest, after so many tokens.
double rounding_of_logits(const std::filesystem::path& checkpoint, const Engine& engine, std::size_t tokens) {
  if (engine.model().facts().model_type != "mamba2")  // as check/parity.h allows it
    return check::kGrowth32 * 0x1p-24 * std::sqrt(static_cast<double>(engine.model().facts().layers) + 1);
  const auto config = models::mamba2::parse_config(
      parse_json(read_text(checkpoint / "config.json", 1 << 20), "config.json"), "config.json");
  return rounding(config, {.tokens = static_cast<double>(tokens)}).at("logits");
}

TEST_P(GoldenTest, SixtyFourGreedyTokensAreThoseOfPyTorch) {
  const auto engine = open();
  const std::vector<Greedy> all = runs(GetParam().data());
  ASSERT_GE(all.size(), 4u);
  std::vector<Request> requests;
  for (const Greedy& run : all) requests.push_back({run.prompt, 64, {}, {}});
  // As one batch of unequal rows, and each prompt alone.
  const std::vector<Ids> rows = generate(*engine, requests);
  int ties = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double bound = rounding_of_logits(GetParam().checkpoint(), *engine, all[i].prompt.size() + 64);
    ties += expect_tokens(*engine, all[i], rows[i], bound, "row " + std::to_string(i) + " of the batch");
    Generation alone(*engine, {requests[i]});
    while (alone.step()) {
    }
    EXPECT_EQ(alone.finish(0), Finish::kLength);
    ties += expect_tokens(*engine, all[i], alone.tokens(0), bound, "prompt " + std::to_string(i) + " alone");
  }
  RecordProperty("ties", ties);
  std::cout << GetParam().name << ": " << ties << " ties\n";
}

// One checkpoint has pairs of tokens that differ in the last bit: what is said above of ties has cases.
TEST(Golden, SomeChoicesLieCloserThanFloat32CanTell) {
  int close = 0;
  for (const Greedy& run : runs(Golden{"ssm_norm_first"}.data()))
    close += static_cast<int>(
        std::count_if(run.gaps.begin(), run.gaps.end(), [](double g) { return g < 0x1p-24; }));
  EXPECT_GE(close, 20);
}

INSTANTIATE_TEST_SUITE_P(
    Checkpoints, GoldenTest,
    ::testing::Values(
        Golden{"groups1"}, Golden{"groups2"}, Golden{"groups4"}, Golden{"expand1_5"}, Golden{"conv1_bf16"},
        Golden{"codestral"}, Golden{"ssm_published"}, Golden{"ssm_norm_first"}, Golden{"ssm_layer_norm"},
        Golden{"ssm_gated_mlp"}, Golden{"ssm_all"}, Golden{"falcon_h1"}, Golden{"falcon_h1_all"},
        Golden{"granite"}, Golden{"granite_all"}, Golden{"granite_experts"}, Golden{"granite_experts_all"},
        Golden{"nemotron_h"}, Golden{"nemotron_h_experts"}, Golden{"nemotron_h_all"}, Golden{"lfm2"},
        Golden{"lfm2_all"}, Golden{"lfm2_experts", {96}}, Golden{"lfm2_experts_all", {96}}, Golden{"qwen3_5"},
        Golden{"qwen3_5_all"}, Golden{"qwen3_5_experts", {96}}, Golden{"qwen3_next"},
        Golden{"qwen3_next_experts", {96}}, Golden{"kimi_linear", {96}}, Golden{"kimi_linear_all", {96}},
        Golden{"olmo_hybrid"}, Golden{"olmo_hybrid_all"}, Golden{"demo"}),
    [](const auto& golden) { return std::string(golden.param.name); });

}  // namespace
}  // namespace constate::engine
