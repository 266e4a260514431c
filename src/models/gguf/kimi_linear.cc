// The names and shapes of llama.cpp's conversion/kimi_linear.py: kv_b_proj as two tensors of all heads, of
// which that of the keys is transposed.
#include "models/gguf/kimi_linear.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/families/config_reading.h"
#include "models/gguf/hybrid.h"

namespace constate::models::kimi_linear {
namespace {

using namespace gguf;

void read_latent_attention(GgufKeys& keys, const Heads& heads, Json& config) {
  const std::int64_t shared = keys.size("rope.dimension_count", kMaxSize),
                     query = keys.size("attention.key_length_mla", kMaxSize),
                     latent = keys.size("attention.kv_lora_rank", kMaxSize);
  if (query <= shared)
    keys.fail("attention.key_length_mla", fmt::format("must be above `rope.dimension_count`, {}", shared));
  config["num_attention_heads"] = config["num_key_value_heads"] = heads.heads;
  config["qk_rope_head_dim"] = shared;
  config["qk_nope_head_dim"] = query - shared;
  config["v_head_dim"] = keys.size("attention.value_length_mla", kMaxSize);
  config["kv_lora_rank"] = latent;
  if (const auto rank = keys.size_if("attention.q_lora_rank", kMaxSize)) config["q_lora_rank"] = *rank;
  keys.expect("attention.key_length", latent + shared);  // of what is kept for a token
  for (const char* none : {"attention.value_length", "rope.freq_base"}) keys.pass_over(none);
}

void read_experts(GgufKeys& keys, Json& config) {
  config["first_k_dense_replace"] = keys.integer_or("leading_dense_block_count", 0, kMaxLayers);
  config["num_experts"] = keys.size("expert_count", kMaxExperts);
  config["num_experts_per_token"] = keys.size("expert_used_count", kMaxExperts);
  config["moe_intermediate_size"] = keys.size("expert_feed_forward_length", kMaxSize);
  config["num_shared_experts"] = keys.size("expert_shared_count", kMaxExperts);
  config["num_expert_group"] = keys.integer_or("expert_group_count", 1, kMaxExperts);
  config["topk_group"] = keys.integer_or("expert_group_used_count", 1, kMaxExperts);
  config["routed_scaling_factor"] = keys.factor_or_1("expert_weights_scale");
  keys.expect("expert_gating_func", kSigmoid);
}

Json config_of(GgufKeys& keys, const Heads& heads, const TensorMap& map) {
  Json config = {{"architectures", {"KimiLinearForCausalLM"}},
                 {"model_type", "kimi_linear"},
                 {"hidden_act", "silu"},
                 {"mla_use_nope", true},
                 {"num_hidden_layers", heads.layers},
                 {"layer_types", layer_types(heads, "full_attention", "linear_attention")},
                 {"intermediate_size", keys.size("feed_forward_length", kMaxSize)},
                 {"linear_head_dim", keys.size("kda.head_dim", kMaxSize)},
                 {"linear_conv_kernel_dim", keys.size("ssm.conv_kernel", kMaxSize)}};
  read_decoder(keys, map, "rms_norm_eps", config);
  read_latent_attention(keys, heads, config);
  // No key says how many heads these layers have; llama.cpp takes as many as the others have.
  const auto first = std::find(heads.attend.begin(), heads.attend.end(), false);
  config["linear_num_heads"] =
      first == heads.attend.end()
          ? heads.heads
          : map.dims(layer_names(first - heads.attend.begin()).file + "ssm_beta.weight").front();
  read_experts(keys, config);
  keys.finish();
  return config;
}

void take_delta_attention(TensorMap& map, const Names& in, const Json& config) {
  const auto heads = config["linear_num_heads"].get<std::int64_t>(),
             inner = heads * config["linear_head_dim"].get<std::int64_t>(),
             kernel = config["linear_conv_kernel_dim"].get<std::int64_t>();
  for (const char* part : {"q", "k", "v"}) {
    map.is(fmt::format("{}attn_{}.weight", in.file, part),
           fmt::format("{}{}_proj.weight", in.checkpoint, part));
    map.is_shaped(fmt::format("{}ssm_conv1d_{}.weight", in.file, part),
                  fmt::format("{}{}_conv1d.weight", in.checkpoint, part), {inner, 1, kernel});
  }
  for (const auto& [file, checkpoint] : {std::pair("ssm_f_a.weight", "f_a_proj.weight"),
                                         {"ssm_f_b.weight", "f_b_proj.weight"},
                                         {"ssm_dt.bias", "dt_bias"},
                                         {"ssm_beta.weight", "b_proj.weight"},
                                         {"ssm_g_a.weight", "g_a_proj.weight"},
                                         {"ssm_g_b.weight", "g_b_proj.weight"},
                                         {"ssm_norm.weight", "o_norm.weight"},
                                         {"attn_output.weight", "o_proj.weight"}})
    map.is(in.file + file, in.checkpoint + checkpoint);
  map.is_shaped(in.file + "ssm_a", in.checkpoint + "A_log", {1, 1, heads, 1}, GgufChange::kDecay);
}

void take_latent_attention(TensorMap& map, const Names& in, const Json& config) {
  const auto size = [&](const char* key) { return config.at(key).get<std::int64_t>(); };
  const std::int64_t heads = size("num_attention_heads"), latent = size("kv_lora_rank"),
                     own = size("qk_nope_head_dim"), value = size("v_head_dim");
  const bool compressed = config.contains("q_lora_rank");
  if (compressed) {
    map.is(in.file + "attn_q_a.weight", in.checkpoint + "q_a_proj.weight");
    map.is(in.file + "attn_q_a_norm.weight", in.checkpoint + "q_a_layernorm.weight");
  }
  map.is(in.file + (compressed ? "attn_q_b.weight" : "attn_q.weight"),
         in.checkpoint + (compressed ? "q_b_proj.weight" : "q_proj.weight"));
  map.is(in.file + "attn_kv_a_mqa.weight", in.checkpoint + "kv_a_proj_with_mqa.weight");
  map.is(in.file + "attn_kv_a_norm.weight", in.checkpoint + "kv_a_layernorm.weight");
  map.is(in.file + "attn_output.weight", in.checkpoint + "o_proj.weight");
  const std::string both = in.checkpoint + "kv_b_proj.weight";
  if (map.has(in.file + "attn_kv_b.weight")) return map.is(in.file + "attn_kv_b.weight", both);
  const Dims dims{heads * (own + value), latent};
  map.is_made(both,
              {{in.file + "attn_k_b.weight", {heads, latent, own}},
               {in.file + "attn_v_b.weight", {heads, value, latent}}},
              dims, [=](std::vector<HostArray> from) {
                from[0] = reordered(from[0], {heads, latent, own}, {0, 2, 1}, {heads, own, latent});
                HostArray out = joined(from, {heads, own + value, latent}, 1);
                out.reshape(dims);
                return out;
              });
}

void take_mlps(TensorMap& map, const Names& in, const Json& config, std::int64_t layer) {
  const std::string prefix = in.checkpoint + "block_sparse_moe.";
  if (layer < config["first_k_dense_replace"]) return take_mlp(map, in.file, prefix);
  take_experts(map, in.file, {config["num_experts"], config["moe_intermediate_size"], config["hidden_size"]},
               {.router = prefix + "gate.weight",
                .in = prefix + "experts.gate_up_proj",
                .out = prefix + "experts.down_proj",
                .correction = prefix + "gate.e_score_correction_bias"});
  take_mlp(map, in.file, prefix + "shared_experts.", "_shexp");
}

}  // namespace

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors) {
  TensorMap map(tensors, keys.where());
  const Heads heads = read_heads(keys);
  ReadGguf out;
  out.config = config_of(keys, heads, map);
  take_ends(map);
  for (std::int64_t i = 0; i < heads.layers; ++i) {
    const Names in = layer_names(i), attention{in.file, in.checkpoint + "self_attn."};
    map.is(in.file + "attn_norm.weight", in.checkpoint + "input_layernorm.weight");
    map.is(in.file + "ffn_norm.weight", in.checkpoint + "post_attention_layernorm.weight");
    if (heads.attend[static_cast<std::size_t>(i)])
      take_latent_attention(map, attention, out.config);
    else
      take_delta_attention(map, attention, out.config);
    take_mlps(map, in, out.config, i);
  }
  out.tensors = std::move(map).all();
  return out;
}

}  // namespace constate::models::kimi_linear
