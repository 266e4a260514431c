// Parity with a file: passes for each golden checkpoint, fails where the file was changed, naming the place;
// and what a file may hold.
#include "check/parity.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/file.h"
#include "base/testing.h"
#include "formats/safetensors.h"
#include "models/registry.h"
#include "support/testing.h"

namespace constate::check {
namespace {

using namespace engine;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
namespace fs = std::filesystem;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const fs::path kGolden = kSource / "tests/data/golden";

Reference reference_for(const engine::Engine& engine, const std::string& golden) {
  return read_reference(kGolden / golden / "golden.safetensors", engine.model());
}

std::vector<std::string> goldens() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(kGolden))
    if (fs::exists(entry.path() / "golden.safetensors")) out.push_back(entry.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

class ParityTest : public ::testing::TestWithParam<std::string> {};

// Greedy runs are golden_test's, and AGreedyTokenIsNamed below.
TEST_P(ParityTest, PassesInFloat32) {
  const auto engine = open_golden(GetParam());
  Reference reference = reference_for(*engine, GetParam());
  ASSERT_TRUE(reference.hidden_f32 && reference.logits_f32);
  ASSERT_FALSE(reference.runs.empty());
  reference.runs.clear();
  const Parity parity = compare(*engine, reference);
  EXPECT_THAT(parity.failures, IsEmpty());
  EXPECT_EQ(static_cast<std::int64_t>(parity.layers.size()), engine->model().facts().layers);
  EXPECT_EQ(parity.positions, reference.positions.size());
  // The bound for files without a float32 run holds as well.
  reference.hidden_f32.reset();
  reference.logits_f32.reset();
  EXPECT_THAT(compare(*engine, reference).failures, IsEmpty());
}

bool has_experts(const Engine& engine) {
  return std::ranges::any_of(engine.model().weights(), [](const models::WeightSpec& w) {
    return w.use == models::WeightUse::kExperts;
  });
}

// Rows are rounded too, which shows: the error is far above that of float32.
TEST_P(ParityTest, PassesInSixteenAndEightBits) {
  std::vector<DType> dtypes{DType::kBF16, DType::kS8};
  if (GetParam().starts_with("groups")) dtypes.push_back(DType::kF16);
  for (const DType dtype : dtypes) {
    const auto engine = open_golden(GetParam(), dtype);
    Reference reference = reference_for(*engine, GetParam());
    reference.runs.clear();
    if (has_experts(*engine)) {
      EXPECT_EQ(message_of([&] { compare(*engine, reference); }),
                fmt::format("the model has experts, and in {} some tokens choose others than in f32: no "
                            "bound holds for them",
                            name(dtype)));
      continue;
    }
    const Parity parity = compare(*engine, reference);
    EXPECT_THAT(parity.failures, IsEmpty()) << name(dtype);
    EXPECT_GT(parity.logits.error, unit_roundoff(dtype) / 8) << name(dtype);
  }
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, ParityTest, ::testing::ValuesIn(goldens()),
                         [](const auto& golden) { return golden.param; });

TEST(Parity, CoversTheGoldenCheckpoints) { EXPECT_GE(goldens().size(), 6u); }

class Tampered : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { engine = open_golden("groups2"); }
  static void TearDownTestSuite() { engine.reset(); }
  static inline std::unique_ptr<engine::Engine> engine;
  Reference reference = [] {
    Reference r = reference_for(*engine, "groups2");
    r.runs.clear();
    return r;
  }();
  std::span<double> layer(std::size_t i) {
    const auto all = reference.hidden.as<double>();
    return all.subspan(i * all.size() / 2, all.size() / 2);
  }
  std::vector<std::string> failures() { return compare(*engine, reference).failures; }
};

TEST_F(Tampered, OneElementNamesItsLayerAndToken) {
  layer(1)[17 * 32 + 5] += 0.01;
  EXPECT_THAT(failures(), ElementsAre(MatchesRegex("layer 1: the relative error is [0-9.e-]+, [0-9.e-]+ is "
                                                   "allowed; the worst is token 17")));
}

// Too little for the norm of all tokens, too much for one.
TEST_F(Tampered, ATokenCountsByItself) {
  reference.hidden_f32.reset();
  const double allowed = compare(*engine, reference).layers[0].allowed;
  std::size_t small = 0;
  std::vector<double> norms;
  for (std::size_t t = 0; t < 70; ++t) {
    double squares = 0;
    for (const double v : layer(0).subspan(t * 32, 32)) squares += v * v;
    norms.push_back(std::sqrt(squares));
    if (norms[t] < norms[small]) small = t;
  }
  layer(0)[small * 32] += 10 * allowed * norms[small];
  const Parity parity = compare(*engine, reference);
  EXPECT_LT(parity.layers[0].error, allowed);
  EXPECT_THAT(parity.failures, ElementsAre(MatchesRegex("layer 0: token " + std::to_string(small) +
                                                        ": the relative error is [0-9.e-]+, [0-9.e-]+ is "
                                                        "allowed for a token")));
}

// The longest sums of this checkpoint are those of out_proj, 64 terms. The first layer counts √2, the logits
// after two layers √4.
TEST_F(Tampered, SumsMadeInOrderAreAllowedTheErrorOfTheirLength) {
  const double u = 0x1p-24, in_order = 2 * std::sqrt(64.0 / 6) * u;
  const auto allowed = [&] {
    const Parity parity = compare(*engine, reference);
    return std::pair{parity.layers[0].allowed, parity.logits.allowed};
  };
  // Another implementation's run without an error would leave ours none.
  const auto exact = [](const HostArray& from, HostArray& to) {
    std::transform(from.as<double>().begin(), from.as<double>().end(), to.as<float>().begin(),
                   [](double v) { return static_cast<float>(v); });
  };
  exact(reference.hidden, *reference.hidden_f32);
  exact(reference.logits, *reference.logits_f32);
  EXPECT_NEAR(allowed().first, in_order * std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(allowed().second, in_order * 2, 1e-12);
  // One that is far off is not followed.
  for (float& v : reference.hidden_f32->as<float>()) v *= 1.1f;
  for (float& v : reference.logits_f32->as<float>()) v *= 1.1f;
  EXPECT_NEAR(allowed().first, 2 * 16 * u * std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(allowed().second, 2 * 16 * u * 2, 1e-12);
  // And none: 64 terms are too few to count for more than 16 u.
  reference.hidden_f32.reset();
  reference.logits_f32.reset();
  EXPECT_NEAR(allowed().first, 16 * u * std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(allowed().second, 16 * u * 2, 1e-12);
}

TEST_F(Tampered, AScaledLayerIsNamed) {
  for (double& v : layer(0)) v *= 1.001;
  EXPECT_THAT(failures(), ElementsAre(MatchesRegex("layer 0: the relative error is 0\\.001, [0-9.e-]+ is "
                                                   "allowed; the worst is token [0-9]+")));
}

TEST_F(Tampered, LogitsAndTheFirstChoiceAreNamed) {
  const auto at = static_cast<std::size_t>(
      std::find(reference.positions.begin(), reference.positions.end(), 9) - reference.positions.begin());
  const auto row = reference.logits.as<double>().subspan(at * 128, 128);
  const auto first = std::max_element(row.begin(), row.end()),
             second = std::min_element(row.begin(), row.end());
  std::iter_swap(first, second);
  const Parity parity = compare(*engine, reference);
  ASSERT_EQ(parity.choices.size(), 1u);
  EXPECT_EQ(parity.choices[0].place, 9);
  EXPECT_EQ(parity.choices[0].ours, first - row.begin());
  EXPECT_EQ(parity.choices[0].theirs, second - row.begin());
  EXPECT_THAT(parity.failures,
              ElementsAre(MatchesRegex("logits: .*; the worst is token 9"),
                          MatchesRegex("after token 9: token [0-9]+ in place of [0-9]+: our margin is "
                                       "[0-9.]+ and theirs [0-9.]+, [0-9.e-]+ is allowed")));
}

// Two tokens as good as equal: either may be the first.
TEST_F(Tampered, ATieIsNoFailure) {
  const auto all = reference.logits.as<double>();
  for (std::size_t at = 0; at < all.size(); at += 128) {
    std::vector<double*> row;
    for (double& v : all.subspan(at, 128)) row.push_back(&v);
    std::partial_sort(row.begin(), row.begin() + 2, row.end(), [](double* a, double* b) { return *a > *b; });
    if (*row[0] - *row[1] < 0.1) std::swap(*row[0], *row[1]);
  }
  reference.logits_f32.reset();
  const auto narrow = open_golden("groups2", DType::kBF16);
  const Parity parity = compare(*narrow, reference);
  ASSERT_FALSE(parity.choices.empty());
  for (const Choice& c : parity.choices) {
    EXPECT_GT(*c.their_margin, 0);
    EXPECT_LT(*c.their_margin, 0.1);
    EXPECT_GT(c.allowed, 0.3);
  }
  EXPECT_THAT(parity.failures, IsEmpty());
}

TEST(Choices, BothMarginsCount) {
  EXPECT_TRUE((Choice{0, 1, 2, 0.1, 0.1, 0.1}).passed());
  EXPECT_TRUE((Choice{0, 1, 2, 0.1, std::nullopt, 0.1}).passed());
  EXPECT_FALSE((Choice{0, 1, 2, 0.2, 0.1, 0.1}).passed());
  EXPECT_FALSE((Choice{0, 1, 2, 0.1, 0.2, 0.1}).passed());
  EXPECT_FALSE((Choice{0, 1, 2, std::nan(""), std::nullopt, 0.1}).passed());
  EXPECT_EQ((Choice{3, 1, 2, 0.25, 0.5, 0.125}).str(),
            "token 1 in place of 2: our margin is 0.25 and theirs 0.5, 0.12 is allowed");
}

TEST_F(Tampered, AGreedyTokenIsNamed) {
  reference = reference_for(*engine, "groups2");
  reference.runs = {reference.runs[1], reference.runs[1]};
  std::int32_t& token = reference.runs[1].tokens[3];
  const std::int32_t ours = token;
  token = (token + 1) % 128;
  const Parity parity = compare(*engine, reference);
  EXPECT_EQ(parity.runs[0].equal, 64u);
  EXPECT_EQ(parity.runs[1].equal, 3u);
  ASSERT_EQ(parity.failures.size(), 1u);
  EXPECT_THAT(parity.failures[0],
              MatchesRegex("greedy/1: after 3 tokens, token " + std::to_string(ours) + " in place of " +
                           std::to_string(token) + ": our margin is [0-9.]+, [0-9.e-]+ is allowed"));
}

// ---- what a file may hold

class ReferenceFile : public ::testing::Test {
 protected:
  fs::path path =
      fs::temp_directory_path() / ("constate_reference_" + std::to_string(::getpid()) + ".safetensors");
  std::map<std::string, HostArray> tensors;
  std::shared_ptr<const models::BoundModel> model = [] {
    const fs::path config = kGolden / "groups2/config.json";
    return models::make_model(parse_json(read_text(config), "config.json"), "config.json")
        ->bind(DType::kF32, {});
  }();

  void SetUp() override {
    // 2 layers, width 32, 128 tokens in the vocabulary
    tensors["tokens"] = ints({3, 4, 5});
    tensors["logits_positions"] = ints({2});
    tensors["hidden_f64"] = HostArray::of(DType::kF64, {2, 3, 32}, std::vector<double>(192, 1));
    tensors["hidden_f32"] = HostArray::of(DType::kF32, {2, 3, 32}, std::vector<float>(192, 1));
    tensors["logits_f64"] = HostArray::of(DType::kF64, {1, 128}, std::vector<double>(128, 1));
    tensors["prompts/10"] = ints({1});
    tensors["greedy/10"] = ints({1, 2});
    tensors["prompts/9"] = ints({7});
    tensors["greedy/9"] = ints({8});
  }
  void TearDown() override { fs::remove(path); }
  static HostArray ints(const std::vector<std::int32_t>& values) {
    return HostArray::of(DType::kS32, {static_cast<std::int64_t>(values.size())}, values);
  }
  Reference read() {
    formats::save_safetensors(path, tensors);
    return read_reference(path, *model, "make one so");
  }
  std::string error() {
    const std::string text = message_and_hint_of([&] { read(); });
    EXPECT_EQ(text.rfind(path.string() + ": ", 0), 0u) << text;
    return text.substr(std::min(text.size(), path.string().size() + 2));
  }
};

TEST_F(ReferenceFile, IsRead) {
  tensors["more"] = ints({1});
  const Reference r = read();
  EXPECT_EQ(r.tokens, (Ids{3, 4, 5}));
  EXPECT_TRUE(r.hidden_f32);
  EXPECT_FALSE(r.logits_f32);
  ASSERT_EQ(r.runs.size(), 2u);
  EXPECT_EQ(r.runs[0].prompt, Ids{7});  // by number
  EXPECT_EQ(r.runs[1].tokens, (Ids{1, 2}));
  EXPECT_EQ(r.unused, std::vector<std::string>{"more"});
}

TEST_F(ReferenceFile, WhatIsMissingIsNamed) {
  const std::string hint = " [make one so]";
  for (const std::string name : {"tokens", "logits_positions", "hidden_f64", "logits_f64"}) {
    SetUp();
    tensors.erase(name);
    EXPECT_EQ(error(), "`" + name + "` is missing" + hint);
  }
  SetUp();
  tensors.erase("greedy/10");
  EXPECT_EQ(error(), "`prompts/10`: has no `greedy/10`");
  SetUp();
  tensors.erase("prompts/9");
  EXPECT_EQ(error(), "`greedy/9`: has no `prompts/9`");
}

TEST_F(ReferenceFile, ShapesAreThoseOfTheModel) {
  const auto with = [&](const std::string& name, HostArray array) {
    SetUp();
    tensors[name] = std::move(array);
    return error();
  };
  const std::string hint = " [the file must be made from the same checkpoint]";
  const auto doubles = [](std::vector<std::int64_t> dims) {
    return HostArray(Shape{DType::kF64, std::move(dims)});
  };
  EXPECT_EQ(
      with("hidden_f64", doubles({3, 3, 32})),
      "`hidden_f64`: must be f64[2, 3, 32] for this model (layers, tokens, width); got f64[3, 3, 32]" + hint);
  EXPECT_EQ(
      with("hidden_f64", doubles({2, 3, 33})),
      "`hidden_f64`: must be f64[2, 3, 32] for this model (layers, tokens, width); got f64[2, 3, 33]" + hint);
  EXPECT_EQ(
      with("logits_f64", doubles({1, 96})),
      "`logits_f64`: must be f64[1, 128] for this model (positions, vocabulary); got f64[1, 96]" + hint);
  EXPECT_EQ(
      with("hidden_f32", doubles({2, 3, 32})),
      "`hidden_f32`: must be f32[2, 3, 32] for this model (layers, tokens, width); got f64[2, 3, 32]" + hint);
  EXPECT_EQ(with("tokens", doubles({3})), "`tokens`: must be a list of s32, not empty; got f64[3]");
  EXPECT_EQ(with("tokens", ints({})), "`tokens`: must be a list of s32, not empty; got s32[0]");
  EXPECT_EQ(with("greedy/9", ints({})), "`greedy/9`: must be a list of s32, not empty; got s32[0]");
  EXPECT_EQ(with("logits_positions", ints({0, 1, 2, 0})),
            "`logits_positions`: at most one for each of the 3 tokens; got 4");
}

TEST_F(ReferenceFile, ElementsAreInRange) {
  tensors["tokens"] = ints({3, 128, 5});
  EXPECT_EQ(error(), "`tokens`: element 1: an id of this model is between 0 and 127; got 128");
  SetUp();
  tensors["prompts/9"] = ints({-1});
  EXPECT_EQ(error(), "`prompts/9`: element 0: an id of this model is between 0 and 127; got -1");
  SetUp();
  tensors["logits_positions"] = ints({3});
  EXPECT_EQ(error(), "`logits_positions`: element 0: a place in `tokens` is between 0 and 2; got 3");
  SetUp();
  tensors["hidden_f64"].as<double>()[1 * 96 + 2 * 32 + 7] = std::nan("");
  EXPECT_EQ(error(), "`hidden_f64`: all numbers must be finite; element [1, 2, 7] is nan");
  SetUp();
  tensors["hidden_f32"].as<float>()[0] = -static_cast<float>(kInfinity);
  EXPECT_EQ(error(), "`hidden_f32`: all numbers must be finite; element [0, 0, 0] is -inf");
}

// 4096 tokens: the shapes of the rest are not looked at.
TEST_F(ReferenceFile, LengthIsLimited) {
  tensors["tokens"] = ints(Ids(4097, 1));
  EXPECT_EQ(error(), "`tokens`: at most 4096 tokens of this model are compared at once; got 4097");
}

}  // namespace
}  // namespace constate::check
