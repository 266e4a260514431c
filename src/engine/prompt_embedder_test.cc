// A text's embedding is that of PyTorch's hidden states, however it is cut, and of its own tokens alone.
#include "engine/prompt_embedder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "base/testing.h"
#include "formats/checkpoint.h"
#include "formats/safetensors.h"
#include "models/families/mamba2_config.h"
#include "support/rounding.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;

using Vector = std::vector<double>;

std::filesystem::path folder_of(const std::string& name) {
  return name == "demo" ? kSource / "models/demo" : kSource / "tests/data/golden" / name;
}

models::mamba2::Config config_of(const std::string& name) {
  return models::mamba2::parse_config(
      parse_json(read_text(folder_of(name) / "config.json", 1 << 20), "config.json"), "config.json");
}

std::vector<float> embedded(Engine& engine, const Ids& ids, Pooling pooling) {
  PromptEmbedder embedder(engine, ids);
  while (embedder.step()) {
  }
  return embedder.embedding(pooling);
}

double size_of(const Vector& v) {
  double squares = 0;
  for (const double x : v) squares += x * x;
  return std::sqrt(squares);
}

double distance(const std::vector<float>& got, const Vector& want) {
  Vector difference(want.size());
  for (std::size_t i = 0; i < want.size(); ++i) difference[i] = got[i] - want[i];
  return size_of(difference);
}

// Of PyTorch's float64 run, whose hidden states before the last norm are in the golden file.
struct Reference {
  Ids ids;
  std::vector<Vector> hidden;  // after the last norm, of each token
  double largest = 0;

  explicit Reference(const std::string& name) {
    const formats::SafetensorsFile golden(kSource / "tests/data/golden" / name / "golden.safetensors");
    ids = values<std::int32_t>(golden.read("tokens"));
    const HostArray all = golden.read("hidden_f64");
    const std::size_t tokens = ids.size(),
                      d = all.as<double>().size() / tokens / static_cast<std::size_t>(all.shape().dims[0]);
    const HostArray stored = formats::Checkpoint::open(folder_of(name)).read("backbone.norm_f.weight");
    const HostArray weight = stored.converted(DType::kF32);
    for (std::size_t t = 0; t < tokens; ++t) {
      const auto x = all.as<double>().last((tokens - t) * d).first(d);
      double squares = 0;
      for (const double v : x) squares += v * v;
      const double root = std::sqrt(squares / static_cast<double>(d) + config_of(name).layer_norm_epsilon);
      Vector y(d);
      for (std::size_t i = 0; i < d; ++i) y[i] = x[i] / root * static_cast<double>(weight.as<float>()[i]);
      for (const double v : y) largest = std::max(largest, std::abs(v));
      hidden.push_back(std::move(y));
    }
  }

  Vector pooled(Pooling pooling) const {
    if (pooling == Pooling::kLast) return hidden.back();
    Vector out(hidden[0].size(), 0);
    for (const Vector& h : hidden)
      for (std::size_t i = 0; i < out.size(); ++i) out[i] += h[i] / static_cast<double>(hidden.size());
    return out;
  }
  // How far a float32 run's may be from it: each element of a hidden state is off by the bound times the
  // largest one, a sum over a segment by a rounding for each token more; a direction turns by at most twice
  // the error over the length.
  double bound(const std::string& name, Pooling pooling) const {
    const auto tokens = static_cast<double>(ids.size());
    const double each = rounding(config_of(name), {.tokens = tokens}).at("hidden") + tokens * 0x1p-24;
    const Vector v = pooled(pooling);
    return 2 * std::sqrt(static_cast<double>(v.size())) * each * largest / size_of(v);
  }
};

Vector normalized(Vector v) {
  const double size = size_of(v);
  for (double& x : v) x /= size;
  return v;
}

constexpr Pooling kBoth[] = {Pooling::kMean, Pooling::kLast};

TEST(PromptEmbedder, IsThatOfPyTorchsHiddenStates) {
  for (const std::string name : {"groups1", "groups2", "groups4", "expand1_5", "demo"}) {
    const auto engine = open_golden(name);
    const Reference reference(name);
    for (const Pooling pooling : kBoth) {
      const std::vector<float> got = embedded(*engine, reference.ids, pooling);
      const double bound = reference.bound(name, pooling);
      ASSERT_LT(bound, 1e-2) << name;  // of a length of 1
      EXPECT_LE(distance(got, normalized(reference.pooled(pooling))), bound)
          << name << ", " << engine::name(pooling);
      EXPECT_NEAR(size_of({got.begin(), got.end()}), 1, 1e-6) << name;
    }
    // The two are not each other.
    EXPECT_GT(distance(embedded(*engine, reference.ids, Pooling::kMean),
                       normalized(reference.pooled(Pooling::kLast))),
              0.1)
        << name;
  }
}

// Whatever its last segment is padded with, and where it is cut.
TEST(PromptEmbedder, SegmentsOfAnyLengthAgree) {
  const Reference reference("groups2");
  for (const std::vector<std::int64_t>& segments :
       std::vector<std::vector<std::int64_t>>{{1}, {7}, {70}, {71}, {1, 32}}) {
    const auto engine =
        open_golden("groups2", DType::kF32, [&](runtime::DeviceProfile& p) { p.segments = segments; });
    for (const Pooling pooling : kBoth)
      EXPECT_LE(distance(embedded(*engine, reference.ids, pooling), normalized(reference.pooled(pooling))),
                reference.bound("groups2", pooling))
          << "segments up to " << segments.back() << ", " << engine::name(pooling);
  }
}

TEST(PromptEmbedder, AStepIsASegment) {
  const auto engine = open_golden("groups1", DType::kF32, [](runtime::DeviceProfile& p) {
    p.segments = {1, 8};
  });
  PromptEmbedder embedder(*engine, random_ids(*engine, 20, 1));
  std::vector<std::int64_t> fed;
  while (embedder.step()) fed.push_back(embedder.fed());
  EXPECT_EQ(fed, (std::vector<std::int64_t>{8, 16, 20}));
}

TEST(PromptEmbedder, WhatIsRefused) {
  const auto engine = open_golden("groups1");
  EXPECT_EQ(message_of([&] { PromptEmbedder(*engine, {}); }),
            "embed: at least one token is expected; got none");
  EXPECT_EQ(message_of([&] {
              PromptEmbedder(*engine, {1, 96});
            }),
            "token 1: an id is between 0 and 95; got 96");
  EXPECT_EQ(message_of([&] { PromptEmbedder(*engine, {1}).embedding(Pooling::kMean); }),
            "embed: the text has not been fed to its end");
  EXPECT_EQ(pooling_of("last"), Pooling::kLast);
  EXPECT_EQ(pooling_of("mean"), Pooling::kMean);
  EXPECT_EQ(pooling_of("cls"), std::nullopt);
}

}  // namespace
}  // namespace constate::engine
