#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "models/families/kimi_linear.h"
#include "models/registry.h"

namespace constate::models::kimi_linear {
namespace {

using ::testing::ElementsAre;

// As Moonshot has it.
Json config_with(const std::string& keys = "{}") {
  Json json =
      parse_json(R"({"model_type": "kimi_linear", "hidden_size": 64, "num_hidden_layers": 3, "vocab_size": 32,
    "num_attention_heads": 4, "num_key_value_heads": 4, "kv_lora_rank": 24, "qk_nope_head_dim": 16, "qk_rope_head_dim": 8,
    "v_head_dim": 12, "num_experts": 8, "num_experts_per_token": 2, "moe_intermediate_size": 20,
    "linear_attn_config": {"full_attn_layers": [2], "kda_layers": [1, 3], "num_heads": 2, "head_dim": 16,
                           "short_conv_kernel_size": 4}})",
                 "config.json");
  json.update(parse_json(keys, "keys"));
  return json;
}
Config with(const std::string& keys) { return parse(config_with(keys), "config.json"); }

TEST(KimiLinearConfig, WhatIsLeftOutIsAsTransformersHasIt) {
  const Config k = parse(parse_json(R"({"model_type": "kimi_linear"})", "c"), "c");
  EXPECT_EQ(k.hidden_size, 2304);
  EXPECT_EQ(k.attends.size(), 27U);
  EXPECT_FALSE(k.attends[0]);
  EXPECT_TRUE(k.attends[4]);
  EXPECT_FALSE(k.has_experts[0]);
  EXPECT_TRUE(k.has_experts[1]);
  EXPECT_EQ(k.delta.inner(), 32 * 128);
  EXPECT_EQ(k.attention.kept(), 512 + 64);
  EXPECT_FALSE(k.attention.query_latent);
  EXPECT_EQ(k.attention.norm.epsilon, 1e-6);
  EXPECT_EQ(k.norm.epsilon, 1e-5);
  EXPECT_EQ(k.sparse.experts->experts, 256);
  EXPECT_EQ(k.sparse.experts->chosen, 8);
  EXPECT_EQ(k.sparse.experts->scale, 2.446);
  EXPECT_EQ(k.sparse.mlp->intermediate_size, 1024);
  EXPECT_THAT(k.tokens.eos, ElementsAre(163586));
}

TEST(KimiLinearConfig, LayersByTheNamesOfEitherMaker) {
  EXPECT_THAT(with("{}").attends, ElementsAre(false, true, false));
  EXPECT_THAT(with(R"({"layer_types": ["full_attention", "linear_attention", "linear_attention"]})").attends,
              ElementsAre(true, false, false));
  EXPECT_THAT(with("{}").has_experts, ElementsAre(false, true, true));
  EXPECT_THAT(with(R"({"first_k_dense_replace": 2})").has_experts, ElementsAre(false, false, true));
  EXPECT_THAT(with(R"({"mlp_layer_types": ["sparse", "dense", "sparse"]})").has_experts,
              ElementsAre(true, false, true));
}

TEST(KimiLinearConfig, ValuesThatMeanSomething) {
  const Config k =
      with(R"({"num_expert_group": 4, "topk_group": 2, "moe_renormalize": false, "num_shared_experts": 3,
    "routed_scaling_factor": 1.5, "q_lora_rank": 10, "attention_bias": true, "hidden_act": "gelu"})");
  const layers::ExpertsConfig& e = *k.sparse.experts;
  EXPECT_EQ(e.groups, 4);
  EXPECT_EQ(e.best_groups, 2);
  EXPECT_FALSE(e.normalized);
  EXPECT_EQ(e.scale, 1.5);
  EXPECT_EQ(e.hidden_act, "gelu");
  EXPECT_EQ(k.sparse.mlp->intermediate_size, 60);
  EXPECT_EQ(k.attention.query_latent, 10);
  EXPECT_TRUE(k.attention.bias);
  EXPECT_EQ(k.delta.hidden_act, "gelu");
  EXPECT_FALSE(with(R"({"num_shared_experts": 0})").sparse.mlp);
  EXPECT_EQ(with(R"({"num_experts": null, "num_local_experts": 16, "num_experts_per_token": null,
    "num_experts_per_tok": 3})")
                .sparse.experts->chosen,
            3);
}

TEST(KimiLinearConfig, BadValues) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {R"({"num_key_value_heads": 2})", "`num_key_value_heads` must be `num_attention_heads`, 4; got 2"},
      {R"({"mla_use_nope": false})", "`mla_use_nope` must be true; got false"},
      {R"({"moe_router_activation_func": "softmax"})",
       "`moe_router_activation_func` must be `sigmoid`; got \"softmax\""},
      {R"({"moe_layer_freq": 2})", "`moe_layer_freq` must be 1; got 2"},
      {R"({"num_expert_group": 3})",
       "`num_expert_group` must divide `num_experts`, 8, into groups of 2 or more; got 3"},
      {R"({"num_expert_group": 4, "use_grouped_topk": false})",
       "`use_grouped_topk` must be true where there are groups; got false"},
      {R"({"num_shared_experts": -1})", "`num_shared_experts` must be between 0 and 4096; got -1"},
      {R"({"mlp_layer_types": ["dense", "sparse", "moe"]})",
       "`mlp_layer_types` must hold `dense` and `sparse`; layer 2 is neither; got "
       "[\"dense\",\"sparse\",\"moe\"]"},
      {R"({"linear_attn_config": {"full_attn_layers": [4], "kda_layers": [1]}})",
       "linear_attn_config: `full_attn_layers` must be a list of layers, from 1 to 3; got [4]"},
      {R"({"linear_attn_config": {"full_attn_layers": [2], "kda_layers": [1]}})",
       "linear_attn_config: `kda_layers` and `full_attn_layers` must name layer 3, one of them; got [1]"},
      {R"({"linear_attn_config": 3})", "`linear_attn_config` must be an object; got 3"},
      {R"({"q_lora_rank": 0})", "`q_lora_rank` must be between 1 and 1048576; got 0"},
      {R"({"v_head_dim": 1048576, "num_attention_heads": 32, "num_key_value_heads": 32})",
       "the widths of a layer must make at most 16777216 rows of self_attn.kv_b_proj.weight; got 33554944"},
  };
  for (const auto& [keys, message] : cases)
    EXPECT_EQ(message_of([&, k = keys] { with(k); }), std::string("config.json: ") + message);
}

TEST(KimiLinear, OnlyItsAttentionGrowsByToken) {
  const auto bound = make_model(config_with(), "config.json")->bind(DType::kF32, {});
  EXPECT_EQ(state_bytes(*bound, 0), 2 * 4 * (2 * 16 * 16 + 3 * 3 * 2 * 16));
  EXPECT_EQ(state_bytes(*bound, 10) - state_bytes(*bound, 0), 10 * 4 * (24 + 8));
}

}  // namespace
}  // namespace constate::models::kimi_linear
