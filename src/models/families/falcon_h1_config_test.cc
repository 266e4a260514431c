#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "models/families/falcon_h1.h"
#include "models/registry.h"

namespace constate::models::falcon_h1 {
namespace {

using ::testing::ElementsAre;

Json config_with(const std::string& key = "", const std::string& value = "") {
  Json json = parse_json(R"({"model_type": "falcon_h1", "hidden_size": 64, "num_hidden_layers": 2,
    "intermediate_size": 96, "num_attention_heads": 4, "num_key_value_heads": 2, "mamba_d_ssm": 48,
    "mamba_n_heads": 6, "mamba_d_head": 8, "mamba_d_state": 16, "vocab_size": 32, "head_dim": 16,
    "max_position_embeddings": 4096})",
                         "config.json");
  if (!key.empty()) json[key] = parse_json(value, "a value");
  return json;
}
Config with(const std::string& key, const std::string& value) {
  return parse(config_with(key, value), "config.json");
}
std::string refusal(const std::string& key, const std::string& value) {
  return message_of([&] { with(key, value); });
}

TEST(FalconH1Config, WhatIsLeftOutIsAsTransformersHasIt) {
  const Config k = parse(parse_json(R"({"model_type": "falcon_h1"})", "c"), "c");
  EXPECT_EQ(k.hidden_size, 4096);
  EXPECT_EQ(k.mamba.inner(), 1024);
  EXPECT_EQ(k.mamba.head_dim, 8);
  EXPECT_EQ(k.attention.num_kv_heads, 8);
  EXPECT_EQ(k.attention.head_dim, 128);
  EXPECT_FALSE(k.mamba.mixer_norm);
  EXPECT_FALSE(k.mamba.norm_before_gate);  // there is no norm
  EXPECT_EQ(k.attention.rotary->frequencies.size(), 64U);
  EXPECT_EQ(k.lm_head_multiplier, 1);
}

TEST(FalconH1Config, ValuesThatMeanSomething) {
  EXPECT_THAT(with("mlp_multipliers", "[0.5, 0.25]").mlp.gate_scale, 0.5);
  EXPECT_THAT(with("mlp_multipliers", "[0.5, 0.25]").mlp_out_multiplier, 0.25);
  EXPECT_THAT(with("ssm_multipliers", "[1, 2, 3, 4, 5]").mamba.multipliers, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(with("mamba_rms_norm", "true").mamba.norm_before_gate);
  EXPECT_EQ(with("mamba_d_head", "\"auto\"").mamba.head_dim, 8);
  EXPECT_EQ(with("rope_theta", "100").attention.rotary->frequencies[4], 0.1);  // 100^(-8/16)
}

TEST(FalconH1Config, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"mamba_d_ssm", "50", "`mamba_n_heads` must divide the mixer's 50 channels; got 6"},
      {"mamba_d_ssm", "null", "`mamba_n_heads` must divide the mixer's 128 channels; got 6"},
      {"mamba_d_head", "4",
       "`mamba_d_head` times `mamba_n_heads`, 6, must be the mixer's 48 channels; got 4"},
      {"mamba_n_groups", "4", "`mamba_n_groups` must divide `mamba_n_heads`; got 4"},
      {"num_key_value_heads", "3", "`num_key_value_heads` must divide `num_attention_heads`; got 3"},
      {"ssm_multipliers", "[1, 2]", "`ssm_multipliers` must be a list of 5 finite numbers; got [1,2]"},
      {"mlp_multipliers", "[1, NaN]",
       "`mlp_multipliers` must be a list of 2 finite numbers; got [1,{\"__float__\":\"NaN\"}]"},
      {"key_multiplier", "Infinity",
       "`key_multiplier` must be a finite number; got {\"__float__\":\"Infinity\"}"},
      {"hidden_act", "\"nope\"", "`hidden_act` is no activation that is known here; got \"nope\""},
      {"partial_rotary_factor", "0.2",
       "`partial_rotary_factor` must be a share of the 16 elements of a head that is an even number of them; "
       "got "
       "0.2"},
      {"quantization_config", "{}", "`quantization_config` (quantized weights) is not supported; got {}"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(refusal(key, value), std::string("config.json: ") + message);
  Json wide = config_with("head_dim", "1048576");
  wide["num_attention_heads"] = 64;
  EXPECT_EQ(
      message_of([&] { parse(wide, "config.json"); }),
      "config.json: the widths of a layer must make at most 16777216 rows of self_attn.q_proj.weight; got "
      "67108864");
}

// The frequencies that transformers 5.24 computes, in float32: with a few roundings of it.
TEST(Rotary, KindsAreThoseOfTransformers) {
  const auto expect = [](const std::string& rope, std::vector<double> frequencies, double scale) {
    const layers::Rotary got = *with("rope_parameters", rope).attention.rotary;
    ASSERT_EQ(got.frequencies.size(), frequencies.size());
    for (std::size_t i = 0; i < frequencies.size(); ++i)
      EXPECT_NEAR(got.frequencies[i], frequencies[i], 1e-6 * frequencies[i]) << rope << ", pair " << i;
    EXPECT_NEAR(got.scale, scale, 1e-12) << rope;
  };
  expect(R"({"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0})",
         {0.25, 0.07905694, 0.025, 0.007905694, 0.0025, 0.0007905694, 0.00025, 7.905694e-05}, 1);
  expect(R"({"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0,
             "high_freq_factor": 4.0, "original_max_position_embeddings": 1024})",
         {1.0, 0.1939228, 0.03760603, 0.001312569, 0.0001767767, 3.428102e-05, 6.64787e-06, 1.289173e-06}, 1);
  expect(R"({"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0,
             "original_max_position_embeddings": 1024})",
         {1.0, 0.3162278, 0.08125, 0.01976424, 0.004375, 0.0007905694, 0.00025, 7.905694e-05},
         1.138629436111989);
  expect(R"({"rope_type": "yarn", "rope_theta": 50000.0, "factor": 40.0, "beta_fast": 16.0, "beta_slow": 2.0,
             "original_max_position_embeddings": 4096, "mscale": 1.0, "mscale_all_dim": 0.8,
             "truncate": false})",
         {1.0, 0.2586001, 0.06687403, 0.01445469, 0.0009020169, 2.891237e-05, 7.476744e-06, 1.933487e-06},
         1.0569662567531275);
}

TEST(Rotary, WhatIsNotKnownIsRefused) {
  EXPECT_EQ(refusal("rope_parameters", R"({"rope_type": "longrope"})"),
            "config.json: rope_parameters: `rope_type` must be one of: default, linear, llama3, yarn; got "
            "\"longrope\"");
  EXPECT_EQ(refusal("rope_scaling", R"({"type": "linear", "factor": -1})"),
            "config.json: rope_scaling: `factor` must be a positive number; got -1");
  EXPECT_EQ(refusal("rope_parameters", R"({"rope_type": "llama3", "factor": 8, "low_freq_factor": 4,
                                           "high_freq_factor": 4})"),
            "config.json: rope_parameters: `low_freq_factor` must be below `high_freq_factor`; got 4");
}

TEST(FalconH1, ItsStateGrowsByToken) {
  const auto model = make_model(config_with(), "config.json");
  const auto bound = model->bind(DType::kF32, {});
  EXPECT_TRUE(bound->uses_position());
  EXPECT_TRUE(grows_by_token(*bound));
  // Of each layer: 6 x 8 x 16 and 3 x (48 + 2 x 16) numbers, and 2 x 2 x 16 for each token.
  EXPECT_EQ(state_bytes(*bound, 0), 2 * 4 * (6 * 8 * 16 + 3 * (48 + 2 * 16)));
  EXPECT_EQ(state_bytes(*bound, 10) - state_bytes(*bound, 0), 10 * 2 * 4 * 2 * 2 * 16);
}

}  // namespace
}  // namespace constate::models::falcon_h1
