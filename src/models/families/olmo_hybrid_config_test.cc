#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "models/families/olmo_hybrid.h"
#include "models/registry.h"

namespace constate::models::olmo_hybrid {
namespace {

using delta_hybrid::Config;
using ::testing::ElementsAre;

Json config_with(const std::string& key = "", const std::string& value = "") {
  Json json = parse_json(R"({"model_type": "olmo_hybrid", "hidden_size": 64, "num_hidden_layers": 3,
    "intermediate_size": 96, "num_attention_heads": 4, "vocab_size": 32})",
                         "config.json");
  if (!key.empty()) json[key] = parse_json(value, "a value");
  return json;
}
Config with(const std::string& key, const std::string& value) {
  return parse(config_with(key, value), "config.json");
}

TEST(OlmoHybridConfig, WhatIsLeftOutIsAsTransformersHasIt) {
  const Config k = parse(parse_json(R"({"model_type": "olmo_hybrid"})", "c"), "c");
  EXPECT_EQ(k.hidden_size, 3840);
  EXPECT_EQ(k.attends.size(), 32U);
  EXPECT_EQ(k.attention.num_heads, 30);
  EXPECT_EQ(k.attention.num_kv_heads, 30);
  EXPECT_EQ(k.attention.head_dim, 128);
  EXPECT_TRUE(k.attention.norm_of_all_heads);
  EXPECT_EQ(k.attention.rotary->frequencies.size(), 64U);
  EXPECT_EQ(k.delta_net.num_key_heads, 30);
  EXPECT_EQ(k.delta_net.num_value_heads, 30);
  EXPECT_EQ(k.delta_net.key_head_dim, 96);
  EXPECT_EQ(k.delta_net.value_head_dim, 192);
  EXPECT_EQ(k.delta_net.beta_scale, 2);
  EXPECT_THAT(k.tokens.eos, ElementsAre(100257));
}

TEST(OlmoHybridConfig, EveryFourthLayerAttendsAndOneAtLeast) {
  EXPECT_THAT(parse(config_with(), "c").attends, ElementsAre(false, false, true));
  EXPECT_THAT(with("num_hidden_layers", "5").attends, ElementsAre(false, false, false, true, false));
  EXPECT_THAT(with("layer_types", R"(["full_attention", "linear_attention", "linear_attention"])").attends,
              ElementsAre(true, false, false));
}

TEST(OlmoHybridConfig, ABaseOfNullMeansNoRotaryEmbeddings) {
  EXPECT_TRUE(with("rope_parameters", "null").attention.rotary);
  EXPECT_TRUE(with("rope_parameters", R"({"rope_type": "default"})").attention.rotary);
  EXPECT_FALSE(with("rope_parameters", R"({"rope_theta": null, "rope_type": "default"})").attention.rotary);
  EXPECT_FALSE(with("rope_theta", "null").attention.rotary);
  EXPECT_EQ(with("rope_theta", "100").attention.rotary->frequencies[4], 0.1);  // 100^(-8/16)
}

TEST(OlmoHybridConfig, ValuesThatMeanSomething) {
  EXPECT_EQ(with("linear_allow_neg_eigval", "false").delta_net.beta_scale, 1);
  EXPECT_EQ(with("linear_key_head_dim", "5").delta_net.value_head_dim, 10);
  EXPECT_EQ(with("linear_num_key_heads", "2").delta_net.key_head_dim, 24);
  EXPECT_EQ(with("rms_norm_eps", "0.5").delta_net.norm.epsilon, 1e-5);
  EXPECT_EQ(with("rms_norm_eps", "0.5").attention.norm->epsilon, 0.5);
  EXPECT_TRUE(with("attention_bias", "true").attention.out_bias);
}

TEST(OlmoHybridConfig, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"linear_num_key_heads", "3",
       "`linear_num_value_heads` must be a multiple of `linear_num_key_heads`, 3; got nothing"},
      {"linear_num_key_heads", "64", "`linear_key_head_dim` must be between 1 and 1048576; got nothing"},
      {"linear_allow_neg_eigval", "1", "`linear_allow_neg_eigval` must be true or false; got 1"},
      {"layer_types", "[]",
       "`layer_types` must be a list of `num_hidden_layers`, 3, kinds of layers; got []"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(message_of([&, k = key, v = value] { with(k, v); }), std::string("config.json: ") + message);
}

TEST(OlmoHybrid, OnlyItsAttentionGrowsByToken) {
  const auto bound = make_model(config_with(), "config.json")->bind(DType::kF32, {});
  EXPECT_EQ(state_bytes(*bound, 0), 2 * 4 * (4 * 12 * 24 + 3 * 4 * (12 + 12 + 24)));
  EXPECT_EQ(state_bytes(*bound, 10) - state_bytes(*bound, 0), 10 * 4 * 2 * 4 * 16);
}

}  // namespace
}  // namespace constate::models::olmo_hybrid
