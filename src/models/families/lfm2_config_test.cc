#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "models/families/lfm2.h"
#include "models/registry.h"

namespace constate::models::lfm2 {
namespace {

using ::testing::ElementsAre;

Json config_with(const std::string& key = "", const std::string& value = "") {
  Json json =
      parse_json(R"({"model_type": "lfm2", "hidden_size": 64, "num_hidden_layers": 3, "vocab_size": 32,
    "num_attention_heads": 4, "num_key_value_heads": 2, "block_ff_dim": 96, "block_multiple_of": 8,
    "full_attn_idxs": [1]})",
                 "config.json");
  if (!key.empty()) json[key] = parse_json(value, "a value");
  return json;
}
Config with(const std::string& key, const std::string& value) {
  return parse(config_with(key, value), "config.json");
}

TEST(Lfm2Config, WhatIsLeftOutIsAsTransformersHasIt) {
  const Config k = parse(parse_json(R"({"model_type": "lfm2"})", "c"), "c");
  EXPECT_EQ(k.hidden_size, 2560);
  EXPECT_EQ(k.attends, std::vector<bool>(32, true));
  EXPECT_EQ(k.dense.mlp->intermediate_size, 8192);  // two thirds of 12288
  EXPECT_EQ(k.conv.kernel, 3);
  EXPECT_EQ(k.attention.num_kv_heads, 8);
  EXPECT_TRUE(k.tie_word_embeddings);
  EXPECT_NEAR(k.attention.rotary->frequencies[1], 0.7079458, 1e-7);  // 10⁶^(-2/80)
}

TEST(Lfm2Config, LayersByTheNamesOfEitherVersion) {
  EXPECT_THAT(parse(config_with(), "c").attends, ElementsAre(false, true, false));
  EXPECT_THAT(with("full_attn_idxs", "[]").attends, ElementsAre(false, false, false));
  EXPECT_THAT(with("full_attn_idxs", "null").attends, ElementsAre(true, true, true));
  EXPECT_THAT(with("layer_types", R"(["full_attention", "conv", "conv"])").attends,
              ElementsAre(true, false, false));
}

TEST(Lfm2Config, TheWidthOfTheMlp) {
  EXPECT_EQ(parse(config_with(), "c").dense.mlp->intermediate_size, 64);
  EXPECT_EQ(with("block_ff_dim", "null").dense.mlp->intermediate_size, 8192);
  EXPECT_EQ(with("block_ff_dim", "100").dense.mlp->intermediate_size, 72);              // of 66
  EXPECT_EQ(with("block_ffn_dim_multiplier", "1.3").dense.mlp->intermediate_size, 88);  // of 83
  EXPECT_EQ(with("block_auto_adjust_ff_dim", "false").dense.mlp->intermediate_size, 96);
}

TEST(Lfm2Config, ValuesThatMeanSomething) {
  EXPECT_FALSE(with("tie_embedding", "false").tie_word_embeddings);
  EXPECT_FALSE(with("tie_word_embeddings", "false").tie_word_embeddings);
  EXPECT_TRUE(with("conv_bias", "true").conv.bias);
  EXPECT_FALSE(with("attention_bias", "true").attention.bias);
  EXPECT_EQ(with("norm_eps", "0.5").attention.norm->epsilon, 0.5);
  EXPECT_EQ(with("rope_theta", "100").attention.rotary->frequencies[4], 0.1);  // 100^(-8/16)
}

TEST(Lfm2Config, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"full_attn_idxs", "[3]", "`full_attn_idxs` must be a list of layers, from 0 to 2; got [3]"},
      {"full_attn_idxs", "[true]", "`full_attn_idxs` must be a list of layers, from 0 to 2; got [true]"},
      {"full_attn_idxs", "1", "`full_attn_idxs` must be a list of layers, from 0 to 2; got 1"},
      {"layer_types", R"(["conv"])",
       "`layer_types` must be a list of `num_hidden_layers`, 3, kinds of layers; got [\"conv\"]"},
      {"layer_types", R"(["conv", "conv", "mamba"])",
       "`layer_types` must hold `conv` and `full_attention`; layer 2 is neither; got "
       "[\"conv\",\"conv\",\"mamba\"]"},
      {"block_ffn_dim_multiplier", "0",
       "`block_ffn_dim_multiplier` times 64, two thirds of the width, must be between 1 and 1048576; got 0"},
      {"block_ffn_dim_multiplier", "1e300",
       "`block_ffn_dim_multiplier` times 64, two thirds of the width, must be between 1 and 1048576; got "
       "1e+300"},
      {"theta", "5", "`theta` must be the same as `rope_theta`; got 5"},
      {"conv_L_cache", "0", "`conv_L_cache` must be between 1 and 1048576; got 0"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(message_of([&, k = key, v = value] { with(k, v); }), std::string("config.json: ") + message);
}

Config with_experts(const std::string& keys) {
  Json json =
      parse_json(R"({"model_type": "lfm2_moe", "hidden_size": 64, "num_hidden_layers": 3, "vocab_size": 32,
    "num_attention_heads": 4, "num_key_value_heads": 2, "layer_types": ["conv", "full_attention", "conv"]})",
                 "config.json");
  json.update(parse_json(keys, "keys"));
  return parse(json, "config.json");
}

TEST(Lfm2MoeConfig, WhatIsLeftOutIsAsTransformersHasIt) {
  const Config k = with_experts("{}");
  EXPECT_EQ(k.dense_layers, 2U);
  EXPECT_EQ(k.dense.mlp->intermediate_size, 7168);  // not two thirds of it
  const layers::ExpertsConfig& e = *k.sparse.experts;
  EXPECT_EQ(e.experts, 32);
  EXPECT_EQ(e.chosen, 4);
  EXPECT_EQ(e.intermediate_size, 1792);
  EXPECT_EQ(e.score, layers::RouterScore::kSigmoid);
  EXPECT_EQ(e.scale, 1);
  EXPECT_EQ(e.least_sum, 1e-6);
  EXPECT_TRUE(e.correction);
  EXPECT_TRUE(e.normalized);
}

TEST(Lfm2MoeConfig, ValuesThatMeanSomething) {
  EXPECT_EQ(with_experts(R"({"num_dense_layers": 9})").dense_layers, 3U);
  EXPECT_FALSE(with_experts(R"({"num_dense_layers": 0})").dense.mlp);
  EXPECT_FALSE(with_experts(R"({"use_expert_bias": false})").sparse.experts->correction);
  EXPECT_FALSE(with_experts(R"({"norm_topk_prob": false})").sparse.experts->normalized);
  EXPECT_EQ(with_experts(R"({"routed_scaling_factor": 1.5})").sparse.experts->scale, 1.5);
}

TEST(Lfm2MoeConfig, BadValues) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {R"({"layer_types": null})",
       "`layer_types` must be a list of `num_hidden_layers`, 3, kinds of layers; got nothing"},
      {R"({"num_dense_layers": -1})", "`num_dense_layers` must not be negative; got -1"},
      {R"({"num_experts": 3})", "`num_experts_per_tok` must be at most `num_experts`, 3; got nothing"},
      {R"({"num_experts": 0})", "`num_experts` must be between 1 and 4096; got 0"},
      {R"({"routed_scaling_factor": "2"})", "`routed_scaling_factor` must be a number; got \"2\""},
      {R"({"moe_intermediate_size": 1048576})",
       "the widths of a layer must make at most 16777216 rows of feed_forward.experts; got 67108864"},
  };
  for (const auto& [keys, message] : cases)
    EXPECT_EQ(message_of([&, k = keys] { with_experts(k); }), std::string("config.json: ") + message);
}

TEST(Lfm2, OnlyItsAttentionGrowsByToken) {
  const auto bound = make_model(config_with(), "config.json")->bind(DType::kF32, {});
  EXPECT_EQ(state_bytes(*bound, 0), 2 * 4 * 2 * 64);
  EXPECT_EQ(state_bytes(*bound, 10) - state_bytes(*bound, 0), 10 * 4 * 2 * 2 * 16);
}

}  // namespace
}  // namespace constate::models::lfm2
