// The names and shapes of llama.cpp's conversion/falcon_h1.py. It multiplies the matrices by the
// configuration's multipliers, so that all of them are 1 here. Where there is no matrix of the logits but the
// embedding, the embedding's multiplier is in the logits too; llama.cpp computes them so.
#include "models/gguf/falcon_h1.h"

#include <algorithm>

#include "models/families/config_reading.h"
#include "models/gguf/hybrid.h"

namespace constate::models::falcon_h1 {
namespace {

using namespace gguf;

Json config_of(GgufKeys& keys, const Heads& heads, const TensorMap& map) {
  Json config = {{"architectures", {"FalconH1ForCausalLM"}},
                 {"model_type", "falcon_h1"},
                 {"hidden_act", "silu"},
                 {"mamba_proj_bias", false},
                 {"projectors_bias", false},
                 {"mamba_rms_norm", map.has("blk.0.ssm_norm.weight")},
                 {"mamba_norm_before_gate", false},
                 {"mlp_bias", map.has("blk.0.ffn_up.bias")},
                 {"intermediate_size", keys.size("feed_forward_length", kMaxSize)}};
  read_decoder(keys, map, "rms_norm_eps", config);
  write_heads(heads, map, config);
  read_rotary(keys, heads.dim(config), config);
  config["mamba_d_ssm"] = read_mamba(keys, map, 0, config);
  keys.finish();
  return config;
}

void take_layer(TensorMap& map, const Names& in, const Heads& heads) {
  map.is(in.file + "attn_norm.weight", in.checkpoint + "input_layernorm.weight");
  // The converter leaves out the end of this name.
  const std::string norm = in.file + "ffn_norm";
  map.is(map.has(norm) ? norm : norm + ".weight", in.checkpoint + "pre_ff_layernorm.weight");
  take_mamba(map, {in.file, in.checkpoint + "mamba."});
  take_attention(map, {in.file, in.checkpoint + "self_attn."}, heads);
  take_mlp(map, in.file, in.checkpoint + "feed_forward.");
}

}  // namespace

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors) {
  TensorMap map(tensors, keys.where());
  Heads heads = read_heads(keys);
  read_head_dim(keys, heads);
  if (!std::all_of(heads.attend.begin(), heads.attend.end(), [](bool attends) { return attends; }))
    keys.fail("attention.head_count_kv", "must be above 0 for all layers");
  ReadGguf out;
  out.config = config_of(keys, heads, map);
  take_ends(map, {.norm = "model.final_layernorm.weight"});
  for (std::int64_t i = 0; i < heads.layers; ++i) take_layer(map, layer_names(i), heads);
  out.tensors = std::move(map).all();
  return out;
}

}  // namespace constate::models::falcon_h1
