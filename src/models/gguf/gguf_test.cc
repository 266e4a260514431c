// Keys of GGUF files as configurations, and back. Files themselves are in engine/convert_test.cc and
// tests/bad_files.
#include "models/gguf/gguf.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/testing.h"
#include "models/families/mamba2_config.h"
#include "models/gguf/changes.h"

namespace constate::models {
namespace {

Json keys() {
  return {{"general.architecture", "mamba2"},
          {"mamba2.block_count", 1},
          {"mamba2.embedding_length", 4},
          {"mamba2.ssm.conv_kernel", 2},
          {"mamba2.ssm.inner_size", 6},
          {"mamba2.ssm.state_size", 4},
          {"mamba2.ssm.time_step_rank", 2},
          {"mamba2.ssm.group_count", 1},
          {"mamba2.attention.layer_norm_rms_epsilon", 1e-5}};
}

TensorDims tensors() {
  return {{"token_embd.weight", {8, 4}},
          {"output_norm.weight", {4}},
          {"blk.0.attn_norm.weight", {4}},
          {"blk.0.ssm_in.weight", {22, 4}},
          {"blk.0.ssm_conv1d.weight", {14, 2}},
          {"blk.0.ssm_conv1d.bias", {14}},
          {"blk.0.ssm_dt.bias", {2}},
          {"blk.0.ssm_a", {2, 1}},
          {"blk.0.ssm_d", {2, 1}},
          {"blk.0.ssm_norm.weight", {1, 6}},
          {"blk.0.ssm_out.weight", {4, 6}}};
}

const TensorView& tensor(const ReadGguf& read, const std::string& name) {
  for (const TensorView& t : read.tensors)
    if (t.name == name) return t;
  throw std::runtime_error(name);
}

HostArray array(std::vector<std::int64_t> dims, const std::vector<float>& values) {
  HostArray out(Shape{DType::kF32, std::move(dims)});
  std::ranges::copy(values, out.as<float>().begin());
  return out;
}

TEST(ReadGguf, KeysAreAConfiguration) {
  const ReadGguf read = read_gguf(keys(), tensors(), "x.gguf");
  const mamba2::Config k = mamba2::parse_config(read.config, "x.gguf");
  EXPECT_EQ(k.hidden_size, 4);
  EXPECT_EQ(k.inner(), 6);  // 1.5 times that
  EXPECT_EQ(k.head_dim, 3);
  EXPECT_EQ(k.vocab_size, 8);
  EXPECT_TRUE(k.tie_word_embeddings);
  EXPECT_TRUE(k.residual_in_fp32);
  EXPECT_EQ(k.layer_norm_epsilon, 1e-5);
  EXPECT_EQ(k.time_step_min, 0);
  EXPECT_TRUE(std::isinf(k.time_step_max));
  EXPECT_EQ(read.tensors.size(), 11u);
  const auto dims = [&](const char* name) { return tensor(read, name).dims; };
  EXPECT_EQ(dims("backbone.layers.0.mixer.conv1d.weight"), (std::vector<std::int64_t>{14, 1, 2}));
  EXPECT_EQ(dims("backbone.layers.0.mixer.D"), std::vector<std::int64_t>{2});
  EXPECT_EQ(dims("backbone.layers.0.mixer.norm.weight"), std::vector<std::int64_t>{6});
  EXPECT_EQ(dims("backbone.layers.0.mixer.in_proj.weight"), (std::vector<std::int64_t>{22, 4}));

  TensorDims headed = tensors();
  headed["output.weight"] = {8, 4};
  EXPECT_FALSE(mamba2::parse_config(read_gguf(keys(), headed, "x.gguf").config, "").tie_word_embeddings);
}

TEST(ReadGguf, KeysOfOurOwn) {
  Json k = keys();
  k["constate.chunk_size"] = 16;
  k["constate.residual_in_fp32"] = false;
  k["constate.max_new_tokens"] = 5;  // of another file
  const mamba2::Config config = mamba2::parse_config(read_gguf(k, tensors(), "x.gguf").config, "x.gguf");
  EXPECT_EQ(config.chunk_size, 16);
  EXPECT_FALSE(config.residual_in_fp32);
}

// A_log is the logarithm of what the file has, unless the file says it to the bit and both agree.
TEST(ReadGguf, Decays) {
  const float exact = -0.6931472f;
  const auto a_log = [&](const Json& list, const std::vector<float>& decay) {
    Json k = keys();
    if (!list.is_null()) k["constate.a_log"] = list;
    const ReadGguf read = read_gguf(k, tensors(), "x.gguf");
    std::vector<HostArray> from;
    from.push_back(array({2, 1}, decay));
    return tensor(read, "backbone.layers.0.mixer.A_log").make(std::move(from));
  };
  const HostArray alone = a_log(nullptr, {-1, -2});
  EXPECT_EQ(alone.shape().dims, std::vector<std::int64_t>{2});
  EXPECT_EQ(alone.as<float>()[0], 0);
  EXPECT_EQ(alone.as<float>()[1], 0.6931472f);
  const HostArray said = a_log({exact, 0.5f}, {decay_of(exact), -2});
  EXPECT_EQ(said.as<float>()[0], exact);
  EXPECT_EQ(said.as<float>()[1], 0.6931472f);  // another program has changed the tensor since
  EXPECT_EQ(message_of([&] {
              a_log(nullptr, {-1, 0});
            }),
            "tensor `blk.0.ssm_a`: each element is below 0; got 0");
}

// The float that -exp gives and the float whose -exp that is are not always inverse to the bit.
TEST(ReadGguf, ALogComesBackWithinRounding) {
  int same = 0, all = 0;
  for (float x = -12; x < 4; x += 0.00731f, ++all) {
    const float back = a_log_of(decay_of(x));
    EXPECT_NEAR(back, x, std::ldexp(1.0, -23) + std::fabs(x) * std::ldexp(1.0, -24)) << x;
    same += back == x ? 1 : 0;
  }
  EXPECT_LT(same, all);
}

Json config() {
  return {{"model_type", "mamba2"},
          {"hidden_size", 4},
          {"num_hidden_layers", 1},
          {"state_size", 4},
          {"head_dim", 4},
          {"num_heads", 2},
          {"n_groups", 1},
          {"expand", 2},
          {"conv_kernel", 2},
          {"vocab_size", 8},
          {"use_bias", false},
          {"use_conv_bias", true},
          {"tie_word_embeddings", true},
          {"chunk_size", 8},
          {"layer_norm_epsilon", 1e-5}};
}
Json ssm_config(const Json& cfg) {
  Json all = {{"layer", "Mamba2"}, {"headdim", 8}, {"d_state", 4}};
  all.update(cfg);
  return {{"d_model", 16}, {"n_layer", 1}, {"vocab_size", 16}, {"ssm_cfg", all}};
}

TEST(WriteGguf, WhatTheFormatHasNoPlaceFor) {
  const auto refused = [](const Json& c) { return message_of([&] { write_gguf(c, {}, "config.json"); }); };
  const auto with = [](const char* key, const Json& value) {
    Json c = config();
    c[key] = value;
    return c;
  };
  const std::string none = "config.json: a GGUF file of Mamba-2 has no place for ";
  EXPECT_EQ(refused(with("time_step_limit", {0.0, 1.0})), none + "a limit of time steps, [0, 1]");
  EXPECT_EQ(refused(with("hidden_act", "gelu")), none + "the activation gelu");
  EXPECT_EQ(refused(with("use_bias", true)), none + "biases of in_proj and out_proj");
  EXPECT_EQ(refused(ssm_config({{"d_ssm", 16}})), none + "channels that pass a gate alone (`d_ssm`)");
  EXPECT_EQ(refused(ssm_config({{"D_has_hdim", true}})), none + "a D for each channel (`D_has_hdim`)");
  EXPECT_EQ(refused(ssm_config({{"rmsnorm", false}})), none + "a mixer without its own norm");
  EXPECT_EQ(refused(ssm_config({{"norm_before_gate", true}})), none + "a norm before the gate");
  Json mlp = ssm_config(Json::object());
  mlp["d_intermediate"] = 32;
  EXPECT_EQ(refused(mlp), none + "an MLP after each mixer");
  Json layer_norm = ssm_config(Json::object());
  layer_norm["rms_norm"] = false;
  EXPECT_EQ(refused(layer_norm), none + "LayerNorm");
  EXPECT_EQ(refused(with("model_type", "lfm2")),
            "config.json: `model_type`: a GGUF file can be written of: mamba2; got \"lfm2\"");
}

TEST(WriteGguf, KeysComeBack) {
  for (const bool wide : {true, false}) {
    Json c = config();
    c["residual_in_fp32"] = wide;
    TensorDims dims = {{"backbone.embeddings.weight", {8, 4}}, {"backbone.norm_f.weight", {4}}};
    for (const auto& [name, d] : std::initializer_list<std::pair<const char*, std::vector<std::int64_t>>>{
             {"norm.weight", {4}},
             {"mixer.in_proj.weight", {26, 4}},
             {"mixer.conv1d.weight", {16, 1, 2}},
             {"mixer.dt_bias", {2}},
             {"mixer.A_log", {2}},
             {"mixer.D", {2}},
             {"mixer.norm.weight", {8}},
             {"mixer.out_proj.weight", {4, 8}}})
      dims[std::string("backbone.layers.0.") + name] = d;
    const WrittenGguf written = write_gguf(c, dims, "config.json");
    TensorDims stored;
    int matrices = 0;
    for (const GgufTensor& t : written.tensors) {
      stored[t.name] = t.dims;
      matrices += t.matrix ? 1 : 0;
    }
    EXPECT_EQ(stored.size(), 11u);  // with a bias of zeros for the convolution
    EXPECT_EQ(matrices, 3);
    const ReadGguf back = read_gguf(written.keys, stored, "x.gguf");
    const mamba2::Config got = mamba2::parse_config(back.config, ""), want = mamba2::parse_config(c, "");
    EXPECT_EQ(got.chunk_size, want.chunk_size);
    EXPECT_EQ(got.residual_in_fp32, wide);
    EXPECT_EQ(got.inner(), want.inner());
    EXPECT_EQ(got.layer_norm_epsilon, want.layer_norm_epsilon);
    for (const auto& [name, d] : dims) EXPECT_EQ(tensor(back, name).dims, d) << name;
  }
}

}  // namespace
}  // namespace constate::models
