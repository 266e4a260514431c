// config.json of Kimi Linear as transformers writes it, and as Moonshot does.
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "models/families/kimi_linear.h"

namespace constate::models::kimi_linear {
namespace {

// Of the object that Moonshot has them in.
JsonObject linear_of(const JsonObject& json) {
  static const Json none = Json::object();
  constexpr std::string_view key = "linear_attn_config";
  return json.has(key) ? json.object(key) : JsonObject(none, json.where());
}

// Marks the layers that a list names, counted from 1.
void mark(const JsonObject& linear, std::string_view key, std::vector<int>& kinds, int kind) {
  const Json* list = linear.find(key);
  const std::string rule = fmt::format("must be a list of layers, from 1 to {}", kinds.size());
  if (!list || !list->is_array()) linear.fail(key, rule);
  for (const Json& i : *list) {
    if (!i.is_number_integer() || i < 1 || i > kinds.size()) linear.fail(key, rule);
    kinds[i.get<std::size_t>() - 1] = kind;
  }
}

std::vector<bool> read_layers(const JsonObject& json, std::int64_t count) {
  if (json.has("layer_types")) return read_layer_types(json, count, "linear_attention");
  const JsonObject linear = linear_of(json);
  std::vector<bool> attends;
  if (!linear.has("full_attn_layers") || !linear.has("kda_layers")) {
    for (std::int64_t i = 0; i < count; ++i) attends.push_back(i > 0 && i % 4 == 0);
    return attends;
  }
  std::vector<int> kinds(static_cast<std::size_t>(count), -1);
  mark(linear, "full_attn_layers", kinds, 1);
  mark(linear, "kda_layers", kinds, 0);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] < 0)
      linear.fail("kda_layers", fmt::format("and `full_attn_layers` must name layer {}, one of them", i + 1));
    attends.push_back(kinds[i] == 1);
  }
  return attends;
}

std::vector<bool> read_layers_with_experts(const JsonObject& json, std::int64_t count) {
  constexpr std::string_view key = "mlp_layer_types";
  std::vector<bool> out;
  const Json* list = json.find(key);
  if (!list) {
    const std::int64_t dense = json.integer_or("first_k_dense_replace", 1);
    for (std::int64_t i = 0; i < count; ++i) out.push_back(i >= dense);
    return out;
  }
  if (!list->is_array() || static_cast<std::int64_t>(list->size()) != count)
    json.fail(key, fmt::format("must be a list of `num_hidden_layers`, {}, kinds of layers", count));
  for (const Json& kind : *list) {
    out.push_back(kind == "sparse");
    if (!out.back() && kind != "dense")
      json.fail(key, fmt::format("must hold `dense` and `sparse`; layer {} is neither", out.size() - 1));
  }
  return out;
}

layers::KimiDeltaAttentionConfig read_delta(const JsonObject& json, const Config& k, const std::string& act) {
  const JsonObject linear = linear_of(json);
  const auto size = [&](const char* key, const char* own, std::int64_t missing) {
    return linear.has(own) ? size_of_field(linear, own, 1) : size_of_field(json, key, missing);
  };
  layers::KimiDeltaAttentionConfig d{k.hidden_size,
                                     size("linear_num_heads", "num_heads", 32),
                                     size("linear_head_dim", "head_dim", 128),
                                     size("linear_conv_kernel_dim", "short_conv_kernel_size", 4),
                                     act,
                                     k.norm};
  check_rows_of("the convolutions of self_attn", 3 * d.inner(), json.where());
  return d;
}

layers::LatentAttentionConfig read_heads(const JsonObject& json, const Config& k) {
  layers::LatentAttentionConfig a;
  a.hidden_size = k.hidden_size;
  a.num_heads = size_of_field(json, "num_attention_heads", 32);
  // Keys and values come of one latent vector: all heads have their own.
  if (size_of_field(json, "num_key_value_heads", a.num_heads) != a.num_heads)
    json.fail("num_key_value_heads", fmt::format("must be `num_attention_heads`, {}", a.num_heads));
  if (!json.boolean_or("mla_use_nope", true)) json.fail("mla_use_nope", "must be true");
  a.latent = size_of_field(json, "kv_lora_rank", 512);
  a.own_dim = size_of_field(json, "qk_nope_head_dim", 128);
  a.shared_dim = size_of_field(json, "qk_rope_head_dim", 64);
  a.value_dim = size_of_field(json, "v_head_dim", 128);
  if (json.has("q_lora_rank")) a.query_latent = size_of_field(json, "q_lora_rank", 1);
  a.bias = json.boolean_or("attention_bias", false);
  check_rows_of("self_attn.q_proj.weight", a.num_heads * a.query_dim(), json.where());
  check_rows_of("self_attn.kv_b_proj.weight", a.num_heads * (a.own_dim + a.value_dim), json.where());
  return a;
}

layers::FeedForwardConfig read_experts(const JsonObject& json, const Config& k, const std::string& act) {
  if (json.string_or("moe_router_activation_func", "sigmoid") != "sigmoid")
    json.fail("moe_router_activation_func", "must be `sigmoid`");
  if (json.integer_or("moe_layer_freq", 1) != 1) json.fail("moe_layer_freq", "must be 1");
  layers::ExpertsConfig e;
  e.hidden_size = k.hidden_size;
  e.intermediate_size = size_of_field(json, "moe_intermediate_size", 1024);
  const char* const count = either(json, "num_local_experts", "num_experts");
  read_expert_counts(json, e, count, 256, 8, either(json, "num_experts_per_tok", "num_experts_per_token"));
  read_expert_groups(json, e, count, either(json, "n_group", "num_expert_group"));
  if (e.groups > 1 && !json.boolean_or("use_grouped_topk", true))
    json.fail("use_grouped_topk", "must be true where there are groups");
  e.hidden_act = act;
  e.score = layers::RouterScore::kSigmoid;
  e.correction = true;
  e.normalized = json.boolean_or(either(json, "norm_topk_prob", "moe_renormalize"), true);
  e.scale = factor_of_field(json, "routed_scaling_factor", 2.446);
  check_rows_of("block_sparse_moe.experts", 2 * e.experts * e.intermediate_size, json.where());
  layers::FeedForwardConfig out;
  const char* const shared = either(json, "n_shared_experts", "num_shared_experts");
  const std::int64_t shares = json.integer_or(shared, 1);
  if (shares < 0 || shares > kMaxExperts)
    json.fail(shared, fmt::format("must be between 0 and {}", kMaxExperts));
  check_rows_of("shared_experts.gate_proj.weight", shares * e.intermediate_size, json.where());
  if (shares > 0) out.mlp = layers::GatedMlpConfig{k.hidden_size, shares * e.intermediate_size, act};
  out.experts = std::move(e);
  return out;
}

void show_mlps(Config& k) {
  if (k.dense.mlp) k.show("intermediate_size", k.dense.mlp->intermediate_size);
  if (!k.sparse.experts) return;
  const layers::ExpertsConfig& e = *k.sparse.experts;
  k.show("layers without experts", std::ranges::count(k.has_experts, false));
  show_experts(k, e, "num_experts");
  k.show("moe_intermediate_size", e.intermediate_size);
  k.show("width of the shared experts", k.sparse.mlp ? k.sparse.mlp->intermediate_size : 0);
  k.show("n_group", e.groups);
  k.show("topk_group", e.best_groups);
  k.show("norm_topk_prob", e.normalized);
  k.show("routed_scaling_factor", e.scale);
}

void show_fields(Config& k) {
  k.show("hidden_size", k.hidden_size);
  show_layers(k, k.attends);
  k.show("vocab_size", k.vocab_size);
  k.show("rms_norm_eps", k.norm.epsilon);
  k.show("hidden_act", k.delta.hidden_act);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  k.show("linear_num_heads", k.delta.num_heads);
  k.show("linear_head_dim", k.delta.head_dim);
  k.show("linear_conv_kernel_dim", k.delta.conv_kernel);
  const layers::LatentAttentionConfig& a = k.attention;
  k.show("num_attention_heads", a.num_heads);
  k.show("kv_lora_rank", a.latent);
  k.show("q_lora_rank", a.query_latent ? std::to_string(*a.query_latent) : "none");
  k.show("qk_nope_head_dim", a.own_dim);
  k.show("qk_rope_head_dim", a.shared_dim);
  k.show("v_head_dim", a.value_dim);
  k.show("attention_bias", a.bias);
  show_mlps(k);
  show_tokens(k, k.tokens);
}

}  // namespace

Config parse(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  refuse_keys(json, {{"quantization_config", "quantized weights"}});
  Config k;
  k.hidden_size = size_of_field(json, "hidden_size", 2304);
  const std::int64_t layers = size_of_field(json, "num_hidden_layers", 27, kMaxLayers);
  k.attends = read_layers(json, layers);
  k.has_experts = read_layers_with_experts(json, layers);
  k.vocab_size = size_of_field(json, "vocab_size", 163840);
  k.norm = {epsilon_of_field(json, "rms_norm_eps", 1e-5)};
  k.tie_word_embeddings = json.boolean_or("tie_word_embeddings", false);
  k.tokens = special_tokens(value, json, {163584, 163839, {163586}});
  const std::string act = activation_of_field(json, "hidden_act", "silu");
  k.delta = read_delta(json, k, act);
  k.attention = read_heads(json, k);
  if (std::ranges::count(k.has_experts, false) > 0)
    k.dense.mlp = layers::GatedMlpConfig{k.hidden_size, size_of_field(json, "intermediate_size", 9216), act};
  if (std::ranges::count(k.has_experts, true) > 0) k.sparse = read_experts(json, k, act);
  show_fields(k);
  return k;
}

}  // namespace constate::models::kimi_linear
