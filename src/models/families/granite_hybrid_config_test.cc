#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "models/families/granite_hybrid.h"
#include "models/registry.h"

namespace constate::models::granite_hybrid {
namespace {

using ::testing::ElementsAre;

Json config_with(const std::string& key = "", const std::string& value = "") {
  Json json = parse_json(R"({"model_type": "granitemoehybrid", "hidden_size": 64, "num_hidden_layers": 3,
    "shared_intermediate_size": 96, "num_attention_heads": 4, "num_key_value_heads": 2, "mamba_n_heads": 8,
    "mamba_d_state": 16, "vocab_size": 32, "num_local_experts": 0,
    "layer_types": ["mamba", "attention", "linear_attention"]})",
                         "config.json");
  if (!key.empty()) json[key] = parse_json(value, "a value");
  return json;
}
Config with(const std::string& key, const std::string& value) {
  return parse(config_with(key, value), "config.json");
}

TEST(GraniteHybridConfig, LayersByTheNamesOfEitherVersion) {
  EXPECT_THAT(parse(config_with(), "c").attends, ElementsAre(false, true, false));
  EXPECT_THAT(with("layer_types", R"(["full_attention", "mamba", "attention"])").attends,
              ElementsAre(true, false, true));
  EXPECT_THAT(with("layer_types", "null").attends, ElementsAre(false, false, false));
}

TEST(GraniteHybridConfig, ValuesThatMeanSomething) {
  EXPECT_EQ(with("attention_multiplier", "0.125").attention.scale, 0.125);
  EXPECT_EQ(with("attention_bias", "true").attention.out_bias, true);
  EXPECT_FALSE(with("position_embedding_type", "\"nope\"").attention.rotary);
  EXPECT_EQ(with("position_embedding_type", "\"rope\"").attention.rotary->frequencies.size(), 8U);
  EXPECT_EQ(with("num_key_value_heads", "null").attention.num_kv_heads, 4);
  EXPECT_TRUE(with("mamba_proj_bias", "true").mamba.use_out_bias);
  EXPECT_TRUE(parse(config_with(), "c").mamba.mixer_norm);
}

TEST(GraniteHybridConfig, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"num_local_experts", "1", "`num_experts_per_tok` must be at most `num_local_experts`, 1; got nothing"},
      {"num_local_experts", "-1", "`num_local_experts` must be between 1 and 4096; got -1"},
      {"num_local_experts", "null", "`num_local_experts` must be a number, of experts; got nothing"},
      {"layer_types", "[\"mamba\"]",
       "`layer_types` must be a list of `num_hidden_layers`, 3, kinds of layers; got [\"mamba\"]"},
      {"layer_types", R"(["mamba", "moe", "mamba"])",
       "`layer_types` must hold `mamba` and `attention`, or `linear_attention` and `full_attention`; layer 1 "
       "is "
       "neither; got [\"mamba\",\"moe\",\"mamba\"]"},
      {"position_embedding_type", "\"alibi\"",
       "`position_embedding_type` must be rope, nope or null; got \"alibi\""},
      {"logits_scaling", "0", "`logits_scaling` must not be 0; got 0"},
      {"mamba_n_heads", "7", "`mamba_n_heads` must divide the mixer's 128 channels; got 7"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(message_of([&, k = key, v = value] { with(k, v); }), std::string("config.json: ") + message);
}

Json with_experts() {
  Json json = config_with("num_local_experts", "6");
  json["num_experts_per_tok"] = 2;
  json["intermediate_size"] = 40;
  return json;
}

TEST(GraniteHybridConfig, Experts) {
  EXPECT_FALSE(parse(config_with(), "c").experts);
  const layers::ExpertsConfig k = *parse(with_experts(), "c").experts;
  EXPECT_EQ(k.experts, 6);
  EXPECT_EQ(k.chosen, 2);
  EXPECT_EQ(k.intermediate_size, 40);
  EXPECT_TRUE(k.gated && k.normalized && !k.correction);
  Json json = with_experts();
  for (const char* key : {"num_local_experts", "num_experts_per_tok", "intermediate_size"}) json.erase(key);
  const layers::ExpertsConfig missing = *parse(json, "c").experts;
  EXPECT_EQ(missing.experts, 8);
  EXPECT_EQ(missing.chosen, 2);
  EXPECT_EQ(missing.intermediate_size, 11008);
  json = with_experts();
  json["num_experts_per_tok"] = 7;
  EXPECT_EQ(message_of([&] { parse(json, "config.json"); }),
            "config.json: `num_experts_per_tok` must be at most `num_local_experts`, 6; got 7");
  json["num_experts_per_tok"] = 2;
  json["num_local_experts"] = 4096;
  json["intermediate_size"] = 1 << 20;
  EXPECT_EQ(message_of([&] { parse(json, "config.json"); }),
            "config.json: the widths of a layer must make at most 16777216 rows of "
            "block_sparse_moe.input_linear.weight; got 8589934592");
}

// Three layers of 6 experts, of which a token meets 2: a router of 6 · 64, and 3 · 64 · 40 each.
TEST(GraniteHybrid, OfItsExpertsATokenMeetsTheChosen) {
  const auto dense = make_model(config_with(), "config.json")->weights(DType::kF32, {}),
             sparse = make_model(with_experts(), "config.json")->weights(DType::kF32, {});
  EXPECT_EQ(elements_of(sparse) - elements_of(dense), 3 * (6 * 64 + 6 * 3 * 64 * 40));
  EXPECT_EQ(active_elements_of(sparse) - elements_of(dense), 3 * (6 * 64 + 2 * 3 * 64 * 40));
}

TEST(GraniteHybrid, OnlyItsAttentionGrowsByToken) {
  const auto bound = make_model(config_with(), "config.json")->bind(DType::kF32, {});
  EXPECT_EQ(state_bytes(*bound, 10) - state_bytes(*bound, 0), 10 * 4 * 2 * 2 * 16);
  EXPECT_EQ(state_bytes(*bound, 0), 2 * 4 * (128 * 16 + 3 * (128 + 2 * 16)));
}

}  // namespace
}  // namespace constate::models::granite_hybrid
