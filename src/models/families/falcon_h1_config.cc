// config.json of Falcon-H1 as transformers writes it.
#include <fmt/ranges.h>

#include <cmath>

#include "base/error.h"
#include "models/families/falcon_h1.h"

namespace constate::models::falcon_h1 {
namespace {

// `named`: mamba_d_ssm is there, and may be null.
void read_mamba(const JsonObject& json, Config& k, bool named) {
  layers::Mamba2MixerConfig& m = k.mamba;
  m.hidden_size = k.hidden_size;
  m.num_heads = size_of_field(json, "mamba_n_heads", 128);
  const std::int64_t expand = size_of_field(json, "mamba_expand", 2, 1024);
  // Left out means 1024; null means what the factor gives.
  const std::int64_t inner =
      size_of_field(json, "mamba_d_ssm", named ? expand * k.hidden_size : 1024, 1024 * kMaxSize);
  if (inner % m.num_heads != 0)
    json.fail("mamba_n_heads", fmt::format("must divide the mixer's {} channels", inner));
  const Json* head = json.find("mamba_d_head");
  const bool automatic = !head || (head->is_string() && head->get<std::string>() == "auto");
  m.head_dim = automatic ? inner / m.num_heads : size_of_field(json, "mamba_d_head", 1);
  if (m.head_dim * m.num_heads != inner)
    json.fail("mamba_d_head",
              fmt::format("times `mamba_n_heads`, {}, must be the mixer's {} channels", m.num_heads, inner));
  m.n_groups = size_of_field(json, "mamba_n_groups", 1);
  if (m.num_heads % m.n_groups != 0) json.fail("mamba_n_groups", "must divide `mamba_n_heads`");
  m.state_size = size_of_field(json, "mamba_d_state", 256);
  m.conv_kernel = size_of_field(json, "mamba_d_conv", 4);
  m.chunk_size = size_of_field(json, "mamba_chunk_size", 256);
  m.layer_norm_epsilon = k.rms_norm_eps;
  read_time_step_limit(json, "time_step_limit", m);
  m.hidden_act = k.mlp.hidden_act;
  m.use_bias = json.boolean_or("mamba_proj_bias", false);
  m.use_conv_bias = json.boolean_or("mamba_conv_bias", true);
  m.use_out_bias = json.boolean_or("projectors_bias", false);
  m.mixer_norm = json.boolean_or("mamba_rms_norm", false);
  m.norm_before_gate = m.mixer_norm && json.boolean_or("mamba_norm_before_gate", true);
  const std::vector<double> factors = factors_of_field(json, "ssm_multipliers", 5);
  std::copy(factors.begin(), factors.end(), m.multipliers.begin());
}

void read_attention(const JsonObject& json, Config& k) {
  layers::AttentionConfig& a = k.attention;
  a.hidden_size = k.hidden_size;
  a.num_heads = size_of_field(json, "num_attention_heads", 32);
  a.num_kv_heads =
      size_of_field(json, "num_key_value_heads", json.has("num_attention_heads") ? a.num_heads : 8);
  if (a.num_heads % a.num_kv_heads != 0)
    json.fail("num_key_value_heads", "must divide `num_attention_heads`");
  a.head_dim = size_of_field(json, "head_dim", k.hidden_size / a.num_heads);
  a.scale = 1 / std::sqrt(static_cast<double>(a.head_dim));
  a.bias = a.out_bias = json.boolean_or("attention_bias", false);
  a.rotary = read_rotary(json, a.head_dim, 10000);
  a.key_scale = factor_of_field(json, "key_multiplier", 1);
}

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
  k.show("num_attention_heads", k.attention.num_heads);
  k.show("num_key_value_heads", k.attention.num_kv_heads);
  k.show("head_dim", k.attention.head_dim);
  k.show("attention_bias", k.attention.bias);
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
  read_mamba(json, k, value.contains("mamba_d_ssm"));
  read_attention(json, k);
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
