// config.json of LFM2 as transformers writes it, and as Liquid AI does.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "models/families/lfm2.h"

namespace constate::models::lfm2 {
namespace {

std::vector<bool> read_layers(const JsonObject& json, std::int64_t count) {
  if (json.has("layer_types") || json.string("model_type") == "lfm2_moe")
    return read_layer_types(json, count, "conv");
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

layers::ExpertsConfig read_experts(const JsonObject& json, const Config& k) {
  layers::ExpertsConfig e;
  e.hidden_size = k.hidden_size;
  e.intermediate_size = size_of_field(json, "moe_intermediate_size", 1792);
  read_expert_counts(json, e, "num_experts", 32, 4);
  e.hidden_act = "silu";
  e.score = layers::RouterScore::kSigmoid;
  e.correction = json.boolean_or("use_expert_bias", true);
  e.normalized = json.boolean_or("norm_topk_prob", true);
  e.scale = factor_of_field(json, "routed_scaling_factor", 1);
  e.least_sum = 1e-6;
  check_rows_of("feed_forward.experts", 2 * e.experts * e.intermediate_size, json.where());
  return e;
}

void read_mlps(const JsonObject& json, Config& k) {
  const auto dense = [&](std::int64_t size) {
    k.dense.mlp = layers::GatedMlpConfig{k.hidden_size, size, "silu"};
  };
  k.dense_layers = k.attends.size();
  if (k.model_type == "lfm2") return dense(read_mlp_size(json));
  const std::int64_t count = json.integer_or("num_dense_layers", 2);
  if (count < 0) json.fail("num_dense_layers", "must not be negative");
  k.dense_layers = std::min(k.dense_layers, static_cast<std::size_t>(count));
  if (k.dense_layers > 0) dense(size_of_field(json, "intermediate_size", 7168));
  if (k.dense_layers < k.attends.size()) k.sparse.experts = read_experts(json, k);
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

void show_experts_of(Config& k) {
  const layers::ExpertsConfig& e = *k.sparse.experts;
  k.show("num_dense_layers", k.dense_layers);
  show_experts(k, e, "num_experts");
  k.show("moe_intermediate_size", e.intermediate_size);
  k.show("use_expert_bias", e.correction);
  k.show("norm_topk_prob", e.normalized);
  k.show("routed_scaling_factor", e.scale);
}

void show_fields(const JsonObject& json, Config& k) {
  k.show("hidden_size", k.hidden_size);
  show_layers(k, k.attends);
  k.show("vocab_size", k.vocab_size);
  k.show("norm_eps", k.norm.epsilon);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  if (k.dense.mlp) k.show("width of the MLP", k.dense.mlp->intermediate_size);
  if (k.sparse.experts) show_experts_of(k);
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
  k.model_type = json.string("model_type");
  const bool experts = k.model_type == "lfm2_moe";
  k.hidden_size = size_of_field(json, "hidden_size", experts ? 2048 : 2560);
  k.attends = read_layers(json, size_of_field(json, "num_hidden_layers", 32, kMaxLayers));
  k.vocab_size = size_of_field(json, "vocab_size", 65536);
  k.norm = {epsilon_of_field(json, "norm_eps", 1e-5)};
  k.tie_word_embeddings =
      json.boolean_or(json.has("tie_embedding") ? "tie_embedding" : "tie_word_embeddings", true);
  k.tokens = special_tokens(value, json, {1, 0, {2}});
  k.conv = {k.hidden_size, size_of_field(json, "conv_L_cache", 3), json.boolean_or("conv_bias", false)};
  k.attention = read_heads(json, k);
  read_mlps(json, k);
  check_rows_of("self_attn.q_proj.weight", k.attention.num_heads * k.attention.head_dim, where);
  show_fields(json, k);
  return k;
}

}  // namespace constate::models::lfm2
