#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "models/families/qwen3_5.h"
#include "models/registry.h"

namespace constate::models::qwen3_5 {
namespace {

using delta_hybrid::Config;
using ::testing::ElementsAre;

Json config_with(const std::string& key = "", const std::string& value = "") {
  Json json = parse_json(R"({"model_type": "qwen3_5_text", "hidden_size": 64, "num_hidden_layers": 3,
    "intermediate_size": 96, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "vocab_size": 32,
    "linear_num_key_heads": 2, "linear_num_value_heads": 4, "linear_key_head_dim": 8, "linear_value_head_dim": 16,
    "layer_types": ["linear_attention", "full_attention", "linear_attention"]})",
                         "config.json");
  if (!key.empty()) json[key] = parse_json(value, "a value");
  return json;
}
Config with(const std::string& key, const std::string& value) {
  return parse(config_with(key, value), "config.json");
}
Json beside_vision(const std::string& key = "", const std::string& value = "") {
  Json json = {{"model_type", "qwen3_5"}, {"text_config", config_with()}, {"vision_config", {{"depth", 2}}}};
  if (!key.empty()) json[key] = parse_json(value, "a value");
  return json;
}

TEST(Qwen35Config, WhatIsLeftOutIsAsTransformersHasIt) {
  const Config k = parse(parse_json(R"({"model_type": "qwen3_5_text"})", "c"), "c");
  EXPECT_EQ(k.hidden_size, 4096);
  EXPECT_EQ(k.attends.size(), 32U);
  EXPECT_EQ(k.attention.num_heads, 16);
  EXPECT_EQ(k.attention.num_kv_heads, 4);
  EXPECT_EQ(k.attention.head_dim, 256);
  EXPECT_EQ(k.attention.rotary->frequencies.size(), 32U);  // a quarter of the head
  EXPECT_EQ(k.delta_net.channels(), 2 * 16 * 128 + 32 * 128);
  EXPECT_EQ(k.vocab_size, 248320);
  EXPECT_FALSE(k.tie_word_embeddings);
  EXPECT_TRUE(k.tokens.eos.empty());
  const Config next = parse(parse_json(R"({"model_type": "qwen3_next"})", "c"), "c");
  EXPECT_EQ(next.hidden_size, 2048);
  EXPECT_EQ(next.attends.size(), 48U);
  EXPECT_EQ(next.attention.num_kv_heads, 2);
  EXPECT_EQ(next.delta_net.form, layers::DeltaNetForm::kByKeyHead);
  EXPECT_EQ(next.sparse.experts->experts, 512);
  EXPECT_EQ(next.sparse.experts->chosen, 10);
  EXPECT_FALSE(next.dense.mlp);
  const Config experts = parse(parse_json(R"({"model_type": "qwen3_5_moe_text"})", "c"), "c");
  EXPECT_EQ(experts.hidden_size, 2048);
  EXPECT_EQ(experts.has_experts, std::vector<bool>(40, true));
  EXPECT_EQ(experts.sparse.experts->experts, 256);
  EXPECT_EQ(experts.sparse.experts->chosen, 8);
  EXPECT_EQ(experts.sparse.mlp->intermediate_size, 512);
}

TEST(Qwen35Config, EveryFourthLayerAttendsWhereNoneAreNamed) {
  Json json = config_with("layer_types", "null");
  json["num_hidden_layers"] = 5;
  EXPECT_THAT(parse(json, "c").attends, ElementsAre(false, false, false, true, false));
  json["full_attention_interval"] = 2;
  EXPECT_THAT(parse(json, "c").attends, ElementsAre(false, true, false, true, false));
}

TEST(Qwen35Config, ValuesThatMeanSomething) {
  EXPECT_EQ(with("rms_norm_eps", "0.5").delta_net.norm.epsilon, 0.5);
  EXPECT_EQ(with("rms_norm_eps", "0.5").delta_net.norm.offset, 0);
  EXPECT_EQ(with("rms_norm_eps", "0.5").attention.norm->offset, 1);
  EXPECT_EQ(with("hidden_act", "\"gelu\"").delta_net.hidden_act, "gelu");
  EXPECT_TRUE(with("attention_bias", "true").attention.bias);
  EXPECT_EQ(with("partial_rotary_factor", "0.5").attention.rotary->frequencies.size(), 4U);
  EXPECT_EQ(
      with("rope_parameters", R"({"rope_theta": 16, "mrope_section": [1, 1, 0], "mrope_interleaved": true})")
          .attention.rotary->frequencies,
      (std::vector<double>{1, 0.25}));
}

TEST(Qwen35Config, TheTextBesideVision) {
  EXPECT_EQ(parse(beside_vision(), "c").delta_net.num_value_heads, 4);
  EXPECT_FALSE(parse(beside_vision(), "c").tie_word_embeddings);
  EXPECT_TRUE(parse(beside_vision("tie_word_embeddings", "true"), "c").tie_word_embeddings);
  EXPECT_THAT(parse(beside_vision("eos_token_id", "7"), "c").tokens.eos, ElementsAre(7));
  Json json = beside_vision("eos_token_id", "7");
  json["text_config"]["eos_token_id"] = 8;
  json["text_config"]["tie_word_embeddings"] = true;
  EXPECT_THAT(parse(json, "c").tokens.eos, ElementsAre(8));
  EXPECT_TRUE(parse(json, "c").tie_word_embeddings);
  json["tie_word_embeddings"] = false;
  EXPECT_FALSE(parse(json, "c").tie_word_embeddings);
}

TEST(Qwen35Config, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"linear_num_value_heads", "3",
       "`linear_num_value_heads` must be a multiple of `linear_num_key_heads`, 2; got 3"},
      {"layer_types", R"(["linear_attention", "conv", "full_attention"])",
       "`layer_types` must hold `linear_attention` and `full_attention`; layer 1 is neither; got "
       "[\"linear_attention\",\"conv\",\"full_attention\"]"},
      {"attn_output_gate", "false", "`attn_output_gate` must be true; got false"},
      {"quantization_config", "{}", "`quantization_config` (quantized weights) is not supported; got {}"},
      {"partial_rotary_factor", "0.1",
       "`partial_rotary_factor` must be a share of the 16 elements of a head that is an even number of them; "
       "got "
       "0.1"},
      {"linear_num_value_heads", "1048576",
       "the widths of a layer must make at most 16777216 rows of the projections of linear_attn; got "
       "35651616"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(message_of([&, k = key, v = value] { with(k, v); }), std::string("config.json: ") + message);
  EXPECT_EQ(message_of([] { parse(beside_vision("text_config", "3"), "config.json"); }),
            "config.json: `text_config` must be an object; got 3");
  EXPECT_EQ(message_of([] { parse(beside_vision("text_config", R"({"hidden_size": 0})"), "config.json"); }),
            "config.json: text_config: `hidden_size` must be between 1 and 1048576; got 0");
}

Config with_keys(const char* type, const std::string& keys) {
  Json json = config_with();
  json.update(parse_json(keys, "keys"));
  json["model_type"] = type;
  return parse(json, "config.json");
}

TEST(Qwen3NextConfig, LayersWithExperts) {
  const auto layers = [](const std::string& keys) { return with_keys("qwen3_next", keys).has_experts; };
  EXPECT_THAT(layers("{}"), ElementsAre(true, true, true));
  EXPECT_THAT(layers(R"({"num_experts": 0})"), ElementsAre(false, false, false));
  EXPECT_THAT(layers(R"({"decoder_sparse_step": 2})"), ElementsAre(false, true, false));
  EXPECT_THAT(layers(R"({"decoder_sparse_step": 4})"), ElementsAre(false, false, false));
  EXPECT_THAT(layers(R"({"mlp_only_layers": [0, 2, 7]})"), ElementsAre(false, true, false));
}

TEST(Qwen3NextConfig, ValuesOfExperts) {
  const Config k =
      with_keys("qwen3_next", R"({"num_experts": 8, "num_experts_per_tok": 3, "hidden_act": "gelu",
    "moe_intermediate_size": 24, "shared_expert_intermediate_size": 40, "norm_topk_prob": false})");
  const layers::ExpertsConfig& e = *k.sparse.experts;
  EXPECT_EQ(e.experts, 8);
  EXPECT_EQ(e.chosen, 3);
  EXPECT_EQ(e.intermediate_size, 24);
  EXPECT_EQ(e.hidden_act, "gelu");
  EXPECT_FALSE(e.normalized);
  EXPECT_EQ(k.sparse.mlp->intermediate_size, 40);
  // Keys that Qwen3.5 does not have.
  const Config other = with_keys("qwen3_5_moe_text", R"({"norm_topk_prob": false, "mlp_only_layers": [0]})");
  EXPECT_TRUE(other.sparse.experts->normalized);
  EXPECT_TRUE(other.has_experts[0]);
}

TEST(Qwen3NextConfig, BadValuesOfExperts) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {R"({"num_experts": 4})", "`num_experts_per_tok` must be at most `num_experts`, 4; got nothing"},
      {R"({"num_experts": 5000})", "`num_experts` must be between 1 and 4096; got 5000"},
      {R"({"decoder_sparse_step": 0})", "`decoder_sparse_step` must be between 1 and 1048576; got 0"},
      {R"({"mlp_only_layers": 1})", "`mlp_only_layers` must be a list of layers; got 1"},
      {R"({"mlp_only_layers": ["all"]})", "`mlp_only_layers` must be a list of layers; got [\"all\"]"},
      {R"({"shared_expert_intermediate_size": 0})",
       "`shared_expert_intermediate_size` must be between 1 and 1048576; got 0"},
      {R"({"moe_intermediate_size": 1048576})",
       "the widths of a layer must make at most 16777216 rows of mlp.experts; got 1073741824"},
  };
  for (const auto& [keys, message] : cases)
    EXPECT_EQ(message_of([&, k = keys] { with_keys("qwen3_next", k); }),
              std::string("config.json: ") + message);
  EXPECT_EQ(message_of([] { with_keys("qwen3_5_moe_text", R"({"num_experts": 0})"); }),
            "config.json: `num_experts` must be between 1 and 4096; got 0");
}

TEST(Qwen35, OnlyItsAttentionGrowsByToken) {
  const auto bound = make_model(config_with(), "config.json")->bind(DType::kF32, {});
  EXPECT_EQ(state_bytes(*bound, 0), 2 * 4 * (4 * 16 * 8 + 3 * (2 * 2 * 8 + 4 * 16)));
  EXPECT_EQ(state_bytes(*bound, 10) - state_bytes(*bound, 0), 10 * 4 * 2 * 2 * 16);
}

}  // namespace
}  // namespace constate::models::qwen3_5
