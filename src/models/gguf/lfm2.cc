// The names and shapes of llama.cpp's conversion/lfm2.py, which calls the last norm the embedding's.
#include "models/gguf/lfm2.h"

#include "models/families/config_reading.h"
#include "models/gguf/hybrid.h"

namespace constate::models::lfm2 {
namespace {

using namespace gguf;

Json config_of(GgufKeys& keys, const Heads& heads, const TensorMap& map, bool experts) {
  Json config = {{"architectures", {experts ? "Lfm2MoeForCausalLM" : "Lfm2ForCausalLM"}},
                 {"model_type", experts ? "lfm2_moe" : "lfm2"},
                 {"layer_types", layer_types(heads, "full_attention", "conv")},
                 {"intermediate_size", keys.size("feed_forward_length", kMaxSize)},
                 {"block_auto_adjust_ff_dim", false},
                 {"conv_L_cache", keys.size("shortconv.l_cache", kMaxSize)},
                 {"conv_bias", false}};
  read_decoder(keys, map, "norm_eps", config);
  write_heads(heads, map, config);
  read_rotary(keys, heads.dim(config), config);
  if (experts) {
    const std::int64_t dense = keys.integer_or("leading_dense_block_count", 0, kMaxLayers);
    config["num_dense_layers"] = dense;
    config["num_experts"] = keys.size("expert_count", kMaxExperts);
    config["num_experts_per_tok"] = keys.size("expert_used_count", kMaxExperts);
    config["moe_intermediate_size"] = keys.size("expert_feed_forward_length", kMaxSize);
    config["routed_scaling_factor"] = keys.factor_or_1("expert_weights_scale");
    keys.expect("expert_gating_func", kSigmoid);
  }
  keys.finish();
  return config;
}

void take_mlp_or_experts(TensorMap& map, const Names& in, const Json& config, std::int64_t layer) {
  const std::string prefix = in.checkpoint + "feed_forward.";
  if (layer >= config.value("num_dense_layers", kMaxLayers))
    return take_experts(map, in.file,
                        {config["num_experts"], config["moe_intermediate_size"], config["hidden_size"]},
                        {.router = prefix + "gate.weight",
                         .in = prefix + "experts.gate_up_proj",
                         .out = prefix + "experts.down_proj",
                         .correction = prefix + "expert_bias"});
  for (const auto& [file, checkpoint] : {std::pair("gate", "w1"), {"up", "w3"}, {"down", "w2"}})
    map.is(in.file + "ffn_" + file + ".weight", prefix + checkpoint + ".weight");
}

ReadGguf read(GgufKeys keys, const TensorDims& tensors, bool experts) {
  TensorMap map(tensors, keys.where());
  Heads heads = read_heads(keys);
  read_head_dim(keys, heads);
  ReadGguf out;
  out.config = config_of(keys, heads, map, experts);
  take_ends(map, {.file_norm = "token_embd_norm.weight", .norm = "model.embedding_norm.weight"});
  for (std::int64_t i = 0; i < heads.layers; ++i) {
    const Names in = layer_names(i);
    map.is(in.file + "attn_norm.weight", in.checkpoint + "operator_norm.weight");
    map.is(in.file + "ffn_norm.weight", in.checkpoint + "ffn_norm.weight");
    if (heads.attend[static_cast<std::size_t>(i)]) {
      take_attention(map, {in.file, in.checkpoint + "self_attn."}, heads,
                     {.output = "out_proj", .q_norm = "q_layernorm", .k_norm = "k_layernorm"});
    } else {
      const std::string file = in.file + "shortconv.", conv = in.checkpoint + "conv.";
      map.is(file + "conv.weight", conv + "conv.weight", GgufChange::kWindow);
      for (const char* name : {"in_proj.weight", "out_proj.weight"}) map.is(file + name, conv + name);
    }
    take_mlp_or_experts(map, in, out.config, i);
  }
  out.tensors = std::move(map).all();
  return out;
}

}  // namespace

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors) { return read(std::move(keys), tensors, false); }
ReadGguf read_gguf_of_experts(GgufKeys keys, const TensorDims& tensors) {
  return read(std::move(keys), tensors, true);
}

}  // namespace constate::models::lfm2
