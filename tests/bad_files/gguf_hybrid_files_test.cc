// GGUF files of hybrids: those of llama.cpp's converter (tools/make_gguf_files.py), each with one thing that
// is not as it should be.
#include <gtest/gtest.h>

#include "bad_file.h"
#include "base/json.h"
#include "engine/model_folder.h"
#include "formats/gguf.h"
#include "formats/gguf_testing.h"

namespace constate::bad_files {
namespace {

using namespace formats::gguf_parts;
using formats::GgufType;

std::string bytes_of(const std::string& name, const Json& value) {
  if (value.is_boolean()) return flag(name, value.get<bool>());
  if (value.is_number_integer()) return i32(name, value.get<std::int32_t>());
  if (value.is_number()) return real(name, value.get<float>());
  if (value.is_string()) return str(name, value.get<std::string>());
  if (value.empty() || value[0].is_number()) return i32s(name, value.get<std::vector<std::int32_t>>());
  std::string all;
  for (const Json& v : value) all += le(v.get<bool>() ? 1 : 0, 1);
  return array(name, GgufType::kBool, value.size(), all);
}

// All elements are -1, which is an A of any layer.
struct Hybrid {
  std::string architecture;
  Json keys;
  std::map<std::string, std::vector<std::int64_t>> tensors;

  explicit Hybrid(const std::string& name) {
    const formats::GgufFile file(formats::data_file("gguf/" + name + ".gguf"));
    keys = file.metadata().json(100);
    architecture = keys.at("general.architecture");
    for (const auto& [tensor, stored] : file.tensors()) tensors[tensor] = stored.shape.dims;
  }
  // `name` of the architecture; null takes it away.
  Hybrid& set(const std::string& name, const Json& value) {
    keys[architecture + "." + name] = value;
    return *this;
  }
  std::string bytes() const {
    std::vector<std::string> all, infos;
    for (const auto& [name, value] : keys.items())
      if (!value.is_null()) all.push_back(bytes_of(name, value));
    std::string data;
    for (const auto& [name, dims] : tensors) {
      infos.push_back(tensor(name, {dims.rbegin(), dims.rend()}, 0, data.size()));
      std::int64_t elements = 1;
      for (const std::int64_t d : dims) elements *= d;
      for (std::int64_t i = 0; i < elements; ++i) data += f32(-1);
      data.resize((data.size() + 31) / 32 * 32);
    }
    return file(all, infos, data);
  }
};

void open_model(const std::filesystem::path& folder) {
  const engine::ModelFolder model = engine::ModelFolder::open(folder / "x.gguf");
  model.check_weights();
  for (const auto& [name, tensor] : model.checkpoint.tensors()) model.checkpoint.read(name);
}

// One that is good as it is, with a key or a tensor changed.
class Table {
 public:
  explicit Table(const std::string& name) : whole_(name) {
    const TempDir dir;
    dir.write("x.gguf", whole_.bytes());
    EXPECT_NO_THROW(open_model(dir.path)) << name;
  }
  Table& key(const std::string& name, const Json& value, const std::string& rule) {
    return says(name, value, "key `" + whole_.architecture + "." + name + "`: " + rule);
  }
  // What the key makes of another key or a tensor.
  Table& says(const std::string& name, const Json& value, const std::string& message) {
    Hybrid changed = whole_;
    files_.push_back({name + " as " + value.dump(), changed.set(name, value).bytes(), message});
    return *this;
  }
  Table& tensor(const std::string& name, const std::vector<std::int64_t>& dims, const std::string& message) {
    Hybrid changed = whole_;
    if (dims.empty())
      changed.tensors.erase(name);
    else
      changed.tensors[name] = dims;
    files_.push_back({name, changed.bytes(), message});
    return *this;
  }
  void expect() { expect_refused(files_, "x.gguf", open_model); }

 private:
  Hybrid whole_;
  std::vector<BadFile> files_;
};

const std::string kFit = " [config.json and the weight files must be of one checkpoint]";

TEST(BadGgufHybrids, Granite) {
  Table("granite")
      .key("attention.head_count", nullptr, "is missing")
      .key("attention.head_count_kv", {0, 2},
           "must be an integer from 0 to 1048576, or a list of `block_count`, 4, of them; got [0,2]")
      .key("attention.head_count_kv", {0, 2, 0, 1},
           "must be the same for all layers with attention; got [0,2,0,1]")
      .key("attention.head_count_kv", {0, 0, 0, 0}, "must be above 0 for a layer; got [0,0,0,0]")
      .says("attention.head_count_kv", 2, "tensor `blk.0.attn_q.weight` is missing")
      .key("attention.scale", "one", "must be a finite number; got \"one\"")
      .says("feed_forward_length", 40,
            "tensor `blk.0.ffn_gate.weight`: must be [40, 32], as the keys say; got [48, 32]")
      .key("ssm.inner_size", 66, "must be a multiple of `ssm.time_step_rank`, 8; got 66")
      .key("ssm.inner_size", 40, "must be a multiple of `embedding_length`, 32; got 40")
      .says("ssm.group_count", 3, "`mamba_n_groups` must divide `mamba_n_heads`; got 3")
      .key("rope.scaling.finetuned", 1, "must be true or false; got 1")
      .key("rope.scaling.type", "yarn", "has no meaning for `granitehybrid` here; got \"yarn\"")
      .key("expert_count", -1, "must be an integer from 0 to 4096; got -1")
      .tensor("blk.1.attn_q.weight", {}, "tensor `blk.1.attn_q.weight` is missing")
      .tensor("blk.1.attn_q.weight", {30, 32},
              "the weights do not fit the configuration: model.layers.1.self_attn.q_proj.weight is [30, 32], "
              "the configuration wants [32, 32]" +
                  kFit)
      .tensor("blk.0.ffn_up.weight", {47, 32},
              "tensor `blk.0.ffn_up.weight`: must be [48, 32], as the keys say; got [47, 32]")
      .tensor("rope_freqs.weight", {4},
              "the weights do not fit the configuration: rope_freqs.weight is not part of the model" + kFit)
      .expect();
  Table("granite_experts")
      .key("expert_used_count", nullptr, "is missing")
      .says("expert_used_count", 9, "`num_experts_per_tok` must be at most `num_local_experts`, 8; got 9")
      .key("expert_shared_feed_forward_length", nullptr, "is missing")
      .tensor("blk.0.ffn_gate_exps.weight", {8, 7, 32},
              "tensor `blk.0.ffn_gate_exps.weight`: must be [8, 8, 32], as the keys say; got [8, 7, 32]")
      .tensor(
          "blk.0.ffn_down_exps.weight", {7, 32, 8},
          "the weights do not fit the configuration: model.layers.0.block_sparse_moe.output_linear.weight is "
          "[7, 32, 8], the configuration wants [8, 32, 8]" +
              kFit)
      .expect();
}

TEST(BadGgufHybrids, FalconH1) {
  Table("falcon_h1")
      .key("attention.head_count_kv", {2, 0}, "must be above 0 for all layers; got [2,0]")
      .says("attention.head_count_kv", 3, "`num_key_value_heads` must divide `num_attention_heads`; got 3")
      .says("attention.key_length", 15,
            "key `falcon-h1.attention.value_length`: must be that of keys, 15; got 16")
      .key("rope.freq_base", nullptr, "is missing")
      .says("rope.freq_base", -1.5, "rope_parameters: `rope_theta` must be a positive number; got -1.5")
      .key("rope.dimension_count", 8, "must be 16; got 8")
      .key("rope.scaling.factor", 2.5, "has no meaning for `falcon-h1` here; got 2.5")
      .says("ssm.time_step_rank", 7,
            "key `falcon-h1.ssm.inner_size`: must be a multiple of `ssm.time_step_rank`, 7; got 48")
      .key("attention.scale", 0.5, "has no meaning for `falcon-h1` here; got 0.5")
      .tensor("blk.1.ffn_norm", {}, "tensor `blk.1.ffn_norm.weight` is missing")
      .tensor("blk.1.ssm_in.bias", {134},
              "the weights do not fit the configuration: blk.1.ssm_in.bias is not part of the model" + kFit)
      .expect();
}

TEST(BadGgufHybrids, Lfm2) {
  Table("lfm2")
      .key("shortconv.l_cache", 0, "must be an integer from 1 to 1048576; got 0")
      .says("shortconv.l_cache", 2,
            "the weights do not fit the configuration: model.layers.0.conv.conv.weight is [32, 1, 3], the "
            "configuration wants [32, 1, 2]; model.layers.2.conv.conv.weight is [32, 1, 3], the "
            "configuration wants [32, 1, 2]" +
                kFit)
      .key("attention.head_count_kv", {0, 2, 0},
           "must be an integer from 0 to 1048576, or a list of `block_count`, 4, of them; got [0,2,0]")
      .key("attention.sliding_window", 64, "has no meaning for `lfm2` here; got 64")
      .key("feed_forward_length", nullptr, "is missing")
      .tensor("token_embd_norm.weight", {}, "tensor `token_embd_norm.weight` is missing")
      .tensor("dense_2.weight", {8, 32},
              "the weights do not fit the configuration: dense_2.weight is not part of the model" + kFit)
      .expect();
  Table("lfm2_experts")
      .key("expert_gating_func", 1, "must be 2; got 1")
      .key("expert_feed_forward_length", {8, 8, 8}, "must be an integer from 1 to 1048576; got [8,8,8]")
      .says("leading_dense_block_count", 2, "tensor `blk.1.ffn_gate.weight` is missing")
      .key("expert_weights_norm", false, "has no meaning for `lfm2moe` here; got false")
      .tensor("blk.1.exp_probs_b.bias", {7},
              "the weights do not fit the configuration: model.layers.1.feed_forward.expert_bias is [7], the "
              "configuration wants [8]" +
                  kFit)
      .expect();
}

TEST(BadGgufHybrids, NemotronH) {
  Table("nemotron_h")
      .key("feed_forward_length", {0, 40, 40, 40},
           "must be 0 for layer 2, which has attention; got [0,40,40,40]")
      .key("feed_forward_length", {0, 40, 0, 44},
           "must be the same for all layers with an MLP; got [0,40,0,44]")
      .says("feed_forward_length", {40, 40, 0, 40},
            "key `nemotron_h.attention.head_count_kv`: must be 0 for a layer of Mamba-2; got [0,0,2,0]")
      .key("expert_count", 8, "must be 0; got 8")
      .key("attention.layer_norm_epsilon", nullptr, "is missing")
      .tensor("blk.3.ffn_up.weight", {39, 32},
              "the weights do not fit the configuration: backbone.layers.3.mixer.up_proj.weight is [39, 32], "
              "the configuration wants [40, 32]" +
                  kFit)
      .expect();
  Table("nemotron_h_moe")
      .says("expert_group_count", 3,
            "`n_group` must divide `n_routed_experts`, 8, into groups of 2 or more; got 3")
      .says("expert_group_used_count", 5, "`topk_group` must be at most `n_group`, 4; got 5")
      .key("expert_used_count", {3, 3, 3, 3}, "must be an integer from 1 to 4096; got [3,3,3,3]")
      .says("moe_latent_size", 12,
            "the weights do not fit the configuration: backbone.layers.1.mixer.fc1_latent_proj.weight is "
            "missing; backbone.layers.1.mixer.experts.up_proj is [8, 8, 32], the configuration wants [8, 8, "
            "12]; backbone.layers.1.mixer.experts.down_proj is [8, 32, 8], the configuration wants [8, 12, "
            "8]; backbone.layers.1.mixer.fc2_latent_proj.weight is missing; "
            "backbone.layers.3.mixer.fc1_latent_proj.weight is missing; "
            "backbone.layers.3.mixer.experts.up_proj is [8, 8, 32], the configuration wants [8, 8, 12]; "
            "backbone.layers.3.mixer.experts.down_proj is [8, 32, 8], the configuration wants [8, 12, 8]; "
            "backbone.layers.3.mixer.fc2_latent_proj.weight is missing" +
                kFit)
      .key("nextn_predict_layers", 4, "must be an integer from 0 to 3; got 4")
      .expect();
}

TEST(BadGgufHybrids, KimiLinear) {
  Table("kimi_linear")
      .key("attention.key_length_mla", 4, "must be above `rope.dimension_count`, 4; got 4")
      .says("attention.key_length_mla", 14,
            "tensor `blk.1.attn_k_b.weight`: must be [4, 12, 10], as the keys say; got [4, 12, 8]")
      .key("attention.key_length", 17, "must be 16; got 17")
      .key("attention.kv_lora_rank", nullptr, "is missing")
      .says("attention.q_lora_rank", 8, "tensor `blk.1.attn_q_a.weight` is missing")
      .says("kda.head_dim", 8,
            "tensor `blk.0.ssm_conv1d_q.weight`: must have the elements of [16, 1, 4], as the keys say; got "
            "[1, 32, 1, 4]")
      .says("expert_shared_count", 2,
            "the weights do not fit the configuration: "
            "model.layers.1.block_sparse_moe.shared_experts.gate_proj.weight is [8, 32], the configuration "
            "wants [16, 32]; model.layers.1.block_sparse_moe.shared_experts.up_proj.weight is [8, 32], the "
            "configuration wants [16, 32]; model.layers.1.block_sparse_moe.shared_experts.down_proj.weight "
            "is [32, 8], the configuration wants [32, 16]" +
                kFit)
      .key("expert_weights_norm", true, "has no meaning for `kimi-linear` here; got true")
      .tensor("blk.0.ssm_a", {3},
              "tensor `blk.0.ssm_a`: must have the elements of [1, 1, 2, 1], as the keys say; got [3]")
      .tensor("blk.1.attn_v_b.weight", {4, 12, 10},
              "tensor `blk.1.attn_v_b.weight`: must be [4, 10, 12], as the keys say; got [4, 12, 10]")
      .expect();
}

TEST(BadGgufHybrids, Qwen35) {
  Table("qwen35")
      .key("attention.recurrent_layers", {true, true},
           "must be a list of `block_count`, 3, of true and false; got [true,true]")
      .key("attention.recurrent_layers", {1, 1, 0},
           "must be a list of `block_count`, 3, of true and false; got [1,1,0]")
      .key("full_attention_interval", -1, "must be an integer from 0 to 4096; got -1")
      .says("ssm.group_count", 3,
            "key `qwen35.ssm.time_step_rank`: must be a multiple of `ssm.group_count`, 3; got 4")
      .key("ssm.inner_size", 50, "must be a multiple of `ssm.time_step_rank`, 4; got 50")
      .says("ssm.state_size", 8,
            "tensor `blk.0.attn_qkv.weight`: must be [80, 32], as the keys say; got [112, 32]")
      .key("rope.dimension_count", 18, "must be at most those of a head, 16; got 18")
      .says("rope.dimension_count", 3,
            "rope_parameters: `partial_rotary_factor` must be a share of the 16 elements of a head that is "
            "an even number of them; got 0.1875")
      .key("rope.scaling.type", "yarn", "has no meaning for `qwen35` here; got \"yarn\"")
      .tensor("blk.0.attn_qkv.weight", {111, 32},
              "tensor `blk.0.attn_qkv.weight`: must be [112, 32], as the keys say; got [111, 32]")
      .tensor("blk.0.ssm_dt.bias", {5}, "tensor `blk.0.ssm_dt.bias`: must be [4], as the keys say; got [5]")
      .tensor("blk.0.attn_norm.weight", {31},
              "the weights do not fit the configuration: model.layers.0.input_layernorm.weight is [31], the "
              "configuration wants [32]" +
                  kFit)
      .expect();
  Table("qwen35moe")
      .key("expert_shared_feed_forward_length", nullptr, "is missing")
      .key("expert_count", 5000, "must be an integer from 1 to 4096; got 5000")
      .tensor("blk.0.ffn_gate_inp_shexp.weight", {2, 32},
              "tensor `blk.0.ffn_gate_inp_shexp.weight`: must have the elements of [1, 32], as the keys say; "
              "got [2, 32]")
      .expect();
}

}  // namespace
}  // namespace constate::bad_files
