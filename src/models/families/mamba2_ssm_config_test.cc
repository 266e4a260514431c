// config.json of state-spaces/mamba: every field, its default, every refusal with its text; the weights that
// follow; what of it shows in the traced program.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "base/testing.h"
#include "models/families/mamba2_config.h"
#include "models/published.h"
#include "models/registry.h"

namespace constate::models::mamba2 {
namespace {

// As state-spaces/mamba2-130m has it.
const char* const kPublished =
    R"({"d_model": 768, "d_intermediate": 0, "n_layer": 24, "vocab_size": 50277, "ssm_cfg": {"layer": "Mamba2"},
    "attn_layer_idx": [], "attn_cfg": {}, "rms_norm": true, "residual_in_fp32": true, "fused_add_norm": true,
    "pad_vocab_size_multiple": 16, "tie_embeddings": true})";

Json small() {
  return parse_json(R"({"d_model": 8, "n_layer": 2, "vocab_size": 11, "pad_vocab_size_multiple": 4,
    "ssm_cfg": {"layer": "Mamba2", "d_state": 4, "headdim": 4, "ngroups": 2, "chunk_size": 8}})",
                    "config.json");
}

// The small one with a key of it, or of its "ssm_cfg." part, replaced by `value` (JSON text).
Json with(const std::string& key, const std::string& value) {
  Json json = small();
  const std::string_view part = "ssm_cfg.";
  (key.starts_with(part) ? json["ssm_cfg"][key.substr(part.size())] : json[key]) = parse_json(value, "value");
  return json;
}

Config parse(const Json& json) { return parse_config(json, "config.json"); }
std::string refusal(const Json& json) {
  return message_of([&] { make_model(json, "config.json"); });
}

TEST(Mamba2SsmConfig, ReadsEachField) {
  const Config k = parse(parse_json(R"({"d_model": 12, "d_intermediate": 129, "n_layer": 3, "vocab_size": 21,
    "ssm_cfg": {"layer": "Mamba2", "d_state": 5, "d_conv": 7, "conv_init": 1, "expand": 3, "headdim": 2, "d_ssm": 24,
      "ngroups": 3, "A_init_range": [1, 2], "D_has_hdim": true, "rmsnorm": false, "norm_before_gate": true,
      "dt_min": 1, "dt_max": 2, "dt_init_floor": 3, "dt_limit": [0.25, 0.5], "bias": true, "conv_bias": false,
      "chunk_size": 9, "use_mem_eff_path": false, "sequence_parallel": false, "process_group": null},
    "attn_layer_idx": [], "attn_cfg": {"num_heads": 4}, "rms_norm": false, "residual_in_fp32": false,
    "fused_add_norm": false, "pad_vocab_size_multiple": 10, "tie_embeddings": false})",
                                    "config.json"));
  EXPECT_EQ(k.layout, Layout::kStateSpaces);
  EXPECT_EQ(k.hidden_size, 12);
  EXPECT_EQ(k.num_hidden_layers, 3);
  EXPECT_EQ(k.state_size, 5);
  EXPECT_EQ(k.head_dim, 2);
  EXPECT_EQ(k.num_heads, 12);
  EXPECT_EQ(k.n_groups, 3);
  EXPECT_EQ(k.conv_kernel, 7);
  EXPECT_EQ(k.chunk_size, 9);
  EXPECT_EQ(k.vocab_size, 30);
  EXPECT_EQ(k.expand, 3);
  EXPECT_EQ(k.layer_norm_epsilon, 1e-5);
  EXPECT_EQ(k.time_step_min, 0.25);
  EXPECT_EQ(k.time_step_max, 0.5);
  EXPECT_EQ(k.hidden_act, "silu");
  EXPECT_TRUE(k.use_bias);
  EXPECT_FALSE(k.use_conv_bias);
  EXPECT_FALSE(k.residual_in_fp32);
  EXPECT_FALSE(k.tie_word_embeddings);
  EXPECT_EQ(k.gated_size, 12);
  EXPECT_EQ(k.mlp_size, 256);  // a multiple of 128
  EXPECT_TRUE(k.layer_norm);
  EXPECT_TRUE(k.D_per_channel);
  EXPECT_FALSE(k.mixer_norm);
  EXPECT_TRUE(k.norm_before_gate);
}

// What MambaConfig and Mamba2 of that code say.
TEST(Mamba2SsmConfig, AKeyLeftOutMeansTheDefault) {
  const Config k = parse(parse_json(R"({"d_model": 768, "ssm_cfg": {"layer": "Mamba2"}})", "config.json"));
  EXPECT_EQ(k.hidden_size, 768);
  EXPECT_EQ(k.num_hidden_layers, 64);
  EXPECT_EQ(k.state_size, 128);
  EXPECT_EQ(k.head_dim, 64);
  EXPECT_EQ(k.num_heads, 24);
  EXPECT_EQ(k.n_groups, 1);
  EXPECT_EQ(k.conv_kernel, 4);
  EXPECT_EQ(k.chunk_size, 256);
  EXPECT_EQ(k.vocab_size, 50280);  // 50277 in eights
  EXPECT_EQ(k.expand, 2);
  EXPECT_EQ(k.time_step_min, 0);
  EXPECT_EQ(k.time_step_max, std::numeric_limits<double>::infinity());
  EXPECT_FALSE(k.use_bias);
  EXPECT_TRUE(k.use_conv_bias);
  EXPECT_TRUE(k.residual_in_fp32);
  EXPECT_TRUE(k.tie_word_embeddings);
  EXPECT_EQ(k.gated_size, 0);
  EXPECT_EQ(k.mlp_size, 0);
  EXPECT_FALSE(k.layer_norm);
  EXPECT_FALSE(k.D_per_channel);
  EXPECT_TRUE(k.mixer_norm);
  EXPECT_FALSE(k.norm_before_gate);
}

TEST(Mamba2SsmConfig, ThePublishedFile) {
  const auto model = make_model(parse_json(kPublished, "config.json"), "config.json");
  const Facts& f = model->facts();
  EXPECT_EQ(f.model_type, "mamba2");
  EXPECT_EQ(f.vocab_size, 50288);
  EXPECT_EQ(f.layers, 24);
  EXPECT_EQ(f.tokens.bos, 0);
  EXPECT_EQ(f.tokens.pad, std::nullopt);
  EXPECT_EQ(f.tokens.eos, (std::vector<std::int64_t>{0}));
  const std::vector<std::pair<std::string, std::string>> want{{"d_model", "768"},
                                                              {"n_layer", "24"},
                                                              {"d_intermediate", "0"},
                                                              {"vocab_size", "50277"},
                                                              {"pad_vocab_size_multiple", "16"},
                                                              {"padded_vocab_size", "50288"},
                                                              {"rms_norm", "true"},
                                                              {"residual_in_fp32", "true"},
                                                              {"tie_embeddings", "true"},
                                                              {"ssm_cfg.layer", "Mamba2"},
                                                              {"ssm_cfg.d_state", "128"},
                                                              {"ssm_cfg.d_conv", "4"},
                                                              {"ssm_cfg.expand", "2"},
                                                              {"ssm_cfg.headdim", "64"},
                                                              {"ssm_cfg.d_ssm", "1536"},
                                                              {"ssm_cfg.ngroups", "1"},
                                                              {"ssm_cfg.D_has_hdim", "false"},
                                                              {"ssm_cfg.rmsnorm", "true"},
                                                              {"ssm_cfg.norm_before_gate", "false"},
                                                              {"ssm_cfg.dt_limit", "[0, inf]"},
                                                              {"ssm_cfg.bias", "false"},
                                                              {"ssm_cfg.conv_bias", "true"},
                                                              {"ssm_cfg.chunk_size", "256"},
                                                              {"without_effect", "attn_cfg, fused_add_norm"}};
  EXPECT_EQ(f.configuration, want);
  // published_config says the same in transformers' layout.
  const auto shapes = [](const LanguageModel& of) {
    std::map<std::string, std::string> out;
    for (const WeightSpec& w : of.weights(DType::kBF16, {})) out[w.field] = trace::str(w.dtype, w.dims);
    return out;
  };
  const auto published = make_model(published_config("mamba2-130m"), "config.json");
  EXPECT_EQ(shapes(*model), shapes(*published));
  EXPECT_EQ(f.tokens.eos, published->facts().tokens.eos);
  EXPECT_EQ(published_config("state-spaces/mamba2-130m"), published_config("mamba2-130m"));
}

TEST(Mamba2SsmConfig, TheFamilysVocabularyHasAnEndOfText) {
  const auto tokens = [](std::int64_t vocab_size, std::int64_t multiple) {
    Json json = small();
    json["vocab_size"] = vocab_size;
    json["pad_vocab_size_multiple"] = multiple;
    return make_model(json, "config.json")->facts().tokens;
  };
  for (const auto& [vocab_size, multiple] : {std::pair{50277, 1}, {50277, 8}, {50277, 16}, {50288, 1}}) {
    EXPECT_EQ(tokens(vocab_size, multiple).bos, 0);
    EXPECT_EQ(tokens(vocab_size, multiple).eos, (std::vector<std::int64_t>{0}));
  }
  for (const auto& [vocab_size, multiple] : {std::pair{50276, 1}, {50280, 8}, {50289, 16}, {32000, 16}}) {
    EXPECT_EQ(tokens(vocab_size, multiple).bos, std::nullopt);
    EXPECT_TRUE(tokens(vocab_size, multiple).eos.empty());
  }
}

TEST(Mamba2SsmConfig, TheVocabularyIsPaddedUp) {
  const auto rows = [](int vocab_size, int multiple) {
    Json json = with("vocab_size", std::to_string(vocab_size));
    json["pad_vocab_size_multiple"] = multiple;
    return make_model(json, "config.json")->facts().vocab_size;
  };
  EXPECT_EQ(rows(16, 8), 16);
  EXPECT_EQ(rows(17, 8), 24);
  EXPECT_EQ(rows(23, 8), 24);
  EXPECT_EQ(rows(17, 1), 17);
  EXPECT_EQ(rows(1, 8), 8);
}

TEST(Mamba2SsmConfig, TheLayersOfTheMlpAreMultiplesOf128Wide) {
  const auto width = [](const char* value) { return parse(with("d_intermediate", value)).mlp_size; };
  EXPECT_EQ(width("0"), 0);
  EXPECT_EQ(width("1"), 128);
  EXPECT_EQ(width("128"), 128);
  EXPECT_EQ(width("129"), 256);
}

TEST(Mamba2SsmConfig, NullIsAValueForSome) {
  EXPECT_EQ(parse(with("ssm_cfg.d_ssm", "null")).gated_size, 0);
  EXPECT_EQ(refusal(with("ssm_cfg.process_group", "null")), "no error");
  EXPECT_EQ(refusal(with("ssm_cfg.conv_init", "null")), "no error");
  EXPECT_EQ(refusal(with("attn_layer_idx", "null")), "no error");
  EXPECT_EQ(refusal(with("attn_cfg", "null")), "no error");
}

TEST(Mamba2SsmConfig, TheRecurrenceMustBeMamba2) {
  const std::string missing =
      "config.json: ssm_cfg: `layer` must be \"Mamba2\"; it is missing, which means Mamba-1 in this layout";
  EXPECT_EQ(refusal(with("ssm_cfg", "{}")), missing);
  EXPECT_EQ(refusal(with("ssm_cfg", "null")), missing);
  EXPECT_EQ(refusal(with("ssm_cfg", R"({"dt_rank": 4})")), missing);
  EXPECT_EQ(refusal(with("ssm_cfg.layer", "null")), missing);
  EXPECT_EQ(refusal(parse_json(R"({"d_model": 8})", "config.json")), missing);
  EXPECT_EQ(refusal(with("ssm_cfg.layer", "\"Mamba1\"")),
            "config.json: ssm_cfg: `layer` must be \"Mamba2\"; got \"Mamba1\"");
  EXPECT_EQ(refusal(with("ssm_cfg.layer", "\"Mamba3\"")),
            "config.json: ssm_cfg: `layer` must be \"Mamba2\"; got \"Mamba3\"");
  EXPECT_EQ(refusal(with("ssm_cfg.layer", "2")), "config.json: ssm_cfg: `layer` must be a string; got 2");
  EXPECT_EQ(refusal(with("ssm_cfg", "[]")), "config.json: ssm_cfg: a JSON object is expected; got array");
}

TEST(Mamba2SsmConfig, OtherKeysAreRefused) {
  EXPECT_EQ(refusal(with("n_layers", "2")),
            "config.json: `n_layers` is no key of this layout; there are d_model, d_intermediate, n_layer, "
            "vocab_size, pad_vocab_size_multiple, ssm_cfg, rms_norm, residual_in_fp32, tie_embeddings, "
            "attn_layer_idx, fused_add_norm, attn_cfg");
  EXPECT_EQ(refusal(with("ssm_cfg.head_dim", "null")),
            "config.json: ssm_cfg: `head_dim` is no key of this layout; there are layer, d_state, d_conv, "
            "expand, headdim, d_ssm, ngroups, bias, dt_limit, conv_bias, chunk_size, rmsnorm, "
            "norm_before_gate, D_has_hdim, process_group, conv_init, A_init_range, dt_min, dt_max, "
            "dt_init_floor, use_mem_eff_path, sequence_parallel");
  // Arguments that Mamba2 gets from elsewhere, or that another of that code's classes has.
  for (const char* key : {"d_model", "layer_idx", "dtype", "device", "activation", "learnable_init_states",
                          "dt_rank", "is_mimo"}) {
    const std::string message = refusal(with(std::string("ssm_cfg.") + key, "1"));
    EXPECT_EQ(message.rfind(fmt::format("config.json: ssm_cfg: `{}` is no key of this layout; ", key), 0), 0u)
        << message;
  }
}

TEST(Mamba2SsmConfig, SizesAreChecked) {
  for (const char* key :
       {"d_model", "n_layer", "vocab_size", "pad_vocab_size_multiple", "ssm_cfg.d_state", "ssm_cfg.d_conv",
        "ssm_cfg.headdim", "ssm_cfg.d_ssm", "ssm_cfg.ngroups", "ssm_cfg.chunk_size"}) {
    const std::string text(key), name = text.substr(text.find('.') + 1),
                                 where = text == name ? "config.json" : "config.json: ssm_cfg";
    for (const char* value : {"0", "-1", "1048577", "9223372036854775807"})
      EXPECT_EQ(refusal(with(key, value)), fmt::format("{}: `{}` must be between 1 and {}; got {}", where,
                                                       name, name == "n_layer" ? 4096 : 1048576, value));
    for (const char* value : {"2.5", "2.0", "\"2\"", "true", "[2]"})
      EXPECT_EQ(refusal(with(key, value)),
                fmt::format("{}: `{}` must be an integer; got {}", where, name, value));
  }
}

TEST(Mamba2SsmConfig, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"d_intermediate", "-1", "`d_intermediate` must be between 0 and 1048576; got -1"},
      {"d_intermediate", "1048577", "`d_intermediate` must be between 0 and 1048576; got 1048577"},
      {"d_intermediate", "1.5", "`d_intermediate` must be an integer; got 1.5"},
      {"attn_layer_idx", "[9,18]", "`attn_layer_idx` (layers of attention) is not supported; got [9,18]"},
      {"attn_layer_idx", "9", "`attn_layer_idx` (layers of attention) is not supported; got 9"},
      {"rms_norm", "1", "`rms_norm` must be true or false; got 1"},
      {"rms_norm", "null", "`rms_norm` must not be null"},
      {"residual_in_fp32", "\"yes\"", "`residual_in_fp32` must be true or false; got \"yes\""},
      {"tie_embeddings", "[]", "`tie_embeddings` must be true or false; got []"},
      {"vocab_size", "null", "`vocab_size` must not be null"},
      {"ssm_cfg.rmsnorm", "0", "ssm_cfg: `rmsnorm` must be true or false; got 0"},
      {"ssm_cfg.rmsnorm", "null", "ssm_cfg: `rmsnorm` must not be null"},
      {"ssm_cfg.norm_before_gate", "{}", "ssm_cfg: `norm_before_gate` must be true or false; got {}"},
      {"ssm_cfg.D_has_hdim", "1", "ssm_cfg: `D_has_hdim` must be true or false; got 1"},
      {"ssm_cfg.bias", "1", "ssm_cfg: `bias` must be true or false; got 1"},
      {"ssm_cfg.conv_bias", "1", "ssm_cfg: `conv_bias` must be true or false; got 1"},
      {"ssm_cfg.process_group", "1",
       "ssm_cfg: `process_group` (training on several devices) is not supported; got 1"},
      {"ssm_cfg.expand", "0", "ssm_cfg: `expand` must be between 1 and 1024; got 0"},
      {"ssm_cfg.expand", "1025", "ssm_cfg: `expand` must be between 1 and 1024; got 1025"},
      {"ssm_cfg.expand", "1.5", "ssm_cfg: `expand` must be an integer; got 1.5"},
      {"ssm_cfg.headdim", "3",
       "ssm_cfg: `expand` times `d_model` must be a multiple of `headdim`; got 16 and 3"},
      {"ssm_cfg.d_ssm", "17",
       "ssm_cfg: `d_ssm` must be at most `expand` times `d_model`; got 17 and 2 x 8 = 16"},
      {"ssm_cfg.d_ssm", "10", "ssm_cfg: `d_ssm` must be a multiple of `headdim`; got 10 and 4"},
      {"ssm_cfg.d_ssm", "12",
       "ssm_cfg: the number of heads, `d_ssm` by `headdim`, must be a multiple of `ngroups`; got 12 / 4 = 3 "
       "and "
       "2"},
      {"ssm_cfg.ngroups", "3",
       "ssm_cfg: the number of heads, `expand` times `d_model` by `headdim`, must be a multiple of "
       "`ngroups`; "
       "got 16 / 4 = 4 and 3"},
      {"ssm_cfg.dt_limit", "1",
       "ssm_cfg: `dt_limit` must be two numbers, the least and the greatest time step; got 1"},
      {"ssm_cfg.dt_limit", "[0.5,0.25]",
       "ssm_cfg: `dt_limit` must not have a least time step above the greatest; got [0.5,0.25]"},
      {"ssm_cfg.dt_limit", "null", "ssm_cfg: `dt_limit` must not be null"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(refusal(with(key, value)), std::string("config.json: ") + message) << key;
}

// in_proj has 2 d_inner + 2 ngroups d_state + heads rows.
TEST(Mamba2SsmConfig, WidthsThatMultiplyAreBoundedTogether) {
  Json json = with("ssm_cfg.d_state", "1048576");
  json["d_model"] = 16;  // 64 + 2 x 8 x 2^20 + 8
  json["ssm_cfg"]["ngroups"] = 8;
  EXPECT_EQ(
      refusal(json),
      "config.json: the widths of a layer must make at most 16777216 rows of in_proj.weight; got 16777288");
  json["ssm_cfg"]["d_state"] = 1048576 - 5;  // 2 x 8 x 5 less
  EXPECT_EQ(refusal(json), "no error");
}

TEST(Mamba2SsmConfig, ATypeChoosesTransformersLayout) {
  Json json = small();
  json["model_type"] = "mamba2";
  EXPECT_EQ(parse(json).hidden_size, 4096);  // `hidden_size` is not there: transformers' default
  json["model_type"] = "mamba_ssm";
  EXPECT_EQ(refusal(json),
            "config.json: `model_type` must be one of: falcon_h1, granitemoehybrid, kimi_linear, lfm2, "
            "lfm2_moe, mamba2, "
            "nemotron_h, "
            "olmo_hybrid, qwen3_5, qwen3_5_moe, qwen3_5_moe_text, qwen3_5_text, qwen3_next; got "
            "\"mamba_ssm\"");
}

// ---- weights ----

// "name dtype[device letters and sizes] from stored sizes", for each weight.
std::map<std::string, std::string> weights(const Json& json, const std::set<std::string>& present = {}) {
  std::map<std::string, std::string> out;
  for (const WeightSpec& w : make_model(json, "config.json")->weights(DType::kBF16, present)) {
    std::string names, stored;
    for (const std::string& n : w.names) names.append(names.empty() ? "" : "|").append(n);
    for (const std::string& n : w.same_as) names.append(" = ").append(n);
    for (std::int64_t d : w.stored_dims) stored.append(stored.empty() ? "" : "x").append(std::to_string(d));
    out[w.field] = fmt::format("{} {} from {}", names, trace::str(w.dtype, w.dims), stored);
  }
  return out;
}

const std::string kEmbedding = "backbone.embedding.weight|backbone.embeddings.weight";
const std::string kMixer = "backbone.layers.1.mixer.";

TEST(Mamba2SsmWeights, OfAPlainModel) {
  const auto w = weights(small());
  EXPECT_EQ(w.size(), 2u + 2 * 9);
  EXPECT_EQ(w.at("embedding"), kEmbedding + "|lm_head.weight = lm_head.weight bf16[v=12 d=8] from 12x8");
  EXPECT_EQ(w.at("norm_f"), "backbone.norm_f.weight f32[d=8] from 8");
  EXPECT_EQ(w.at("layers.1.norm"), "backbone.layers.1.norm.weight f32[d=8] from 8");
  EXPECT_EQ(w.at("layers.1.mixer.in_proj"), kMixer + "in_proj.weight bf16[e=52 d=8] from 52x8");
  EXPECT_EQ(w.at("layers.1.mixer.conv_weight"), kMixer + "conv1d.weight f32[e=32 k=4] from 32x1x4");
  EXPECT_EQ(w.at("layers.1.mixer.conv_bias"), kMixer + "conv1d.bias f32[e=32] from 32");
  EXPECT_EQ(w.at("layers.1.mixer.dt_bias"), kMixer + "dt_bias f32[g=2 r=2] from 4");
  EXPECT_EQ(w.at("layers.1.mixer.A_log"), kMixer + "A_log f32[g=2 r=2] from 4");
  EXPECT_EQ(w.at("layers.1.mixer.D"), kMixer + "D f32[g=2 r=2] from 4");
  EXPECT_EQ(w.at("layers.1.mixer.norm"), kMixer + "norm.weight f32[g=2 r=2 p=4] from 16");
  EXPECT_EQ(w.at("layers.1.mixer.out_proj"), kMixer + "out_proj.weight bf16[d=8 e=16] from 8x16");
}

TEST(Mamba2SsmWeights, ATiedFileWithBothNamesHasOneMatrix) {
  const auto w = weights(small(), {"backbone.embedding.weight", "lm_head.weight"});
  EXPECT_EQ(w, weights(small()));
  EXPECT_FALSE(w.contains("head"));
}

TEST(Mamba2SsmWeights, AnUntiedModelWantsItsHead) {
  const auto w = weights(with("tie_embeddings", "false"));
  EXPECT_EQ(w.at("embedding"), kEmbedding + " bf16[v=12 d=8] from 12x8");
  EXPECT_EQ(w.at("head"), "lm_head.weight bf16[v=12 d=8] from 12x8");
}

TEST(Mamba2SsmWeights, OfTheVariants) {
  auto w = weights(with("rms_norm", "false"));
  EXPECT_EQ(w.size(), 2u + 2 * 9 + 3);
  EXPECT_EQ(w.at("layers.1.norm_bias"), "backbone.layers.1.norm.bias f32[d=8] from 8");
  EXPECT_EQ(w.at("norm_f_bias"), "backbone.norm_f.bias f32[d=8] from 8");

  w = weights(with("ssm_cfg.D_has_hdim", "true"));
  EXPECT_EQ(w.at("layers.1.mixer.D"), kMixer + "D f32[g=2 r=2 p=4] from 16");

  w = weights(with("ssm_cfg.rmsnorm", "false"));
  EXPECT_EQ(w.size(), 2u + 2 * 8);
  EXPECT_FALSE(w.contains("layers.1.mixer.norm"));

  w = weights(with("ssm_cfg.bias", "true"));
  EXPECT_EQ(w.at("layers.1.mixer.in_bias"), kMixer + "in_proj.bias f32[e=52] from 52");
  EXPECT_EQ(w.at("layers.1.mixer.out_bias"), kMixer + "out_proj.bias f32[d=8] from 8");

  w = weights(with("ssm_cfg.conv_bias", "false"));
  EXPECT_FALSE(w.contains("layers.1.mixer.conv_bias"));

  w = weights(with("ssm_cfg.d_ssm", "8"));  // 8 channels pass by: 2 x 8, 2 x 8, 2 x 2 x 4, 2 heads
  EXPECT_EQ(w.at("layers.1.mixer.in_proj"), kMixer + "in_proj.weight bf16[e=50 d=8] from 50x8");
  EXPECT_EQ(w.at("layers.1.mixer.conv_weight"), kMixer + "conv1d.weight f32[e=24 k=4] from 24x1x4");
  EXPECT_EQ(w.at("layers.1.mixer.dt_bias"), kMixer + "dt_bias f32[g=2 r=1] from 2");
  EXPECT_EQ(w.at("layers.1.mixer.norm"), kMixer + "norm.weight f32[g=2 r=1 p=4] from 8");
  EXPECT_EQ(w.at("layers.1.mixer.out_proj"), kMixer + "out_proj.weight bf16[d=8 e=16] from 8x16");

  w = weights(with("d_intermediate", "130"));
  EXPECT_EQ(w.size(), 2u + 2 * 12);
  EXPECT_EQ(w.at("layers.1.mlp.norm"), "backbone.layers.1.norm2.weight f32[d=8] from 8");
  EXPECT_EQ(w.at("layers.1.mlp.fc1"), "backbone.layers.1.mlp.fc1.weight bf16[e=512 d=8] from 512x8");
  EXPECT_EQ(w.at("layers.1.mlp.fc2"), "backbone.layers.1.mlp.fc2.weight bf16[d=8 e=256] from 8x256");
  Json json = with("d_intermediate", "130");
  json["rms_norm"] = false;
  EXPECT_EQ(weights(json).at("layers.1.mlp.norm_bias"), "backbone.layers.1.norm2.bias f32[d=8] from 8");
}

TEST(Mamba2SsmState, HoldsTheRecurrencesChannelsOnly) {
  std::map<std::string, std::string> s;
  for (const StateSpec& part : make_model(with("ssm_cfg.d_ssm", "8"), "config.json")->state())
    s[part.field] = trace::str(DType::kF32, part.dims);
  EXPECT_EQ(s.size(), 4u);
  EXPECT_EQ(s.at("layers.0.conv"), "f32[k=3 e=24]");
  EXPECT_EQ(s.at("layers.1.ssm"), "f32[g=2 r=1 p=4 n=4]");
}

}  // namespace
}  // namespace constate::models::mamba2
