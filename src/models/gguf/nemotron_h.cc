// The names and shapes of llama.cpp's conversion/nemotron.py (NemotronHModel), which has no place for
// `time_step_min`, and moves the rows of q and k as for LLaMA, though nothing is turned.
#include "models/gguf/nemotron_h.h"

#include <fmt/format.h>

#include <utility>

#include "models/families/config_reading.h"
#include "models/gguf/hybrid.h"

namespace constate::models::nemotron_h {
namespace {

using namespace gguf;

// The letters of hybrid_override_pattern. A layer without heads of keys and without an MLP is Mamba-2.
std::string pattern_of(const Heads& heads, const std::vector<std::int64_t>& mlps, GgufKeys& keys,
                       char with_mlp) {
  std::string out;
  for (std::size_t i = 0; i < static_cast<std::size_t>(heads.layers); ++i) {
    if (heads.attend[i] && mlps[i] > 0)
      keys.fail("feed_forward_length", fmt::format("must be 0 for layer {}, which has attention", i));
    out += heads.attend[i] ? '*' : mlps[i] > 0 ? with_mlp : 'M';
  }
  return out;
}

void read_experts(GgufKeys& keys, Json& config) {
  config["n_routed_experts"] = keys.size("expert_count", kMaxExperts);
  config["num_experts_per_tok"] = keys.size("expert_used_count", kMaxExperts);
  config["moe_intermediate_size"] = keys.size("expert_feed_forward_length", kMaxSize);
  config["moe_shared_expert_intermediate_size"] = keys.size("expert_shared_feed_forward_length", kMaxSize);
  config["n_group"] = keys.integer_or("expert_group_count", 1, kMaxExperts);
  config["topk_group"] = keys.integer_or("expert_group_used_count", 1, kMaxExperts);
  config["norm_topk_prob"] = keys.boolean_or("expert_weights_norm", false);
  config["routed_scaling_factor"] = keys.factor_or_1("expert_weights_scale");
  if (const auto latent = keys.size_if("moe_latent_size", kMaxSize)) config["moe_latent_size"] = *latent;
  keys.expect("expert_gating_func", kSigmoid);
  keys.pass_over("expert_shared_count");  // they are one MLP of that width
}

Json config_of(GgufKeys& keys, const Heads& heads, const TensorMap& map, bool experts) {
  Json config = {{"architectures", {"NemotronHForCausalLM"}},
                 {"model_type", "nemotron_h"},
                 {"mlp_hidden_act", "relu2"},
                 {"mamba_hidden_act", "silu"},
                 {"time_step_min", 0.0}};
  // The one that llama.cpp takes where there are both.
  const char *epsilon = "attention.layer_norm_rms_epsilon", *other = "attention.layer_norm_epsilon";
  if (!keys.has(epsilon)) std::swap(epsilon, other);
  read_decoder(keys, map, "layer_norm_epsilon", config, epsilon);
  keys.pass_over(other);
  write_heads(heads, map, config);
  config["head_dim"] = heads.dim(config);
  const std::vector<std::int64_t> mlps = keys.each("feed_forward_length", heads.blocks, kMaxSize);
  const std::string pattern = pattern_of(heads, mlps, keys, experts ? 'E' : '-');
  config["hybrid_override_pattern"] = pattern;
  for (std::size_t i = 0; !experts && i < pattern.size(); ++i) {
    if (pattern[i] != '-') continue;
    if (config.value("intermediate_size", mlps[i]) != mlps[i])
      keys.fail("feed_forward_length", "must be the same for all layers with an MLP");
    config["intermediate_size"] = mlps[i];
    config["mlp_bias"] = map.has(layer_names(static_cast<std::int64_t>(i)).file + "ffn_up.bias");
  }
  const std::size_t mamba = pattern.find('M');
  if (mamba == std::string::npos) keys.fail("attention.head_count_kv", "must be 0 for a layer of Mamba-2");
  Json mixer;
  read_mamba(keys, map, static_cast<std::int64_t>(mamba), mixer);
  for (const auto& [from, to] : {std::pair("mamba_n_heads", "mamba_num_heads"),
                                 {"mamba_d_head", "mamba_head_dim"},
                                 {"mamba_d_state", "ssm_state_size"},
                                 {"mamba_d_conv", "conv_kernel"},
                                 {"mamba_n_groups", "n_groups"},
                                 {"mamba_conv_bias", "use_conv_bias"}})
    config[to] = mixer[from];
  if (experts)
    read_experts(keys, config);
  else
    for (const char* none : {"expert_count", "expert_used_count"}) keys.expect(none, 0);
  for (const char* none : {"rope.freq_base", "rope.dimension_count", "rope.scaling.finetuned"})
    keys.pass_over(none);
  keys.finish();
  return config;
}

void take_experts_of(TensorMap& map, const Names& in) {
  const std::string mixer = in.checkpoint + "mixer.";
  map.is(in.file + "ffn_gate_inp.weight", mixer + "gate.weight");
  map.is(in.file + "exp_probs_b.bias", mixer + "gate.e_score_correction_bias");
  map.is(in.file + "ffn_up_exps.weight", mixer + "experts.up_proj");
  map.is(in.file + "ffn_down_exps.weight", mixer + "experts.down_proj");
  map.is(in.file + "ffn_up_shexp.weight", mixer + "shared_experts.up_proj.weight");
  map.is(in.file + "ffn_down_shexp.weight", mixer + "shared_experts.down_proj.weight");
  map.is_if_there(in.file + "ffn_latent_down.weight", mixer + "fc1_latent_proj.weight");
  map.is_if_there(in.file + "ffn_latent_up.weight", mixer + "fc2_latent_proj.weight");
}

void take_layer(TensorMap& map, const Names& in, char kind, const Heads& heads) {
  const Names mixer{in.file, in.checkpoint + "mixer."};
  map.is(in.file + "attn_norm.weight", in.checkpoint + "norm.weight");
  if (kind == 'M') return take_mamba(map, mixer);
  if (kind == '*') return take_attention(map, mixer, heads, {.turned = true});
  if (kind == 'E') return take_experts_of(map, in);
  for (const char* name : {"up", "down"}) {
    const std::string file = fmt::format("{}ffn_{}", in.file, name),
                      checkpoint = fmt::format("{}{}_proj", mixer.checkpoint, name);
    map.is(file + ".weight", checkpoint + ".weight");
    map.is_if_there(file + ".bias", checkpoint + ".bias");
  }
}

ReadGguf read(GgufKeys keys, const TensorDims& tensors, bool experts) {
  TensorMap map(tensors, keys.where());
  Heads heads = read_heads(keys);
  read_head_dim(keys, heads);
  ReadGguf out;
  out.config = config_of(keys, heads, map, experts);
  const auto pattern = out.config["hybrid_override_pattern"].get<std::string>();
  take_ends(map, {.embedding = "backbone.embeddings.weight", .norm = "backbone.norm_f.weight"});
  for (std::int64_t i = 0; i < heads.layers; ++i)
    take_layer(map, layer_names(i, "backbone.layers."), pattern[static_cast<std::size_t>(i)], heads);
  leave_out_guesses(map, heads);
  out.tensors = std::move(map).all();
  return out;
}

}  // namespace

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors) { return read(std::move(keys), tensors, false); }
ReadGguf read_gguf_of_experts(GgufKeys keys, const TensorDims& tensors) {
  return read(std::move(keys), tensors, true);
}

}  // namespace constate::models::nemotron_h
