#include "models/work.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/published.h"
#include "models/registry.h"

namespace constate::models {
namespace {

std::shared_ptr<const BoundModel> bound(const Json& config, DType dtype) {
  return make_model(config, "config")->bind(dtype, {});
}

std::shared_ptr<const BoundModel> published(const char* name, DType dtype) {
  return bound(published_config(name), dtype);
}

double bytes(const std::shared_ptr<const BoundModel>& model, std::int64_t batch) {
  return decode_bytes(*model, batch);
}

double flops(const std::shared_ptr<const BoundModel>& model, std::int64_t tokens,
             std::int64_t scan_chunk = 256) {
  trace::Lowering lowering;
  lowering.scan_chunk = scan_chunk;
  return prefill_flops(*model, tokens, lowering);
}

// d model width, L layers, 2 d inner width, h = d / 32 heads of 64, state width 128, window of 3:
//   matrices   L (d (4 d + 256 + h) + 2 d d) + 50288 d
//   the rest   L (5 (2 d + 256) + 3 h + 3 d) + d, always f32
//   state      4 L (h 64 128 + 3 (2 d + 256)) bytes
TEST(Decode, BytesOfPublishedSizes) {
  EXPECT_EQ(bytes(published("mamba2-130m", DType::kF32), 1), 515958528 + 2 * 19390464);
  EXPECT_EQ(bytes(published("mamba2-130m", DType::kF32), 8), 515958528 + 8 * 2 * 19390464);
  EXPECT_EQ(bytes(published("mamba2-130m", DType::kBF16), 1), 258524928.0 + 2 * 19390464);
  EXPECT_EQ(bytes(published("mamba2-2.7b", DType::kF32), 1), 10810398720.0 + 2 * 171900928.0);
}

// A separate head is read whole; of the embedding each row reads a line, as long as there are lines.
TEST(Decode, OfAnEmbeddingBesideAHeadOnlyLinesAreRead) {
  Json config = models::published_config("mamba2-130m");
  config["tie_word_embeddings"] = false;
  const auto tied = published("mamba2-130m", DType::kF32), separate = bound(config, DType::kF32);
  EXPECT_EQ(separate->weights().size(), tied->weights().size() + 1);
  for (const std::int64_t batch : {1, 8, 4096})
    EXPECT_NEAR(bytes(separate, batch) - bytes(tied, batch), static_cast<double>(batch) * 768 * 4, 1)
        << batch;
  EXPECT_NEAR(bytes(separate, 60000) - bytes(tied, 60000), 50288.0 * 768 * 4, 1);
  EXPECT_EQ(flops(separate, 512), flops(tied, 512));
}

// Each token and layer: 2 d (4 d + 256 + h) + 2 d 2 d for the projections, and for the scan in chunks of Q
// 2 Q 128 + 2 Q 64 h + 4 128 64 h; once 2 · 50288 d for the head.
TEST(Prefill, ArithmeticOfPublishedSizes) {
  constexpr double kProjections = 180191232, kHead = 77242368;
  EXPECT_EQ(flops(published("mamba2-130m", DType::kF32), 512), 512 * (kProjections + 39321600) + kHead);
  EXPECT_EQ(flops(published("mamba2-130m", DType::kBF16), 512, 128), 512 * (kProjections + 29097984) + kHead);
  // A prompt shorter than a chunk is one chunk.
  EXPECT_EQ(flops(published("mamba2-130m", DType::kF32), 64), 64 * (kProjections + 23986176) + kHead);
}

// 64 experts of 512, 6 for a token, in one layer: 3 · 1536 · 512 weights each, and the router's 64 · 1536.
TEST(Experts, ATokenTakesTheWorkOfThoseItChooses) {
  Json config = parse_json(R"({"model_type": "granitemoehybrid", "hidden_size": 1536, "num_hidden_layers": 1,
    "num_local_experts": 0, "num_experts_per_tok": 6, "intermediate_size": 512, "vocab_size": 32})",
                           "config");
  const auto without = bound(config, DType::kBF16);
  config["num_local_experts"] = 64;
  const auto with = bound(config, DType::kBF16);
  constexpr double kEach = 3 * 1536 * 512, kRouter = 64 * 1536;
  for (const std::int64_t tokens : {1, 512})
    EXPECT_EQ(flops(with, tokens) - flops(without, tokens),
              static_cast<double>(tokens) * 2 * (6 * kEach + kRouter));
  for (const std::int64_t batch : {1, 8, 64}) {
    const double read = std::min(64.0, 6.0 * static_cast<double>(batch)) * kEach * 2 + kRouter * 4;
    EXPECT_NEAR(bytes(with, batch) - bytes(without, batch), read, 1) << batch;
  }
}

TEST(Prefill, GroupsHaveAProductEach) {
  Json config = models::published_config("mamba2-130m");
  config["n_groups"] = 2;
  // In a layer and for a token: 256 more rows of in_proj, and C Bᵀ once more.
  EXPECT_EQ(flops(bound(config, DType::kF32), 512) - flops(published("mamba2-130m", DType::kF32), 512),
            512.0 * 24 * (2 * 256 * 768 + 2 * 256 * 128));
}

}  // namespace
}  // namespace constate::models
