// Keys and tensors of hybrids' GGUF files: what the files of llama.cpp's converter in tests/data do not have
// (engine/gguf_hybrids_test.cc), and the elements that move, by number.
#include <gtest/gtest.h>

#include <numeric>

#include "base/testing.h"
#include "models/gguf/arrays.h"
#include "models/gguf/gguf.h"
#include "models/registry.h"

namespace constate::models {
namespace {

HostArray array(Dims dims, const std::vector<float>& values) {
  return HostArray::of(DType::kF32, std::move(dims), values);
}
// 0, 1, 2, ...
HostArray counted(const Dims& dims) {
  HostArray out(Shape{DType::kF32, dims});
  std::iota(out.as<float>().begin(), out.as<float>().end(), 0.0f);
  return out;
}
std::vector<float> values(const HostArray& x) { return {x.as<float>().begin(), x.as<float>().end()}; }

const TensorView& tensor(const ReadGguf& read, const std::string& name) {
  for (const TensorView& t : read.tensors)
    if (t.name == name) return t;
  throw std::runtime_error(name);
}
// What becomes of elements that are counted; those of each part begin a hundred after those before.
std::vector<float> made(const ReadGguf& read, const TensorDims& dims, const std::string& name) {
  const TensorView& t = tensor(read, name);
  std::vector<HostArray> from;
  for (const std::string& part : t.from) {
    from.push_back(counted(dims.at(part)));
    for (float& x : from.back().as<float>()) x += 100.0f * static_cast<float>(from.size() - 1);
  }
  const HostArray out = t.make(std::move(from));
  EXPECT_EQ(out.shape().dims, t.dims) << name;
  return values(out);
}

TEST(GgufArrays, Joined) {
  std::vector<HostArray> parts;
  parts.push_back(array({2, 1, 2}, {1, 2, 3, 4}));
  parts.push_back(array({2, 2, 2}, {5, 6, 7, 8, 9, 10, 11, 12}));
  EXPECT_EQ(values(joined(parts, {2, 3, 2}, 1)), (std::vector<float>{1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12}));
}

TEST(GgufArrays, Reordered) {
  EXPECT_EQ(values(reordered(counted({2, 3}), {2, 3}, {1, 0}, {3, 2})),
            (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(values(reordered(counted({8}), {2, 2, 2}, {1, 0, 2}, {8})),
            (std::vector<float>{0, 1, 4, 5, 2, 3, 6, 7}));
  EXPECT_EQ(values(rows(counted({3, 2}), 1, 3)), (std::vector<float>{2, 3, 4, 5}));
}

Json keys_of(const std::string& architecture, const Json& keys) {
  Json out = {{"general.architecture", architecture}};
  for (const auto& [name, value] : keys.items()) out[architecture + "." + name] = value;
  return out;
}

// One layer of each kind: two heads of four elements, width 4.
Json granite_keys() {
  return {{"block_count", 2},          {"context_length", 64},
          {"embedding_length", 4},     {"feed_forward_length", 3},
          {"attention.head_count", 2}, {"attention.head_count_kv", {0, 1}},
          {"attention.key_length", 4}, {"attention.layer_norm_rms_epsilon", 1e-5},
          {"ssm.conv_kernel", 2},      {"ssm.inner_size", 8},
          {"ssm.state_size", 4},       {"ssm.time_step_rank", 2},
          {"ssm.group_count", 1},      {"rope.freq_base", 500.0}};
}
TensorDims granite_tensors() {
  TensorDims out = {{"token_embd.weight", {8, 4}},    {"output_norm.weight", {4}},
                    {"blk.0.ssm_in.weight", {26, 4}}, {"blk.0.ssm_conv1d.weight", {16, 2}},
                    {"blk.0.ssm_dt.bias", {2}},       {"blk.0.ssm_a", {2, 1}},
                    {"blk.0.ssm_d", {2, 1}},          {"blk.0.ssm_norm.weight", {1, 8}},
                    {"blk.0.ssm_out.weight", {4, 8}}, {"blk.1.attn_q.weight", {8, 4}},
                    {"blk.1.attn_q.bias", {8}},       {"blk.1.attn_k.weight", {4, 4}},
                    {"blk.1.attn_v.weight", {4, 4}},  {"blk.1.attn_output.weight", {4, 8}}};
  for (const std::string layer : {"blk.0.", "blk.1."}) {
    for (const char* norm : {"attn_norm.weight", "ffn_norm.weight"}) out[layer + norm] = {4};
    for (const char* in : {"ffn_gate.weight", "ffn_up.weight"}) out[layer + in] = {3, 4};
    out[layer + "ffn_down.weight"] = {4, 3};
  }
  return out;
}

// What is not said is what llama.cpp takes: no factors, 1 / √head, and rotary embeddings.
TEST(ReadGgufOfHybrids, GraniteWithoutItsFactors) {
  const TensorDims tensors = granite_tensors();
  const ReadGguf read = read_gguf(keys_of("granitehybrid", granite_keys()), tensors, "x.gguf");
  EXPECT_EQ(read.config, parse_json(R"({
    "architectures": ["GraniteMoeHybridForCausalLM"], "model_type": "granitemoehybrid", "hidden_act": "silu",
    "hidden_size": 4, "num_hidden_layers": 2, "layer_types": ["mamba", "attention"], "rms_norm_eps": 1e-05,
    "vocab_size": 8, "tie_word_embeddings": true, "bos_token_id": null, "eos_token_id": null,
    "pad_token_id": null, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 4,
    "attention_bias": true, "attention_multiplier": 0.5, "position_embedding_type": "rope",
    "rope_parameters": {"rope_type": "default", "rope_theta": 500.0}, "mamba_n_heads": 2, "mamba_d_head": 4,
    "mamba_d_state": 4, "mamba_d_conv": 2, "mamba_n_groups": 1, "mamba_expand": 2, "mamba_conv_bias": false,
    "mamba_proj_bias": false, "embedding_multiplier": 1.0, "residual_multiplier": 1.0, "logits_scaling": 1.0,
    "num_local_experts": 0, "shared_intermediate_size": 3})",
                                    "x"));
  EXPECT_NO_THROW(make_model(read.config, "x.gguf"));
  // Of a head of four rows, 0 and 2 stand together in the file, and 1 and 3.
  EXPECT_EQ(made(read, tensors, "model.layers.1.self_attn.q_proj.bias"),
            (std::vector<float>{0, 2, 1, 3, 4, 6, 5, 7}));
  EXPECT_EQ(made(read, tensors, "model.layers.1.self_attn.k_proj.weight"),
            (std::vector<float>{0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15}));
  EXPECT_EQ(made(read, tensors, "model.layers.0.shared_mlp.input_linear.weight"),
            (std::vector<float>{0,   1,   2,   3,   4,   5,   6,   7,   8,   9,   10,  11,
                                100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111}));
}

// Two heads of keys (n = 1), of each two of values (p = 1), width 1.
Json qwen_keys() {
  return {{"block_count", 2},
          {"embedding_length", 1},
          {"attention.head_count", 1},
          {"attention.head_count_kv", 1},
          {"attention.key_length", 4},
          {"attention.value_length", 4},
          {"attention.layer_norm_rms_epsilon", 1e-6},
          {"full_attention_interval", 2},
          {"rope.freq_base", 1e6},
          {"rope.dimension_count", 2},
          {"rope.dimension_sections", {1, 0, 0, 0}},
          {"ssm.conv_kernel", 2},
          {"ssm.inner_size", 4},
          {"ssm.state_size", 1},
          {"ssm.time_step_rank", 4},
          {"ssm.group_count", 2},
          {"feed_forward_length", 2}};
}
TensorDims qwen_tensors() {
  TensorDims out = {{"token_embd.weight", {8, 1}},      {"output_norm.weight", {1}},
                    {"output.weight", {8, 1}},          {"blk.0.attn_qkv.weight", {8, 1}},
                    {"blk.0.attn_gate.weight", {4, 1}}, {"blk.0.ssm_conv1d.weight", {8, 2}},
                    {"blk.0.ssm_dt.bias", {4}},         {"blk.0.ssm_a", {4}},
                    {"blk.0.ssm_norm.weight", {1}},     {"blk.0.ssm_out.weight", {1, 4}},
                    {"blk.1.attn_q.weight", {8, 1}},    {"blk.1.attn_k.weight", {4, 1}},
                    {"blk.1.attn_v.weight", {4, 1}},    {"blk.1.attn_output.weight", {1, 4}},
                    {"blk.1.attn_q_norm.weight", {4}},  {"blk.1.attn_k_norm.weight", {4}}};
  for (const std::string layer : {"blk.0.", "blk.1."})
    for (const char* norm : {"attn_norm.weight", "post_attention_norm.weight"}) out[layer + norm] = {1};
  return out;
}
void add_mlps(TensorDims& out, std::int64_t layers) {
  for (std::int64_t i = 0; i < layers; ++i) {
    const std::string layer = "blk." + std::to_string(i) + ".";
    for (const char* in : {"ffn_gate.weight", "ffn_up.weight"}) out[layer + in] = {2, 1};
    out[layer + "ffn_down.weight"] = {1, 2};
  }
}

// The file has the first value of each head of keys, then the second of each.
TEST(ReadGgufOfHybrids, Qwen35HasItsValuesInAnotherOrder) {
  TensorDims tensors = qwen_tensors();
  add_mlps(tensors, 2);
  for (const char* name : {"blk.0.ssm_alpha.weight", "blk.0.ssm_beta.weight"}) tensors[name] = {4, 1};
  const ReadGguf read = read_gguf(keys_of("qwen35", qwen_keys()), tensors, "x.gguf");
  EXPECT_NO_THROW(make_model(read.config, "x.gguf"));
  EXPECT_EQ(read.config.at("layer_types"), Json({"linear_attention", "full_attention"}));
  EXPECT_EQ(read.config.at("rope_parameters").at("partial_rotary_factor"), 0.5);
  const std::string layer = "model.layers.0.linear_attn.";
  EXPECT_EQ(made(read, tensors, layer + "in_proj_qkv.weight"),
            (std::vector<float>{0, 1, 2, 3, 4, 6, 5, 7}));  // q and k stay
  for (const char* name : {"in_proj_z.weight", "in_proj_a.weight", "in_proj_b.weight", "dt_bias"})
    EXPECT_EQ(made(read, tensors, layer + name), (std::vector<float>{0, 2, 1, 3})) << name;
  EXPECT_EQ(made(read, tensors, layer + "out_proj.weight"), (std::vector<float>{0, 2, 1, 3}));
  EXPECT_EQ(made(read, tensors, layer + "conv1d.weight"),
            (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15}));
  std::vector<HostArray> decay;
  decay.push_back(array({4}, {-1, -2, -4, -8}));
  EXPECT_EQ(values(tensor(read, layer + "A_log").make(std::move(decay))),
            (std::vector<float>{0, 1.3862944f, 0.6931472f, 2.0794415f}));
  EXPECT_EQ(made(read, tensors, "model.layers.1.self_attn.q_norm.weight"), (std::vector<float>{-1, 0, 1, 2}));
}

// The checkpoint has q, k, v and z of the first head of keys, then those of the second.
TEST(ReadGgufOfHybrids, Qwen3NextHasItsProjectionsByHead) {
  Json keys = qwen_keys();
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, Json>>{{"expert_count", 2},
                                                           {"expert_used_count", 1},
                                                           {"expert_feed_forward_length", 2},
                                                           {"expert_shared_feed_forward_length", 2},
                                                           {"attention.recurrent_layers", {true, false}}})
    keys[name] = value;
  TensorDims tensors = qwen_tensors();
  tensors["blk.0.ssm_ba.weight"] = {8, 1};
  for (const std::string layer : {"blk.0.", "blk.1."}) {
    tensors[layer + "ffn_gate_inp.weight"] = {2, 1};
    tensors[layer + "ffn_gate_exps.weight"] = tensors[layer + "ffn_up_exps.weight"] = {2, 2, 1};
    tensors[layer + "ffn_down_exps.weight"] = {2, 1, 2};
    tensors[layer + "ffn_gate_shexp.weight"] = tensors[layer + "ffn_up_shexp.weight"] = {2, 1};
    tensors[layer + "ffn_down_shexp.weight"] = {1, 2};
    tensors[layer + "ffn_gate_inp_shexp.weight"] = {1};
  }
  const ReadGguf read = read_gguf(keys_of("qwen3next", keys), tensors, "x.gguf");
  EXPECT_EQ(read.config.at("model_type"), "qwen3_next");
  EXPECT_NO_THROW(make_model(read.config, "x.gguf"));
  EXPECT_EQ(made(read, tensors, "model.layers.0.linear_attn.in_proj_qkvz.weight"),
            (std::vector<float>{0, 2, 4, 5, 100, 101, 1, 3, 6, 7, 102, 103}));
  EXPECT_EQ(made(read, tensors, "model.layers.0.mlp.experts.gate_up_proj"),
            (std::vector<float>{0, 1, 100, 101, 2, 3, 102, 103}));
  EXPECT_EQ(tensor(read, "model.layers.0.mlp.shared_expert_gate.weight").dims, (Dims{1, 1}));

  // As converters wrote it before, and with the experts' matrices left together.
  tensors.erase("blk.0.attn_qkv.weight");
  tensors.erase("blk.0.attn_gate.weight");
  tensors["blk.0.ssm_in.weight"] = {12, 1};
  tensors["blk.1.ffn_gate_up_exps.weight"] = {2, 4, 1};
  tensors.erase("blk.1.ffn_gate_exps.weight");
  tensors.erase("blk.1.ffn_up_exps.weight");
  const ReadGguf before = read_gguf(keys_of("qwen3next", keys), tensors, "x.gguf");
  EXPECT_EQ(tensor(before, "model.layers.0.linear_attn.in_proj_qkvz.weight").from.at(0),
            "blk.0.ssm_in.weight");
  EXPECT_EQ(tensor(before, "model.layers.1.mlp.experts.gate_up_proj").from.at(0),
            "blk.1.ffn_gate_up_exps.weight");
}

// The last blocks guess further tokens; families pass over tensors that are called so.
TEST(ReadGgufOfHybrids, BlocksThatGuess) {
  Json keys = qwen_keys();
  keys["block_count"] = 3;
  keys["nextn_predict_layers"] = 1;
  keys["attention.recurrent_layers"] = {true, false, false};
  TensorDims tensors = qwen_tensors();
  add_mlps(tensors, 3);
  for (const char* name : {"blk.0.ssm_alpha.weight", "blk.0.ssm_beta.weight"}) tensors[name] = {4, 1};
  tensors["blk.2.nextn.eh_proj.weight"] = {1, 2};
  const ReadGguf read = read_gguf(keys_of("qwen35", keys), tensors, "x.gguf");
  EXPECT_EQ(read.config.at("num_hidden_layers"), 2);
  EXPECT_EQ(tensor(read, "mtp.blk.2.nextn.eh_proj.weight").dims, (Dims{1, 2}));
  EXPECT_EQ(tensor(read, "mtp.blk.2.ffn_up.weight").from.at(0), "blk.2.ffn_up.weight");
}

}  // namespace
}  // namespace constate::models
