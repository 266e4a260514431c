// config.json of Mamba-2: every field, its default, every refusal with its text; the weights that follow.
#include "models/families/mamba2_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "base/error.h"
#include "models/layers/specs.h"
#include "models/published.h"
#include "models/registry.h"

namespace constate::models::mamba2 {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A small configuration, with one key replaced by `value` (JSON text); left out where it is "".
Json config_with(const std::string& key = "", const std::string& value = "") {
  Json json =
      parse_json(R"({"model_type": "mamba2", "hidden_size": 8, "num_hidden_layers": 2, "state_size": 4,
    "head_dim": 4, "num_heads": 4, "n_groups": 2, "expand": 2, "conv_kernel": 4, "chunk_size": 8, "vocab_size": 11,
    "use_bias": false, "use_conv_bias": true, "tie_word_embeddings": true})",
                 "config.json");
  if (key.empty()) return json;
  if (value.empty())
    json.erase(key);
  else
    json[key] = parse_json(value, "value");
  return json;
}

Config parse(const std::string& key = "", const std::string& value = "") {
  return parse_config(config_with(key, value), "config.json");
}

template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const FormatError& e) {
    return e.what();
  } catch (const std::exception& e) {
    return std::string("not a FormatError: ") + e.what();
  }
  return "no error";
}

TEST(Mamba2Config, ReadsEachField) {
  const Json json =
      parse_json(R"({"hidden_size": 6, "num_hidden_layers": 3, "state_size": 5, "head_dim": 2, "num_heads": 6,
    "n_groups": 3, "conv_kernel": 7, "chunk_size": 9, "vocab_size": 10, "expand": 2, "layer_norm_epsilon": 0.001,
    "time_step_limit": [0.25, 0.5], "hidden_act": "gelu", "use_bias": true, "use_conv_bias": false,
    "residual_in_fp32": false, "tie_word_embeddings": true, "bos_token_id": 4, "pad_token_id": 5, "eos_token_id": 6})",
                 "config.json");
  const Config k = parse_config(json, "config.json");
  EXPECT_EQ(k.hidden_size, 6);
  EXPECT_EQ(k.num_hidden_layers, 3);
  EXPECT_EQ(k.state_size, 5);
  EXPECT_EQ(k.head_dim, 2);
  EXPECT_EQ(k.num_heads, 6);
  EXPECT_EQ(k.n_groups, 3);
  EXPECT_EQ(k.conv_kernel, 7);
  EXPECT_EQ(k.chunk_size, 9);
  EXPECT_EQ(k.vocab_size, 10);
  EXPECT_EQ(k.expand, 2);
  EXPECT_EQ(k.layer_norm_epsilon, 0.001);
  EXPECT_EQ(k.time_step_min, 0.25);
  EXPECT_EQ(k.time_step_max, 0.5);
  EXPECT_EQ(k.hidden_act, "gelu");
  EXPECT_TRUE(k.use_bias);
  EXPECT_FALSE(k.use_conv_bias);
  EXPECT_FALSE(k.residual_in_fp32);
  EXPECT_TRUE(k.tie_word_embeddings);
  EXPECT_EQ(k.bos_token_id, 4);
  EXPECT_EQ(k.pad_token_id, 5);
  EXPECT_EQ(k.eos_token_ids, (std::vector<std::int64_t>{6}));
  EXPECT_EQ(k.inner(), 12);
  EXPECT_EQ(k.channels(), 12 + 2 * 3 * 5);
  EXPECT_EQ(k.heads_per_group(), 2);
}

// What transformers' Mamba2Config says (Codestral's sizes).
TEST(Mamba2Config, AKeyLeftOutMeansTheDefault) {
  const Config k = parse_config(Json::object(), "config.json");
  EXPECT_EQ(k.hidden_size, 4096);
  EXPECT_EQ(k.num_hidden_layers, 64);
  EXPECT_EQ(k.state_size, 128);
  EXPECT_EQ(k.head_dim, 64);
  EXPECT_EQ(k.num_heads, 128);
  EXPECT_EQ(k.n_groups, 8);
  EXPECT_EQ(k.conv_kernel, 4);
  EXPECT_EQ(k.chunk_size, 256);
  EXPECT_EQ(k.vocab_size, 32768);
  EXPECT_EQ(k.expand, 2);
  EXPECT_EQ(k.layer_norm_epsilon, 1e-5);
  EXPECT_EQ(k.time_step_min, 0);
  EXPECT_EQ(k.time_step_max, kInfinity);
  EXPECT_EQ(k.hidden_act, "silu");
  EXPECT_FALSE(k.use_bias);
  EXPECT_TRUE(k.use_conv_bias);
  EXPECT_TRUE(k.residual_in_fp32);
  EXPECT_FALSE(k.tie_word_embeddings);
  EXPECT_EQ(k.bos_token_id, 0);
  EXPECT_EQ(k.pad_token_id, 1);
  EXPECT_EQ(k.eos_token_ids, (std::vector<std::int64_t>{2}));
}

TEST(Mamba2Config, ExpandMayBeAFraction) {
  Json json = config_with("expand", "1.5");
  json["num_heads"] = 3;
  json["n_groups"] = 3;
  EXPECT_EQ(parse_config(json, "config.json").inner(), 12);
  json["expand"] = 1.6;  // int(12.8), as transformers cuts it
  EXPECT_EQ(parse_config(json, "config.json").inner(), 12);
}

TEST(Mamba2Config, BothFormsOfInfinity) {
  EXPECT_EQ(parse("time_step_limit", "[0.0, Infinity]").time_step_max, kInfinity);
  EXPECT_EQ(parse("time_step_limit", R"([0.0, {"__float__": "Infinity"}])").time_step_max, kInfinity);
  EXPECT_EQ(parse("time_step_limit", "[-Infinity, 1]").time_step_min, -kInfinity);
  EXPECT_EQ(parse("time_step_limit", "null").time_step_max, kInfinity);
  EXPECT_EQ(parse("time_step_limit", "[0, 1]").time_step_max, 1);
}

TEST(Mamba2Config, TokenIds) {
  EXPECT_EQ(parse("bos_token_id", "null").bos_token_id, std::nullopt);
  EXPECT_EQ(parse("pad_token_id", "null").pad_token_id, std::nullopt);
  EXPECT_TRUE(parse("eos_token_id", "null").eos_token_ids.empty());
  EXPECT_EQ(parse("eos_token_id", "[3, 5]").eos_token_ids, (std::vector<std::int64_t>{3, 5}));
  EXPECT_TRUE(parse("eos_token_id", "[]").eos_token_ids.empty());
  EXPECT_EQ(parse("pad_token_id", "-1").pad_token_id, -1);  // seen in published files
}

TEST(Mamba2Config, KeysThatTransformersIgnoresAreIgnored) {
  for (const char* key : {"rms_norm", "norm_before_gate", "attention_bias", "time_step_min",
                          "time_step_floor", "use_cache", "initializer_range", "transformers_version"})
    EXPECT_EQ(message_of([&] { parse(key, "true"); }), "no error") << key;
}

TEST(Mamba2Config, SizesAreChecked) {
  for (const char* key : {"hidden_size", "num_hidden_layers", "state_size", "head_dim", "num_heads",
                          "n_groups", "conv_kernel", "chunk_size", "vocab_size"}) {
    const auto got = [&](const std::string& value) { return message_of([&] { parse(key, value); }); };
    const auto range = [&](const std::string& value) {
      const int most = std::string_view(key) == "num_hidden_layers" ? 4096 : 1048576;
      return fmt::format("config.json: `{}` must be between 1 and {}; got {}", key, most, value);
    };
    for (const char* value : {"0", "-1", "1048577", "9223372036854775807"})
      EXPECT_EQ(got(value), range(value));
    const auto integer = [&](const std::string& value) {
      return fmt::format("config.json: `{}` must be an integer; got {}", key, value);
    };
    for (const char* value : {"2.5", "2.0", "\"2\"", "true", "[2]", "18446744073709551615"})
      EXPECT_EQ(got(value), integer(value));
  }
}

TEST(Mamba2Config, BadValues) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"expand", "0", "`expand` must be a positive number up to 1024; got 0"},
      {"expand", "-2", "`expand` must be a positive number up to 1024; got -2"},
      {"expand", "1e300", "`expand` must be a positive number up to 1024; got 1e+300"},
      {"expand", "\"2\"", "`expand` must be a number; got \"2\""},
      {"expand", "NaN", "`expand` must be a positive number up to 1024; got {\"__float__\":\"NaN\"}"},
      {"expand", "3",
       "`expand` times `hidden_size` must be `num_heads` times `head_dim`; got 3 x 8 = 24 and 4 x 4 = 16"},
      {"num_heads", "6",
       "`expand` times `hidden_size` must be `num_heads` times `head_dim`; got 2 x 8 = 16 and 6 x 4 = 24"},
      {"n_groups", "3", "`num_heads` must be a multiple of `n_groups`; got 4 and 3"},
      {"layer_norm_epsilon", "-1e-5", "`layer_norm_epsilon` must be in [0, 1); got -1e-05"},
      {"layer_norm_epsilon", "1", "`layer_norm_epsilon` must be in [0, 1); got 1"},
      {"layer_norm_epsilon", "NaN", "`layer_norm_epsilon` must be in [0, 1); got {\"__float__\":\"NaN\"}"},
      {"layer_norm_epsilon", "true", "`layer_norm_epsilon` must be a number; got true"},
      {"time_step_limit", "1",
       "`time_step_limit` must be two numbers, the least and the greatest time step; got 1"},
      {"time_step_limit", "[1]",
       "`time_step_limit` must be two numbers, the least and the greatest time step; got [1]"},
      {"time_step_limit", "[0,1,2]",
       "`time_step_limit` must be two numbers, the least and the greatest time step; got [0,1,2]"},
      {"time_step_limit", "[0,\"Infinity\"]",
       "`time_step_limit` must be two numbers, the least and the greatest time step; got [0,\"Infinity\"]"},
      {"time_step_limit", "[0,NaN]",
       "`time_step_limit` must be two numbers, the least and the greatest time step; got "
       "[0,{\"__float__\":\"NaN\"}]"},
      {"time_step_limit", "[0.5,0.25]",
       "`time_step_limit` must not have a least time step above the greatest; got [0.5,0.25]"},
      {"hidden_act", "\"nope\"", "`hidden_act` is no activation that is known here; got \"nope\""},
      {"hidden_act", "3", "`hidden_act` must be a string; got 3"},
      {"use_bias", "1", "`use_bias` must be true or false; got 1"},
      {"use_conv_bias", "\"yes\"", "`use_conv_bias` must be true or false; got \"yes\""},
      {"residual_in_fp32", "0", "`residual_in_fp32` must be true or false; got 0"},
      {"tie_word_embeddings", "[]", "`tie_word_embeddings` must be true or false; got []"},
      {"bos_token_id", "1.5", "`bos_token_id` must be an integer; got 1.5"},
      {"pad_token_id", "\"x\"", "`pad_token_id` must be an integer; got \"x\""},
      {"eos_token_id", "\"x\"", "`eos_token_id` must be an id or a list of ids; got \"x\""},
      {"eos_token_id", "[1,2.5]", "`eos_token_id` must be an id or a list of ids; got [1,2.5]"},
      {"per_layer_config", "{}", "`per_layer_config` (settings of single layers) is not supported; got {}"},
      {"quantization_config", "{\"bits\":4}",
       "`quantization_config` (quantized weights) is not supported; got {\"bits\":4}"},
  };
  for (const auto& [key, value, message] : cases)
    EXPECT_EQ(message_of([&, k = key, v = value] { parse(k, v); }), std::string("config.json: ") + message);
}

TEST(Mamba2Config, TheModelTypeChoosesTheModel) {
  const auto make = [](const Json& json) { return message_of([&] { make_model(json, "dir/config.json"); }); };
  EXPECT_EQ(make(config_with()), "no error");
  EXPECT_EQ(make(config_with("model_type", "")), "dir/config.json: `model_type` is missing");
  EXPECT_EQ(make(config_with("model_type", "null")), "dir/config.json: `model_type` is missing");
  EXPECT_EQ(make(config_with("model_type", "3")), "dir/config.json: `model_type` must be a string; got 3");
  EXPECT_EQ(make(config_with("model_type", "\"mamba\"")),
            "dir/config.json: `model_type` must be one of: falcon_h1, granitemoehybrid, kimi_linear, lfm2, "
            "lfm2_moe, "
            "mamba2, nemotron_h, "
            "olmo_hybrid, qwen3_5, qwen3_5_moe, qwen3_5_moe_text, qwen3_5_text, qwen3_next; got \"mamba\"");
  EXPECT_EQ(make(Json::array()), "dir/config.json: a JSON object is expected; got array");
}

TEST(Mamba2Config, FactsForTheUser) {
  Json json = config_with("eos_token_id", "[3, 5]");
  json["bos_token_id"] = nullptr;
  const auto model = make_model(json, "config.json");
  const Facts& f = model->facts();
  EXPECT_EQ(f.model_type, "mamba2");
  EXPECT_EQ(f.vocab_size, 11);
  EXPECT_EQ(f.layers, 2);
  EXPECT_EQ(f.tokens.bos, std::nullopt);
  EXPECT_EQ(f.tokens.pad, 1);
  EXPECT_EQ(f.tokens.eos, (std::vector<std::int64_t>{3, 5}));
  const std::map<std::string, std::string> shown(f.configuration.begin(), f.configuration.end());
  EXPECT_EQ(shown.at("n_groups"), "2");
  EXPECT_EQ(shown.at("time_step_limit"), "[0, inf]");
  EXPECT_EQ(shown.at("eos_token_id"), "[3, 5]");
  EXPECT_FALSE(shown.contains("bos_token_id"));
}

// ---- weights ----

// "name dtype[device letters and sizes] from stored sizes", for each weight.
std::map<std::string, std::string> weights(const Json& json, DType dtype,
                                           const std::set<std::string>& present = {}) {
  std::map<std::string, std::string> out;
  for (const WeightSpec& w : make_model(json, "config.json")->weights(dtype, present)) {
    std::string names, stored;
    for (const std::string& n : w.names) names.append(names.empty() ? "" : "|").append(n);
    for (std::int64_t d : w.stored_dims) stored.append(stored.empty() ? "" : "x").append(std::to_string(d));
    out[w.field] = fmt::format("{} {} from {}", names, trace::str(w.dtype, w.dims), stored);
  }
  return out;
}

const std::string kEmbedding = "backbone.embeddings.weight|backbone.embedding.weight";

TEST(Mamba2Weights, OfATiedModelWithConvolutionBias) {
  const std::string mixer = "backbone.layers.1.mixer.";
  const auto w = weights(config_with(), DType::kBF16);
  EXPECT_EQ(w.size(), 2u + 2 * 9);
  EXPECT_EQ(w.at("embedding"), kEmbedding + "|lm_head.weight bf16[v=11 d=8] from 11x8");
  EXPECT_EQ(w.at("norm_f"), "backbone.norm_f.weight f32[d=8] from 8");
  EXPECT_EQ(w.at("layers.1.norm"), "backbone.layers.1.norm.weight f32[d=8] from 8");
  // z and x 16 each, B and C 2 groups of 4 each, Δ of 4 heads
  EXPECT_EQ(w.at("layers.1.mixer.in_proj"), mixer + "in_proj.weight bf16[e=52 d=8] from 52x8");
  EXPECT_EQ(w.at("layers.1.mixer.conv_weight"), mixer + "conv1d.weight f32[e=32 k=4] from 32x1x4");
  EXPECT_EQ(w.at("layers.1.mixer.conv_bias"), mixer + "conv1d.bias f32[e=32] from 32");
  EXPECT_EQ(w.at("layers.1.mixer.dt_bias"), mixer + "dt_bias f32[g=2 r=2] from 4");
  EXPECT_EQ(w.at("layers.1.mixer.A_log"), mixer + "A_log f32[g=2 r=2] from 4");
  EXPECT_EQ(w.at("layers.1.mixer.D"), mixer + "D f32[g=2 r=2] from 4");
  EXPECT_EQ(w.at("layers.1.mixer.norm"), mixer + "norm.weight f32[g=2 r=2 p=4] from 16");
  EXPECT_EQ(w.at("layers.1.mixer.out_proj"), mixer + "out_proj.weight bf16[d=8 e=16] from 8x16");
}

TEST(Mamba2Weights, InEightBitsEachMatrixHasScales) {
  Json json = config_with("tie_word_embeddings", "false");
  const std::vector<WeightSpec> list = make_model(json, "config.json")->weights(DType::kS8, {});
  std::vector<std::string> quantised;
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(!list[i].scales_of.empty(), list[i].field.ends_with(".scale")) << list[i].field;
    if (list[i].dtype != DType::kS8) continue;
    quantised.push_back(list[i].field);
    const WeightSpec& scale = list.at(i + 1);
    EXPECT_EQ(scale.field, list[i].field + ".scale");
    EXPECT_EQ(scale.scales_of, list[i].field);
    EXPECT_EQ(scale.dtype, DType::kF32);
    EXPECT_TRUE(scale.names.empty());
    ASSERT_EQ(scale.dims.size(), 1u);
    EXPECT_EQ(scale.dims[0], list[i].dims[0]);
  }
  EXPECT_EQ(fmt::format("{}", fmt::join(quantised, " ")),
            "embedding layers.0.mixer.in_proj layers.0.mixer.out_proj layers.1.mixer.in_proj "
            "layers.1.mixer.out_proj head");
}

// At most 256 inputs in a group, in groups of one size and whole lanes; one group where there are none such.
TEST(Mamba2Weights, InEightBitsAMatrixIsInGroupsOfItsInputs) {
  const auto shape = [](std::int64_t width) {
    return layers::matrix(WeightUse::kEachToken, "m", DType::kS8, {{'o', 5}, {'i', width}});
  };
  const std::vector<std::pair<std::int64_t, std::int64_t>> groups{
      {8, 1},   {256, 1}, {264, 3},  {257, 1},   {320, 2},
      {768, 3}, {896, 4}, {1536, 6}, {2560, 10}, {8 * 269, 1}};
  for (const auto& [width, count] : groups) {
    const trace::Matrix<WeightSpec> m = shape(width);
    EXPECT_EQ(m.elements.plain_dims(), (std::vector<std::int64_t>{5, width}));
    if (count == 1) {
      EXPECT_EQ(m.elements.shape().dims, (std::vector<std::int64_t>{5, width}));
      EXPECT_EQ(m.scale->shape().dims, std::vector<std::int64_t>{5});
      continue;
    }
    EXPECT_EQ(m.elements.shape().dims, (std::vector<std::int64_t>{count, 5, width / count})) << width;
    EXPECT_EQ(m.scale->shape().dims, (std::vector<std::int64_t>{count, 5})) << width;
  }
}

// In blocks of 8 groups of at most 32 inputs and at least 16; in 8 bits where there are none such.
TEST(Mamba2Weights, InFourBitsAMatrixIsInBlocksOfItsInputs) {
  const auto shape = [](std::int64_t width) {
    return layers::matrix(WeightUse::kEachToken, "m", DType::kS4, {{'o', 5}, {'i', width}});
  };
  const std::vector<std::pair<std::int64_t, std::int64_t>> blocks{
      {128, 1}, {256, 1}, {320, 2}, {768, 3}, {896, 4}, {1408, 8}, {2560, 10}, {8 * 272, 17}};
  for (const auto& [width, count] : blocks) {
    const trace::Matrix<WeightSpec> m = shape(width);
    EXPECT_EQ(m.elements.plain_dims(), (std::vector<std::int64_t>{5, width}));
    EXPECT_EQ(m.elements.elements(), 5 * width);
    EXPECT_EQ(m.elements.shape(), (Shape{DType::kU8, {count, 5, width / count / 2}})) << width;
    EXPECT_EQ(m.scale->shape(), (Shape{DType::kBF16, {count, 5}}));
    EXPECT_EQ(m.steps->shape(), (Shape{DType::kS8, {count, 5, 2, 8}}));
  }
  for (const std::int64_t width : {32, 112, 120, 136, 264, 700}) {
    const trace::Matrix<WeightSpec> m = shape(width);
    EXPECT_EQ(m.elements.dtype, DType::kS8) << width;
    EXPECT_EQ(m.scale->dtype, DType::kF32);
    EXPECT_FALSE(m.steps);
  }
  const std::vector<WeightSpec> list =
      make_model(published_config("mamba2-130m"), "130m")->weights(DType::kS4, {});
  EXPECT_EQ(list[1].field, "embedding.scale");
  EXPECT_EQ(list[2].field, "embedding.steps");
  for (const std::size_t i : {1u, 2u}) EXPECT_EQ(list[i].scales_of, "embedding");
  const trace::Matrix<WeightSpec> m = shape(1024);  // 4.5625 bits a weight
  EXPECT_EQ(m.elements.shape().bytes() + m.scale->shape().bytes() + m.steps->shape().bytes(), 5 * 584);
}

TEST(Mamba2Weights, ProductsAloneReadTheMatricesButTheEmbedding) {
  Json json = config_with("tie_word_embeddings", "false");
  for (const DType dtype : {DType::kF32, DType::kS8}) {
    std::vector<std::string> found;
    for (const WeightSpec& w : make_model(json, "config.json")->weights(dtype, {}))
      if (for_products(w.use)) found.push_back(w.field);
    EXPECT_EQ(fmt::format("{}", fmt::join(found, " ")),
              "layers.0.mixer.in_proj layers.0.mixer.out_proj layers.1.mixer.in_proj layers.1.mixer.out_proj "
              "head");
  }
}

TEST(Mamba2Weights, Biases) {
  Json json = config_with("use_bias", "true");
  json["use_conv_bias"] = false;
  const auto w = weights(json, DType::kF32);
  EXPECT_EQ(w.at("layers.0.mixer.in_bias"), "backbone.layers.0.mixer.in_proj.bias f32[e=52] from 52");
  EXPECT_EQ(w.at("layers.0.mixer.out_bias"), "backbone.layers.0.mixer.out_proj.bias f32[d=8] from 8");
  EXPECT_FALSE(w.contains("layers.0.mixer.conv_bias"));
}

TEST(Mamba2Weights, AnUntiedModelWantsItsHead) {
  const auto w = weights(config_with("tie_word_embeddings", "false"), DType::kF16);
  EXPECT_EQ(w.at("embedding"), kEmbedding + " f16[v=11 d=8] from 11x8");
  EXPECT_EQ(w.at("head"), "lm_head.weight f16[v=11 d=8] from 11x8");
}

TEST(Mamba2Weights, ATiedFileWithAHeadOfItsOwnUsesIt) {
  for (const char* embedding : {"backbone.embeddings.weight", "backbone.embedding.weight"}) {
    const auto w = weights(config_with(), DType::kF32, {embedding, "lm_head.weight"});
    EXPECT_EQ(w.at("embedding"), kEmbedding + " f32[v=11 d=8] from 11x8");
    EXPECT_EQ(w.at("head"), "lm_head.weight f32[v=11 d=8] from 11x8");
  }
}

TEST(Mamba2Weights, ATiedFileWithTheHeadAloneUsesItAsEmbedding) {
  const auto w = weights(config_with(), DType::kF32, {"lm_head.weight"});
  EXPECT_EQ(w.at("embedding"), kEmbedding + "|lm_head.weight f32[v=11 d=8] from 11x8");
  EXPECT_FALSE(w.contains("head"));
}

// ---- state ----

std::map<std::string, std::string> state(const Json& json) {
  std::map<std::string, std::string> out;
  for (const StateSpec& s : make_model(json, "config.json")->state())
    out[s.field] = trace::str(DType::kF32, s.dims);
  return out;
}

TEST(Mamba2State, IsAWindowAndAMatrixForEachLayer) {
  const auto s = state(config_with());
  EXPECT_EQ(s.size(), 4u);
  EXPECT_EQ(s.at("layers.0.conv"), "f32[k=3 e=32]");
  EXPECT_EQ(s.at("layers.1.ssm"), "f32[g=2 r=2 p=4 n=4]");
}

TEST(Mamba2State, AConvolutionOfOneHasNoWindow) {
  const auto s = state(config_with("conv_kernel", "1"));
  EXPECT_EQ(s.size(), 2u);
  EXPECT_FALSE(s.contains("layers.0.conv"));
  EXPECT_EQ(weights(config_with("conv_kernel", "1"), DType::kF32).at("layers.0.mixer.conv_weight"),
            "backbone.layers.0.mixer.conv1d.weight f32[e=32 k=1] from 32x1x1");
}

}  // namespace
}  // namespace constate::models::mamba2
