// The names and shapes of llama.cpp's conversion/qwen.py: norms with the 1 that is added to them; of
// Qwen3-Next the projections apart that its checkpoint has by heads of keys; of Qwen3.5 the heads of values
// in another order, the first of each head of keys first.
#include "models/gguf/qwen3_5.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "models/families/config_reading.h"
#include "models/gguf/delta_net.h"
#include "models/gguf/hybrid.h"

namespace constate::models::qwen3_5 {
namespace {

using namespace gguf;

enum class Kind { kNext, kDense, kExperts };

// Which layers attend is said by a list of those that do not, or by every how many there is one that does.
void read_layers(GgufKeys& keys, Heads& heads) {
  const std::int64_t interval = keys.integer_or("full_attention_interval", 4, kMaxLayers);
  const std::optional<std::vector<bool>> recurrent =
      keys.booleans_if("attention.recurrent_layers", heads.blocks);
  if (!recurrent && interval == 0) keys.fail("full_attention_interval", "must be above 0");
  for (std::size_t i = 0; i < heads.attend.size(); ++i)
    heads.attend[i] = recurrent ? !(*recurrent)[i] : (static_cast<std::int64_t>(i) + 1) % interval == 0;
}

void read_rotary_part(GgufKeys& keys, const Heads& heads, Json& config) {
  const std::int64_t head = heads.dim(config), dims = keys.size("rope.dimension_count", kMaxSize);
  if (dims > head)
    keys.fail("rope.dimension_count", fmt::format("must be at most those of a head, {}", head));
  read_rotary(keys, dims, config);
  config["rope_parameters"]["partial_rotary_factor"] = share_of(dims, head);
  keys.pass_over("rope.dimension_sections");  // all axes of a text have its positions
}

void read_mlps(GgufKeys& keys, Kind kind, Json& config) {
  if (kind == Kind::kDense) {
    config["intermediate_size"] = keys.size("feed_forward_length", kMaxSize);
    return;
  }
  config["num_experts"] = keys.size("expert_count", kMaxExperts);
  config["num_experts_per_tok"] = keys.size("expert_used_count", kMaxExperts);
  config["moe_intermediate_size"] = keys.size("expert_feed_forward_length", kMaxSize);
  config["shared_expert_intermediate_size"] = keys.size("expert_shared_feed_forward_length", kMaxSize);
  keys.pass_over("feed_forward_length");  // there is no other MLP
}

Json config_of(GgufKeys& keys, Heads& heads, const TensorMap& map, Kind kind) {
  static constexpr std::array<std::pair<const char*, const char*>, 3> kNames{
      {{"qwen3_next", "Qwen3NextForCausalLM"},
       {"qwen3_5_text", "Qwen3_5ForCausalLM"},
       {"qwen3_5_moe_text", "Qwen3_5MoeForCausalLM"}}};
  const auto& [type, architecture] = kNames[static_cast<std::size_t>(kind)];
  read_layers(keys, heads);
  read_head_dim(keys, heads);
  Json config = {{"architectures", {architecture}},
                 {"model_type", type},
                 {"hidden_act", "silu"},
                 {"layer_types", layer_types(heads, "full_attention", "linear_attention")}};
  read_decoder(keys, map, "rms_norm_eps", config);
  write_heads(heads, map, config);
  config["head_dim"] = heads.dim(config);
  read_rotary_part(keys, heads, config);
  read_delta_net(keys, config);
  read_mlps(keys, kind, config);
  keys.finish();
  return config;
}

void take_mlps(TensorMap& map, const Names& in, const Json& config, Kind kind) {
  const std::string prefix = in.checkpoint + "mlp.";
  if (kind == Kind::kDense) return take_mlp(map, in.file, prefix);
  take_experts(map, in.file, {config["num_experts"], config["moe_intermediate_size"], config["hidden_size"]},
               {.router = prefix + "gate.weight",
                .in = prefix + "experts.gate_up_proj",
                .out = prefix + "experts.down_proj"});
  take_mlp(map, in.file, prefix + "shared_expert.", "_shexp");
  map.is_shaped(in.file + "ffn_gate_inp_shexp.weight", prefix + "shared_expert_gate.weight",
                {1, config["hidden_size"]});
}

// Norms are stored as 1 and what a checkpoint has.
void take_norm(TensorMap& map, const std::string& file, const std::string& checkpoint) {
  const Dims dims = map.dims(file);
  map.is_made(checkpoint, {{file, dims}}, dims, [dims](const std::vector<HostArray>& from) {
    return each(dims, from[0], [](float x) { return x - 1; });
  });
}

ReadGguf read(GgufKeys keys, const TensorDims& tensors, Kind kind) {
  TensorMap map(tensors, keys.where());
  Heads heads = read_heads(keys);
  ReadGguf out;
  out.config = config_of(keys, heads, map, kind);
  const DeltaNetMap delta{out.config, kind == Kind::kNext};
  map.is("token_embd.weight", "model.embed_tokens.weight");
  take_norm(map, "output_norm.weight", "model.norm.weight");
  map.is_if_there("output.weight", "lm_head.weight");
  for (std::int64_t i = 0; i < heads.layers; ++i) {
    const Names in = layer_names(i);
    take_norm(map, in.file + "attn_norm.weight", in.checkpoint + "input_layernorm.weight");
    take_norm(map, in.file + "post_attention_norm.weight", in.checkpoint + "post_attention_layernorm.weight");
    if (heads.attend[static_cast<std::size_t>(i)]) {
      take_attention(map, {in.file, in.checkpoint + "self_attn."}, heads);
      for (const char* name : {"q", "k"})
        take_norm(map, fmt::format("{}attn_{}_norm.weight", in.file, name),
                  fmt::format("{}self_attn.{}_norm.weight", in.checkpoint, name));
    } else {
      delta.take(map, {in.file, in.checkpoint + "linear_attn."});
    }
    take_mlps(map, in, out.config, kind);
  }
  leave_out_guesses(map, heads);
  out.tensors = std::move(map).all();
  return out;
}

}  // namespace

ReadGguf read_gguf_of_next(GgufKeys keys, const TensorDims& tensors) {
  return read(std::move(keys), tensors, Kind::kNext);
}
ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors) {
  return read(std::move(keys), tensors, Kind::kDense);
}
ReadGguf read_gguf_of_experts(GgufKeys keys, const TensorDims& tensors) {
  return read(std::move(keys), tensors, Kind::kExperts);
}

}  // namespace constate::models::qwen3_5
