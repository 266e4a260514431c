#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/testing.h"
#include "models/families/nemotron_h.h"
#include "models/registry.h"

namespace constate::models::nemotron_h {
namespace {

using ::testing::ElementsAre;
using enum Kind;

Json config_with(const std::string& key = "", const std::string& value = "") {
  Json json = parse_json(R"({"model_type": "nemotron_h", "hidden_size": 64, "intermediate_size": 96,
    "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 24, "mamba_num_heads": 6, "mamba_head_dim": 8,
    "ssm_state_size": 16, "n_groups": 2, "vocab_size": 32, "n_routed_experts": 8, "moe_intermediate_size": 20,
    "moe_shared_expert_intermediate_size": 40, "num_experts_per_tok": 3,
    "layers_block_type": ["linear_attention", "moe", "full_attention", "mlp"]})",
                         "config.json");
  if (!key.empty()) json[key] = parse_json(value, "a value");
  return json;
}
Config with(const std::string& key, const std::string& value) {
  return parse(config_with(key, value), "config.json");
}

TEST(NemotronHConfig, LayersByNamesOrLetters) {
  EXPECT_THAT(parse(config_with(), "c").layers, ElementsAre(kMamba, kExperts, kAttention, kMlp));
  EXPECT_THAT(with("layers_block_type", R"(["attention", "mamba", "mlp"])").layers,
              ElementsAre(kAttention, kMamba, kMlp));
  EXPECT_THAT(with("layer_types", R"(["full_attention"])").layers, ElementsAre(kAttention));
  // A list goes before a pattern, as in transformers.
  EXPECT_THAT(with("hybrid_override_pattern", "\"MM\"").layers,
              ElementsAre(kMamba, kExperts, kAttention, kMlp));
  Json json = config_with("hybrid_override_pattern", "\"M-*EM\"");
  json.erase("layers_block_type");
  EXPECT_THAT(parse(json, "c").layers, ElementsAre(kMamba, kMlp, kAttention, kExperts, kMamba));
  json.erase("hybrid_override_pattern");
  EXPECT_THAT(parse(json, "c").layers, ElementsAre(kMamba, kExperts, kAttention, kMlp));
}

TEST(NemotronHConfig, ValuesThatMeanSomething) {
  const Config k = parse(config_with(), "c");
  EXPECT_EQ(k.mamba.inner(), 48);
  EXPECT_EQ(k.mamba.time_step_min, 0.001);
  EXPECT_EQ(with("time_step_min", "0.25").mamba.time_step_min, 0.25);
  EXPECT_EQ(with("mamba_dt_min", "0.5").mamba.time_step_min, 0.5);
  EXPECT_TRUE(std::isinf(with("time_step_limit", R"([0, {"__float__": "Infinity"}])").mamba.time_step_max));
  EXPECT_EQ(with("mamba_d_conv", "3").mamba.conv_kernel, 3);
  EXPECT_EQ(with("mamba_chunk_size", "16").mamba.chunk_size, 16);
  EXPECT_TRUE(with("use_bias", "true").mamba.use_out_bias);
  EXPECT_FALSE(with("mamba_conv_bias", "false").mamba.use_conv_bias);
  EXPECT_EQ(with("mamba_hidden_act", "\"gelu\"").mamba.hidden_act, "gelu");
  EXPECT_EQ(k.attention.scale, 1 / std::sqrt(24.0));
  EXPECT_FALSE(k.attention.rotary);
  EXPECT_EQ(with("num_key_value_heads", "null").attention.num_kv_heads, 4);
  EXPECT_EQ(k.mlp.hidden_act, "relu2");
  EXPECT_TRUE(with("mlp_bias", "true").shared.bias);
}

TEST(NemotronHConfig, Experts) {
  const layers::ExpertsConfig k = *parse(config_with(), "c").experts;
  EXPECT_EQ(k.experts, 8);
  EXPECT_EQ(k.chosen, 3);
  EXPECT_EQ(k.intermediate_size, 20);
  EXPECT_EQ(k.score, layers::RouterScore::kSigmoid);
  EXPECT_TRUE(k.correction && k.normalized && !k.gated && !k.latent);
  EXPECT_EQ(parse(config_with(), "c").shared.intermediate_size, 40);
  EXPECT_EQ(with("moe_latent_size", "12").experts->latent, 12);
  EXPECT_FALSE(with("norm_topk_prob", "false").experts->normalized);
  EXPECT_EQ(with("routed_scaling_factor", "2.5").experts->scale, 2.5);
  EXPECT_EQ(with("num_local_experts", "6").experts->experts, 6);
  EXPECT_EQ(with("n_group", "2").experts->groups, 2);
  // Where no layer has experts, what is said of them does not matter.
  EXPECT_FALSE(with("layers_block_type", R"(["mamba", "mlp"])").experts);
  Json none = config_with("layers_block_type", R"(["mamba", "mlp"])");
  none["n_routed_experts"] = 0;
  EXPECT_NO_THROW(parse(none, "c"));
}

TEST(NemotronHConfig, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"layers_block_type", "\"MM\"", "`layers_block_type` must be a list of kinds of layers; got \"MM\""},
      {"layers_block_type", R"(["mlp", "conv"])",
       "`layers_block_type` must hold `linear_attention`, `full_attention`, `mlp` and `moe`, or `mamba` and "
       "`attention` for the first two; layer 1 is none of them; got [\"mlp\",\"conv\"]"},
      {"layers_block_type", "[]", "`layers_block_type` must have between 1 and 4096 layers; got []"},
      {"num_hidden_layers", "5",
       "`num_hidden_layers` must be the number of layers in `layers_block_type`, 4; got 5"},
      {"n_groups", "4", "`n_groups` must divide `mamba_num_heads`; got 4"},
      {"time_step_limit", "[0, 0.5]",
       "`time_step_limit` must be from 0 to infinity: a time step is at least `time_step_min`; got [0,0.5]"},
      {"mamba_dt_limit", "[0.1, 0.5]",
       "`mamba_dt_limit` must be from 0 to infinity: a time step is at least `time_step_min`; got [0.1,0.5]"},
      {"attention_bias", "true", "`attention_bias` must be false; got true"},
      {"mamba_proj_bias", "true", "`mamba_proj_bias` must be false: `use_bias` says it; got true"},
      {"sliding_window", "512", "`sliding_window` (a window of attention) is not supported; got 512"},
      {"num_experts_per_tok", "9", "`num_experts_per_tok` must be at most `n_routed_experts`, 8; got 9"},
      {"n_group", "3", "`n_group` must divide `n_routed_experts`, 8, into groups of 2 or more; got 3"},
      {"n_group", "8", "`n_group` must divide `n_routed_experts`, 8, into groups of 2 or more; got 8"},
      {"n_group", "4", "`topk_group` must leave 3 experts to choose from; got nothing"},
      {"topk_group", "2", "`topk_group` must be at most `n_group`, 1; got 2"},
      {"moe_latent_size", "0", "`moe_latent_size` must be between 1 and 1048576; got 0"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(message_of([&, k = key, v = value] { with(k, v); }), std::string("config.json: ") + message);
  Json json = config_with("hybrid_override_pattern", "\"M-X\"");
  json.erase("layers_block_type");
  EXPECT_EQ(
      message_of([&] { parse(json, "config.json"); }),
      "config.json: `hybrid_override_pattern` must be of the letters M, *, - and E; that of layer 2 is not; "
      "got \"M-X\"");
}

TEST(NemotronH, OnlyItsAttentionGrowsByToken) {
  const auto bound = make_model(config_with(), "config.json")->bind(DType::kF32, {});
  EXPECT_EQ(state_bytes(*bound, 10) - state_bytes(*bound, 0), 10 * 4 * 2 * 2 * 24);
  EXPECT_EQ(state_bytes(*bound, 0), 4 * (48 * 16 + 3 * (48 + 2 * 2 * 16)));
}

// The head is tied where it is said to be and none is there.
TEST(NemotronH, AHeadThatIsThereIsUsed) {
  const auto tensors = [](const Json& json, const std::set<std::string>& present) {
    return make_model(json, "config.json")->weights(DType::kF32, present).size();
  };
  const Json tied = config_with("tie_word_embeddings", "true");
  EXPECT_EQ(tensors(config_with(), {}), tensors(tied, {}) + 1);
  EXPECT_EQ(tensors(tied, {"lm_head.weight"}), tensors(tied, {}) + 1);
}

// Of 8 experts a token meets 3, each of 2 · 64 · 20.
TEST(NemotronH, OfItsExpertsATokenMeetsTheChosen) {
  const auto weights = make_model(config_with(), "config.json")->weights(DType::kF32, {});
  EXPECT_EQ(elements_of(weights) - active_elements_of(weights), 5 * 2 * 64 * 20);
}

TEST(NemotronH, HeadsThatGuessFurtherTokensAreSkipped) {
  EXPECT_THAT(make_model(config_with(), "config.json")->facts().skipped, ElementsAre("mtp."));
}

}  // namespace
}  // namespace constate::models::nemotron_h
