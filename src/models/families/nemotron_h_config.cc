// config.json of Nemotron-H as transformers writes it, and as NVIDIA's code did before.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "models/families/nemotron_h.h"

namespace constate::models::nemotron_h {
namespace {

std::optional<Kind> kind_of(std::string_view name) {
  if (name == "linear_attention" || name == "mamba") return Kind::kMamba;
  if (name == "full_attention" || name == "attention") return Kind::kAttention;
  if (name == "mlp") return Kind::kMlp;
  if (name == "moe") return Kind::kExperts;
  return std::nullopt;
}

std::vector<Kind> from_list(const JsonObject& json, const char* key) {
  const Json& list = *json.find(key);
  if (!list.is_array()) json.fail(key, "must be a list of kinds of layers");
  std::vector<Kind> out;
  for (const Json& item : list) {
    const std::optional<Kind> kind = item.is_string() ? kind_of(item.get<std::string>()) : std::nullopt;
    if (!kind)
      json.fail(key,
                fmt::format("must hold `linear_attention`, `full_attention`, `mlp` and `moe`, or `mamba` "
                            "and `attention` for the first two; layer {} is none of them",
                            out.size()));
    out.push_back(*kind);
  }
  return out;
}

std::vector<Kind> from_pattern(const JsonObject& json, const char* key) {
  std::vector<Kind> out;
  for (const char letter : json.string(key)) {
    if (std::string_view("M*-E").find(letter) == std::string_view::npos)
      json.fail(key,
                fmt::format("must be of the letters M, *, - and E; that of layer {} is not", out.size()));
    out.push_back(static_cast<Kind>(letter));
  }
  return out;
}

std::vector<Kind> read_layers(const JsonObject& json) {
  const char* key = either(json, "layers_block_type", "layer_types");
  std::vector<Kind> layers{Kind::kMamba, Kind::kExperts, Kind::kAttention, Kind::kMlp};
  if (json.has(key))
    layers = from_list(json, key);
  else if (json.has(key = "hybrid_override_pattern"))
    layers = from_pattern(json, key);
  const auto count = std::ssize(layers);
  if (count < 1 || count > kMaxLayers)
    json.fail(key, fmt::format("must have between 1 and {} layers", kMaxLayers));
  if (json.integer_or("num_hidden_layers", count) != count)
    json.fail("num_hidden_layers", fmt::format("must be the number of layers in `{}`, {}", key, count));
  return layers;
}

// The heads decide how wide the mixer is, and not `expand`. As transformers has it, a time step is at least
// `time_step_min`, and `time_step_limit` limits nothing.
layers::Mamba2MixerConfig read_mixer(const JsonObject& json, const Config& k) {
  layers::Mamba2MixerConfig m;
  m.hidden_size = k.hidden_size;
  m.num_heads = size_of_field(json, "mamba_num_heads", 128);
  m.head_dim = size_of_field(json, "mamba_head_dim", 64);
  const char* const groups = either(json, "n_groups", "mamba_n_groups");
  m.n_groups = size_of_field(json, groups, 8);
  if (m.num_heads % m.n_groups != 0) json.fail(groups, "must divide `mamba_num_heads`");
  m.state_size = size_of_field(json, "ssm_state_size", 128);
  m.conv_kernel = size_of_field(json, either(json, "conv_kernel", "mamba_d_conv"), 4);
  m.chunk_size = size_of_field(json, either(json, "chunk_size", "mamba_chunk_size"), 128);
  const char* const limit = either(json, "time_step_limit", "mamba_dt_limit");
  read_time_step_limit(json, limit, m);
  if (m.time_step_min != 0 || std::isfinite(m.time_step_max))
    json.fail(limit, "must be from 0 to infinity: a time step is at least `time_step_min`");
  m.time_step_min = factor_of_field(json, either(json, "time_step_min", "mamba_dt_min"), 0.001);
  m.layer_norm_epsilon = k.layer_norm_epsilon;
  m.hidden_act = activation_of_field(json, "mamba_hidden_act", "silu");
  m.use_bias = m.use_out_bias = json.boolean_or("use_bias", false);
  m.use_conv_bias = json.boolean_or(either(json, "use_conv_bias", "mamba_conv_bias"), true);
  check_rows_of("mixer.in_proj.weight", m.projected_size(), json.where());
  return m;
}

layers::AttentionConfig read_heads(const Json& value, const JsonObject& json, const Config& k) {
  layers::AttentionConfig a =
      read_attention(json, k.hidden_size,
                     value.contains("num_key_value_heads") ? std::nullopt : std::optional<std::int64_t>(8));
  if (a.bias) json.fail("attention_bias", "must be false");
  a.head_dim = size_of_field(json, "head_dim", 128);
  a.scale = 1 / std::sqrt(static_cast<double>(a.head_dim));
  check_rows_of("mixer.q_proj.weight", a.num_heads * a.head_dim, json.where());
  return a;
}

layers::ExpertsConfig read_experts(const JsonObject& json, const Config& k) {
  layers::ExpertsConfig e;
  e.hidden_size = k.hidden_size;
  e.intermediate_size = size_of_field(json, "moe_intermediate_size", 7688);
  if (json.has("moe_latent_size")) e.latent = size_of_field(json, "moe_latent_size", 1);
  const char* const count = either(json, "n_routed_experts", "num_local_experts");
  read_expert_counts(json, e, count, 8, 2);
  read_expert_groups(json, e, count, "n_group");
  e.hidden_act = k.mlp.hidden_act;
  e.gated = false;
  e.latent_bias = k.mlp.bias;
  e.score = layers::RouterScore::kSigmoid;
  e.correction = true;
  e.normalized = json.boolean_or("norm_topk_prob", true);
  e.scale = factor_of_field(json, "routed_scaling_factor", 1);
  check_rows_of("mixer.experts", e.experts * e.intermediate_size, json.where());
  return e;
}

void show_mixer(Config& k) {
  const layers::Mamba2MixerConfig& m = k.mamba;
  k.show("mamba_num_heads", m.num_heads);
  k.show("mamba_head_dim", m.head_dim);
  k.show("n_groups", m.n_groups);
  k.show("ssm_state_size", m.state_size);
  k.show("conv_kernel", m.conv_kernel);
  k.show("chunk_size", m.chunk_size);
  k.show("time_step_min", m.time_step_min);
  k.show("mamba_hidden_act", m.hidden_act);
  k.show("use_bias", m.use_bias);
  k.show("use_conv_bias", m.use_conv_bias);
}

void show_experts_of(Config& k) {
  const layers::ExpertsConfig& e = *k.experts;
  show_experts(k, e, "n_routed_experts");
  k.show("moe_intermediate_size", e.intermediate_size);
  k.show("moe_shared_expert_intermediate_size", k.shared.intermediate_size);
  if (e.latent) k.show("moe_latent_size", *e.latent);
  k.show("n_group", e.groups);
  k.show("topk_group", e.best_groups);
  k.show("norm_topk_prob", e.normalized);
  k.show("routed_scaling_factor", e.scale);
}

void show_fields(Config& k) {
  std::string pattern;
  for (const Kind kind : k.layers) pattern += static_cast<char>(kind);
  k.show("hidden_size", k.hidden_size);
  k.show("num_hidden_layers", k.layers.size());
  k.show("hybrid_override_pattern", pattern);
  k.show("vocab_size", k.vocab_size);
  k.show("layer_norm_epsilon", k.layer_norm_epsilon);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  k.show("intermediate_size", k.mlp.intermediate_size);
  k.show("mlp_hidden_act", k.mlp.hidden_act);
  k.show("mlp_bias", k.mlp.bias);
  show_attention(k, k.attention);
  show_mixer(k);
  if (k.experts) show_experts_of(k);
  show_tokens(k, k.tokens);
}

}  // namespace

Config parse(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  refuse_keys(json,
              {{"quantization_config", "quantized weights"}, {"sliding_window", "a window of attention"}});
  if (json.boolean_or("mamba_proj_bias", false))
    json.fail("mamba_proj_bias", "must be false: `use_bias` says it");
  Config k;
  k.hidden_size = size_of_field(json, "hidden_size", 4096);
  k.layers = read_layers(json);
  k.vocab_size = size_of_field(json, "vocab_size", 131072);
  k.layer_norm_epsilon = epsilon_of_field(json, "layer_norm_epsilon", 1e-5);
  k.tie_word_embeddings = json.boolean_or("tie_word_embeddings", false);
  k.tokens = special_tokens(value, json, {1, 0, {2}});
  k.mlp = {k.hidden_size, size_of_field(json, "intermediate_size", 21504),
           activation_of_field(json, "mlp_hidden_act", "relu2"), json.boolean_or("mlp_bias", false)};
  k.mamba = read_mixer(json, k);
  k.attention = read_heads(value, json, k);
  if (std::ranges::find(k.layers, Kind::kExperts) != k.layers.end()) {
    k.shared = k.mlp;
    k.shared.intermediate_size = size_of_field(json, "moe_shared_expert_intermediate_size", 7688);
    k.experts = read_experts(json, k);
  }
  show_fields(k);
  return k;
}

}  // namespace constate::models::nemotron_h
