// GGUF files of hybrids as llama.cpp's converter writes them (tools/make_gguf_files.py): their weights are
// those of the checkpoints that they were made from.
#include <gtest/gtest.h>

#include <cmath>

#include "base/file.h"
#include "base/json.h"
#include "engine/model_folder.h"
#include "formats/test_util.h"
#include "runtime/weights.h"

namespace constate::engine {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(CONSTATE_SOURCE_DIR) / "tests/data/golden";

using Weights = std::vector<std::pair<models::WeightSpec, HostArray>>;

Weights weights_of(const ModelFolder& model) {
  const std::vector<models::WeightSpec> specs = model.weights(DType::kF32);
  const runtime::WeightSource source =
      runtime::weights_from(model.checkpoint, specs, model.model->facts().skipped);
  Weights out;
  for (const models::WeightSpec& spec : specs) out.emplace_back(spec, source(spec).converted(DType::kF32));
  return out;
}

// What the file has of a weight that the converter changes for good; the others stay.
using Change = std::function<void(const models::WeightSpec&, std::span<float>)>;

std::string first_name(const models::WeightSpec& spec) {
  return spec.names.empty() ? spec.pieces.names.at(0) : spec.names[0];
}

bool all_equal(const HostArray& a, const HostArray& b) { return std::ranges::equal(a.bytes(), b.bytes()); }

void expect_weights(const std::string& file, const std::string& golden, const Change& change = {}) {
  SCOPED_TRACE(file);
  const ModelFolder got = ModelFolder::open(formats::data_file("gguf/" + file + ".gguf")),
                    want = ModelFolder::open(kGolden / golden);
  got.check_weights();
  Weights a = weights_of(got), b = weights_of(want);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::string name = first_name(b[i].first);
    HostArray& x = b[i].second;
    ASSERT_EQ(a[i].second.shape(), x.shape()) << name;
    if (name.ends_with("A_log")) {
      // As in gguf_model_test.cc.
      for (std::size_t j = 0; j < x.as<float>().size(); ++j) {
        const float log = x.as<float>()[j];
        EXPECT_NEAR(a[i].second.as<float>()[j], log,
                    std::ldexp(1.0, -23) + std::fabs(log) * std::ldexp(1.0, -24))
            << name;
      }
      continue;
    }
    if (change) change(b[i].first, x.as<float>());
    // Matrices are f16 in the file.
    EXPECT_TRUE(all_equal(a[i].second, x) ||
                all_equal(a[i].second, x.converted(DType::kF16).converted(DType::kF32)))
        << name;
  }
}

TEST(GgufHybrids, Granite) {
  expect_weights("granite", "granite");
  expect_weights("granite_experts", "granite_experts");
}

TEST(GgufHybrids, Lfm2) {
  expect_weights("lfm2", "lfm2");
  expect_weights("lfm2_experts", "lfm2_experts");
}

TEST(GgufHybrids, NemotronH) {
  expect_weights("nemotron_h", "nemotron_h");
  expect_weights("nemotron_h_moe", "nemotron_h_experts");
}

TEST(GgufHybrids, KimiLinear) { expect_weights("kimi_linear", "kimi_linear"); }

// The converter multiplies matrices by the factors of the configuration, one after another in f32.
TEST(GgufHybrids, FalconH1) {
  const std::filesystem::path file = kGolden / "falcon_h1/config.json";
  const Json k = parse_json(read_text(file), file.string());
  const auto factor = [&](const char* key) { return k.at(key).get<float>(); };
  const std::vector<std::pair<std::string, std::vector<float>>> factors{
      {"embed_tokens.weight", {factor("embedding_multiplier")}},
      {"gate_proj.weight", {k["mlp_multipliers"][0]}},
      {"down_proj.weight", {k["mlp_multipliers"][1]}},
      {"q_proj.weight", {factor("attention_in_multiplier")}},
      {"k_proj.weight", {factor("key_multiplier"), factor("attention_in_multiplier")}},
      {"v_proj.weight", {factor("attention_in_multiplier")}},
      {"o_proj.weight", {factor("attention_out_multiplier")}},
      {"out_proj.weight", {factor("ssm_out_multiplier")}},
      {"in_proj.weight", {factor("ssm_in_multiplier")}}};
  const std::size_t inner = k["mamba_d_ssm"], state = k["mamba_d_state"], columns = k["hidden_size"];
  const std::vector<std::size_t> rows{inner, inner, state, state, k["mamba_n_heads"]};
  expect_weights("falcon_h1", "falcon_h1", [&](const models::WeightSpec& spec, std::span<float> x) {
    for (const auto& [end, by] : factors)
      if (spec.names.at(0).ends_with("." + end))
        for (const float f : by)
          for (float& e : x) e *= f;
    if (!spec.names.at(0).ends_with(".in_proj.weight")) return;
    std::size_t at = 0;
    for (std::size_t part = 0; part < rows.size(); ++part)
      for (std::size_t i = 0; i < rows[part] * columns; ++i)
        x[at++] *= k["ssm_multipliers"][part].get<float>();
    EXPECT_EQ(at, x.size());
  });
}

// The converter adds 1 to the weights of most norms, and rounds.
void with_1(const models::WeightSpec& spec, std::span<float> x) {
  if (!spec.names.empty() && spec.names[0].ends_with("norm.weight") &&
      !spec.names[0].ends_with("linear_attn.norm.weight"))
    for (float& e : x) e = (e + 1) - 1;
}

TEST(GgufHybrids, Qwen35) {
  expect_weights("qwen35", "qwen3_5", with_1);
  expect_weights("qwen35moe", "qwen3_5_experts", with_1);
}

}  // namespace
}  // namespace constate::engine
