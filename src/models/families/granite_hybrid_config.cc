// config.json of Granite 4's hybrids as transformers writes it.
#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "models/families/granite_hybrid.h"

namespace constate::models::granite_hybrid {
namespace {

// As version 5 of transformers calls them, or the versions before it.
std::vector<bool> read_layers(const JsonObject& json, std::int64_t count) {
  std::vector<bool> attends(static_cast<std::size_t>(count));
  const char* const key = json.has("layer_types") ? "layer_types" : "layers_block_type";
  const Json* list = json.find(key);
  if (!list) return attends;
  if (!list->is_array() || static_cast<std::int64_t>(list->size()) != count)
    json.fail(key, fmt::format("must be a list of `num_hidden_layers`, {}, kinds of layers", count));
  for (std::size_t i = 0; i < attends.size(); ++i) {
    const std::string kind = (*list)[i].is_string() ? (*list)[i].get<std::string>() : "";
    attends[i] = kind == "attention" || kind == "full_attention";
    if (!attends[i] && kind != "mamba" && kind != "linear_attention")
      json.fail(key,
                fmt::format("must hold `mamba` and `attention`, or `linear_attention` and `full_attention`; "
                            "layer {} is neither",
                            i));
  }
  return attends;
}

// None where there are 0 of them.
std::optional<layers::ExpertsConfig> read_experts(const Json& value, const JsonObject& json,
                                                  const Config& k) {
  const char* const key = "num_local_experts";
  if (value.contains(key) && !json.has(key)) json.fail(key, "must be a number, of experts");
  if (json.integer_or(key, 8) == 0) return std::nullopt;
  layers::ExpertsConfig e;
  e.hidden_size = k.hidden_size;
  e.intermediate_size = size_of_field(json, "intermediate_size", 11008);
  read_expert_counts(json, e, key, 8, 2);
  e.hidden_act = k.mlp.hidden_act;
  check_rows_of("block_sparse_moe.input_linear.weight", 2 * e.experts * e.intermediate_size, json.where());
  return e;
}

void show_fields(const JsonObject& json, Config& k) {
  k.show("hidden_size", k.hidden_size);
  show_layers(k, k.attends);
  k.show("vocab_size", k.vocab_size);
  k.show("rms_norm_eps", k.rms_norm_eps);
  k.show("hidden_act", k.mlp.hidden_act);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  k.show("shared_intermediate_size", k.mlp.intermediate_size);
  if (k.experts) show_experts(k, *k.experts, "num_local_experts");
  show_attention(k, k.attention);
  k.show("position_embedding_type", k.attention.rotary ? "rope" : "none");
  if (k.attention.rotary) show_rotary(k, json);
  show_mamba(k, k.mamba);
  k.show("embedding_multiplier", k.embedding_multiplier);
  k.show("residual_multiplier", k.residual_multiplier);
  k.show("attention_multiplier", k.attention.scale);
  k.show("logits_scaling", k.logits_scaling);
  show_tokens(k, k.tokens);
}

}  // namespace

Config parse(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  refuse_keys(json, {{"quantization_config", "quantized weights"}});
  Config k;
  k.hidden_size = size_of_field(json, "hidden_size", 4096);
  k.attends = read_layers(json, size_of_field(json, "num_hidden_layers", 32, kMaxLayers));
  k.vocab_size = size_of_field(json, "vocab_size", 32000);
  k.rms_norm_eps = epsilon_of_field(json, "rms_norm_eps", 1e-6);
  k.tie_word_embeddings = json.boolean_or("tie_word_embeddings", false);
  k.tokens = special_tokens(value, json, {1, std::nullopt, {2}});
  k.mlp = {k.hidden_size, size_of_field(json, "shared_intermediate_size", 1024),
           activation_of_field(json, "hidden_act", "silu")};
  k.experts = read_experts(value, json, k);
  k.mamba = read_mamba(json, k.hidden_size, size_of_field(json, "mamba_expand", 2, 1024) * k.hidden_size);
  k.mamba.layer_norm_epsilon = k.rms_norm_eps;
  k.mamba.hidden_act = k.mlp.hidden_act;
  k.mamba.use_out_bias = k.mamba.use_bias;
  k.attention = read_attention(json, k.hidden_size, std::nullopt);
  k.attention.scale = factor_of_field(json, "attention_multiplier", 1);
  const std::string positions = json.string_or("position_embedding_type", "nope");
  if (positions == "rope")
    k.attention.rotary = read_rotary(json, k.attention.head_dim, 10000);
  else if (positions != "nope")
    json.fail("position_embedding_type", "must be rope, nope or null");
  k.embedding_multiplier = factor_of_field(json, "embedding_multiplier", 1);
  k.residual_multiplier = factor_of_field(json, "residual_multiplier", 1);
  k.logits_scaling = factor_of_field(json, "logits_scaling", 1);
  if (k.logits_scaling == 0) json.fail("logits_scaling", "must not be 0");
  check_rows_of("mamba.in_proj.weight", k.mamba.projected_size(), where);
  check_rows_of("self_attn.q_proj.weight", k.attention.num_heads * k.attention.head_dim, where);
  show_fields(json, k);
  return k;
}

}  // namespace constate::models::granite_hybrid
