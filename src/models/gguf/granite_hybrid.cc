// The names and shapes of llama.cpp's conversion/granite.py (GraniteHybridModel): the merged matrix of each
// MLP in two parts, and the rows of q and k as LLaMA's, whether there are rotary embeddings or not.
#include "models/gguf/granite_hybrid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/families/config_reading.h"
#include "models/gguf/hybrid.h"

namespace constate::models::granite_hybrid {
namespace {

using namespace gguf;

// The MLP that all tokens share, and experts beside it or none.
void read_mlps(GgufKeys& keys, Json& config) {
  const std::int64_t experts = keys.integer_or("expert_count", 0, kMaxExperts);
  config["num_local_experts"] = experts;
  if (experts == 0) {  // the others describe experts
    config["shared_intermediate_size"] = keys.size("feed_forward_length", kMaxSize);
    for (const char* none : {"expert_used_count", "expert_shared_feed_forward_length"}) keys.pass_over(none);
    return;
  }
  config["intermediate_size"] = keys.size("feed_forward_length", kMaxSize);
  config["shared_intermediate_size"] = keys.size("expert_shared_feed_forward_length", kMaxSize);
  config["num_experts_per_tok"] = keys.size("expert_used_count", kMaxExperts);
}

void read_attention(GgufKeys& keys, const Heads& heads, const TensorMap& map, Json& config) {
  write_heads(heads, map, config);
  const double scale = keys.real_or("attention.scale", 0);
  config["attention_multiplier"] = scale != 0 ? scale : 1 / std::sqrt(static_cast<double>(heads.dim(config)));
  const bool turned = keys.boolean_or("rope.scaling.finetuned", true);  // what llama.cpp takes the key for
  config["position_embedding_type"] = turned ? "rope" : "nope";
  if (turned) return read_rotary(keys, heads.dim(config), config);
  for (const char* none : {"rope.freq_base", "rope.dimension_count"}) keys.pass_over(none);
}

Json config_of(GgufKeys& keys, const Heads& heads, const TensorMap& map) {
  Json config = {{"architectures", {"GraniteMoeHybridForCausalLM"}},
                 {"model_type", "granitemoehybrid"},
                 {"hidden_act", "silu"},
                 {"mamba_proj_bias", false},
                 {"layer_types", layer_types(heads, "attention", "mamba")},
                 {"embedding_multiplier", keys.factor_or_1("embedding_scale")},
                 {"residual_multiplier", keys.factor_or_1("residual_scale")},
                 {"logits_scaling", keys.factor_or_1("logit_scale")}};
  read_decoder(keys, map, "rms_norm_eps", config);
  read_attention(keys, heads, map, config);
  const auto first = std::find(heads.attend.begin(), heads.attend.end(), false) - heads.attend.begin();
  const std::int64_t inner = read_mamba(keys, map, first, config),
                     hidden = config["hidden_size"].get<std::int64_t>();
  if (inner % hidden != 0)
    keys.fail("ssm.inner_size", fmt::format("must be a multiple of `embedding_length`, {}", hidden));
  config["mamba_expand"] = inner / hidden;
  read_mlps(keys, config);
  keys.finish();
  return config;
}

void take_mlps(TensorMap& map, const Names& in, const Json& config) {
  const auto size = [&](const char* key) { return config.at(key).get<std::int64_t>(); };
  const std::int64_t hidden = size("hidden_size"), experts = size("num_local_experts");
  const std::string shared = experts > 0 ? "_shexp.weight" : ".weight";
  take_gate_and_up(map, in.file + "ffn_gate" + shared, in.file + "ffn_up" + shared,
                   in.checkpoint + "shared_mlp.input_linear.weight",
                   {size("shared_intermediate_size"), hidden});
  map.is(in.file + "ffn_down" + shared, in.checkpoint + "shared_mlp.output_linear.weight");
  if (experts == 0) return;
  const std::string prefix = in.checkpoint + "block_sparse_moe.";
  take_experts(map, in.file, {experts, size("intermediate_size"), hidden},
               {.router = prefix + "router.layer.weight",
                .in = prefix + "input_linear.weight",
                .out = prefix + "output_linear.weight"});
}

}  // namespace

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors) {
  TensorMap map(tensors, keys.where());
  Heads heads = read_heads(keys);
  read_head_dim(keys, heads);
  ReadGguf out;
  out.config = config_of(keys, heads, map);
  take_ends(map);
  for (std::int64_t i = 0; i < heads.layers; ++i) {
    const Names in = layer_names(i);
    map.is(in.file + "attn_norm.weight", in.checkpoint + "input_layernorm.weight");
    map.is(in.file + "ffn_norm.weight", in.checkpoint + "post_attention_layernorm.weight");
    if (heads.attend[static_cast<std::size_t>(i)])
      take_attention(map, {in.file, in.checkpoint + "self_attn."}, heads, {.turned = true});
    else
      take_mamba(map, {in.file, in.checkpoint + "mamba."});
    take_mlps(map, in, out.config);
  }
  out.tensors = std::move(map).all();
  return out;
}

}  // namespace constate::models::granite_hybrid
