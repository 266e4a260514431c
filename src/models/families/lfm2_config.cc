// config.json of LFM2 as transformers writes it, and as Liquid AI does.
#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "models/families/lfm2.h"

namespace constate::models::lfm2 {
namespace {

std::vector<bool> read_layers(const JsonObject& json, std::int64_t count) {
  if (json.has("layer_types")) return read_layer_types(json, count, "conv");
  const Json* list = json.find("full_attn_idxs");
  std::vector<bool> attends(static_cast<std::size_t>(count), !list);
  if (!list) return attends;
  const std::string rule = fmt::format("must be a list of layers, from 0 to {}", count - 1);
  if (!list->is_array()) json.fail("full_attn_idxs", rule);
  for (const Json& i : *list) {
    if (!i.is_number_integer() || i < 0 || i >= count) json.fail("full_attn_idxs", rule);
    attends[i.get<std::size_t>()] = true;
  }
  return attends;
}

// What the key says, or two thirds of it, times a factor, rounded up to a multiple.
std::int64_t read_mlp_size(const JsonObject& json) {
  const std::int64_t given =
      size_of_field(json, json.has("block_ff_dim") ? "block_ff_dim" : "intermediate_size", 12288);
  if (!json.boolean_or("block_auto_adjust_ff_dim", true)) return given;
  const double scaled =
      factor_of_field(json, "block_ffn_dim_multiplier", 1) * static_cast<double>(2 * given / 3);
  if (!(scaled >= 1 && scaled <= kMaxSize))
    json.fail(
        "block_ffn_dim_multiplier",
        fmt::format("times {}, two thirds of the width, must be between 1 and {}", 2 * given / 3, kMaxSize));
  const std::int64_t multiple = size_of_field(json, "block_multiple_of", 256);
  return (static_cast<std::int64_t>(scaled) + multiple - 1) / multiple * multiple;
}

layers::AttentionConfig read_heads(const JsonObject& json, const Config& k) {
  layers::AttentionConfig a = read_attention(json, k.hidden_size, 8);
  a.bias = a.out_bias = false;  // there are none, whatever a key says
  constexpr double kTheta = 1e6;
  a.rotary = read_rotary(json, a.head_dim, kTheta);
  const double theta = json.number_or("rope_theta", kTheta);
  if (json.number_or("theta", theta) != theta) json.fail("theta", "must be the same as `rope_theta`");
  a.norm = k.norm;
  return a;
}

void show_fields(const JsonObject& json, Config& k) {
  k.show("hidden_size", k.hidden_size);
  show_layers(k, k.attends);
  k.show("vocab_size", k.vocab_size);
  k.show("norm_eps", k.norm.epsilon);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  k.show("width of the MLP", k.mlp.intermediate_size);
  k.show("conv_L_cache", k.conv.kernel);
  k.show("conv_bias", k.conv.bias);
  show_attention(k, k.attention);
  show_rotary(k, json);
  show_tokens(k, k.tokens);
}

}  // namespace

Config parse(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  refuse_keys(json, {{"quantization_config", "quantized weights"}});
  Config k;
  k.hidden_size = size_of_field(json, "hidden_size", 2560);
  k.attends = read_layers(json, size_of_field(json, "num_hidden_layers", 32, kMaxLayers));
  k.vocab_size = size_of_field(json, "vocab_size", 65536);
  k.norm = {epsilon_of_field(json, "norm_eps", 1e-5)};
  k.tie_word_embeddings =
      json.boolean_or(json.has("tie_embedding") ? "tie_embedding" : "tie_word_embeddings", true);
  k.tokens = special_tokens(value, json, {1, 0, {2}});
  k.conv = {k.hidden_size, size_of_field(json, "conv_L_cache", 3), json.boolean_or("conv_bias", false)};
  k.attention = read_heads(json, k);
  k.mlp = {k.hidden_size, read_mlp_size(json), "silu"};
  check_rows_of("self_attn.q_proj.weight", k.attention.num_heads * k.attention.head_dim, where);
  show_fields(json, k);
  return k;
}

}  // namespace constate::models::lfm2
