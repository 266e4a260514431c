// config.json of Falcon-H1 as transformers writes it.
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"
#include "models/families/falcon_h1.h"

namespace constate::models::falcon_h1 {
namespace {

void show_fields(const JsonObject& json, Config& k) {
  k.show("hidden_size", k.hidden_size);
  k.show("num_hidden_layers", k.num_hidden_layers);
  k.show("vocab_size", k.vocab_size);
  k.show("rms_norm_eps", k.rms_norm_eps);
  k.show("hidden_act", k.mlp.hidden_act);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  k.show("intermediate_size", k.mlp.intermediate_size);
  k.show("mlp_bias", k.mlp.bias);
  k.show("mlp_multipliers", fmt::format("[{}, {}]", k.mlp.gate_scale, k.mlp_out_multiplier));
  show_attention(k, k.attention);
  k.show("key_multiplier", k.attention.key_scale);
  show_rotary(k, json);
  show_mamba(k, k.mamba);
  k.show("ssm_multipliers", fmt::format("[{}]", fmt::join(k.mamba.multipliers, ", ")));
  k.show("embedding_multiplier", k.embedding_multiplier);
  k.show("lm_head_multiplier", k.lm_head_multiplier);
  k.show("ssm_in_multiplier", k.ssm_in_multiplier);
  k.show("ssm_out_multiplier", k.ssm_out_multiplier);
  k.show("attention_in_multiplier", k.attention_in_multiplier);
  k.show("attention_out_multiplier", k.attention_out_multiplier);
  show_tokens(k, k.tokens);
}

}  // namespace

Config parse(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  refuse_keys(json, {{"quantization_config", "quantized weights"}});
  Config k;
  k.hidden_size = size_of_field(json, "hidden_size", 4096);
  k.num_hidden_layers = size_of_field(json, "num_hidden_layers", 32, kMaxLayers);
  k.vocab_size = size_of_field(json, "vocab_size", 128000);
  k.rms_norm_eps = epsilon_of_field(json, "rms_norm_eps", 1e-5);
  k.tie_word_embeddings = json.boolean_or("tie_word_embeddings", false);
  k.tokens = special_tokens(value, json, {1, 0, {2}});
  k.mlp = {k.hidden_size, size_of_field(json, "intermediate_size", 14336),
           activation_of_field(json, "hidden_act", "silu"), json.boolean_or("mlp_bias", false)};
  const std::vector<double> mlp = factors_of_field(json, "mlp_multipliers", 2);
  k.mlp.gate_scale = mlp[0];
  k.mlp_out_multiplier = mlp[1];
  // Left out means 1024; null means what the factor gives.
  const std::int64_t expanded = size_of_field(json, "mamba_expand", 2, 1024) * k.hidden_size;
  k.mamba = read_mamba(
      json, k.hidden_size,
      size_of_field(json, "mamba_d_ssm", value.contains("mamba_d_ssm") ? expanded : 1024, 1024 * kMaxSize));
  k.mamba.layer_norm_epsilon = k.rms_norm_eps;
  k.mamba.hidden_act = k.mlp.hidden_act;
  k.mamba.use_out_bias = json.boolean_or("projectors_bias", false);
  k.mamba.mixer_norm = json.boolean_or("mamba_rms_norm", false);
  k.mamba.norm_before_gate = k.mamba.mixer_norm && json.boolean_or("mamba_norm_before_gate", true);
  const std::vector<double> factors = factors_of_field(json, "ssm_multipliers", 5);
  std::copy(factors.begin(), factors.end(), k.mamba.multipliers.begin());
  k.attention =
      read_attention(json, k.hidden_size,
                     value.contains("num_key_value_heads") ? std::nullopt : std::optional<std::int64_t>(8));
  k.attention.rotary = read_rotary(json, k.attention.head_dim, 10000);
  k.attention.key_scale = factor_of_field(json, "key_multiplier", 1);
  check_rows_of("mamba.in_proj.weight", k.mamba.projected_size(), where);
  check_rows_of("self_attn.q_proj.weight", k.attention.num_heads * k.attention.head_dim, where);
  k.embedding_multiplier = factor_of_field(json, "embedding_multiplier", 1);
  k.lm_head_multiplier = factor_of_field(json, "lm_head_multiplier", 1);
  k.ssm_in_multiplier = factor_of_field(json, "ssm_in_multiplier", 1);
  k.ssm_out_multiplier = factor_of_field(json, "ssm_out_multiplier", 1);
  k.attention_in_multiplier = factor_of_field(json, "attention_in_multiplier", 1);
  k.attention_out_multiplier = factor_of_field(json, "attention_out_multiplier", 1);
  show_fields(json, k);
  return k;
}

}  // namespace constate::models::falcon_h1
