// config.json of Qwen3-Next and Qwen3.5 as transformers writes it.
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "models/families/qwen3_5.h"

namespace constate::models::qwen3_5 {
namespace {

using delta_hybrid::Config;

// What is meant where a key is left out.
struct Missing {
  std::int64_t hidden, intermediate, layers, vocab, key_heads, experts, chosen;
};
constexpr Missing kNext{2048, 5632, 48, 151936, 2, 512, 10}, kThreeFive{4096, 12288, 32, 248320, 4, 0, 0},
    kThreeFiveExperts{2048, 0, 40, 248320, 2, 256, 8};

std::vector<bool> read_layers(const JsonObject& json, std::int64_t count) {
  if (json.has("layer_types")) return read_layer_types(json, count, "linear_attention");
  const std::int64_t interval = size_of_field(json, "full_attention_interval", 4);
  std::vector<bool> attends;
  for (std::int64_t i = 0; i < count; ++i) attends.push_back((i + 1) % interval == 0);
  return attends;
}

// Of each layer of Qwen3-Next: experts are in those that `decoder_sparse_step` divides, counted from 1, but
// for those named.
std::vector<bool> read_layers_with_experts(const JsonObject& json, std::int64_t layers) {
  std::vector<bool> out(static_cast<std::size_t>(layers));
  if (json.integer_or("num_experts", kNext.experts) <= 0) return out;
  const std::int64_t step = size_of_field(json, "decoder_sparse_step", 1);
  for (std::int64_t i = step - 1; i < layers; i += step) out[static_cast<std::size_t>(i)] = true;
  const Json* named = json.find("mlp_only_layers");
  if (!named) return out;
  if (!named->is_array()) json.fail("mlp_only_layers", "must be a list of layers");
  for (const Json& i : *named) {
    if (!i.is_number_integer()) json.fail("mlp_only_layers", "must be a list of layers");
    if (i >= 0 && i < layers) out[i.get<std::size_t>()] = false;
  }
  return out;
}

layers::FeedForwardConfig read_experts(const JsonObject& json, const Config& k, const Missing& missing,
                                       const std::string& act, bool normalized) {
  layers::ExpertsConfig e;
  e.hidden_size = k.hidden_size;
  e.intermediate_size = size_of_field(json, "moe_intermediate_size", 512);
  read_expert_counts(json, e, "num_experts", missing.experts, missing.chosen);
  e.hidden_act = act;
  e.normalized = normalized;
  check_rows_of("mlp.experts", 2 * e.experts * e.intermediate_size, json.where());
  return {
      layers::GatedMlpConfig{k.hidden_size, size_of_field(json, "shared_expert_intermediate_size", 512), act},
      std::move(e)};
}

// Those of Qwen3.5 are in all layers, or in none; its keys do not say more.
void read_mlps(const JsonObject& json, const Missing& missing, const std::string& act, Config& k) {
  const std::int64_t layers = std::ssize(k.attends);
  const bool next = k.model_type == "qwen3_next";
  if (next)
    k.has_experts = read_layers_with_experts(json, layers);
  else
    k.has_experts.assign(k.attends.size(), missing.experts > 0);
  if (std::ranges::count(k.has_experts, true) > 0)
    k.sparse = read_experts(json, k, missing, act, !next || json.boolean_or("norm_topk_prob", true));
  if (std::ranges::count(k.has_experts, false) > 0)
    k.dense.mlp = layers::GatedMlpConfig{k.hidden_size,
                                         size_of_field(json, "intermediate_size", missing.intermediate), act};
}

void show_mlps(Config& k) {
  if (!k.sparse.experts) return;
  std::vector<std::size_t> with;
  for (std::size_t i = 0; i < k.has_experts.size(); ++i)
    if (k.has_experts[i]) with.push_back(i);
  k.show("layers with experts", fmt::format("[{}]", fmt::join(with, ", ")));
  show_experts(k, *k.sparse.experts, "num_experts");
  k.show("moe_intermediate_size", k.sparse.experts->intermediate_size);
  k.show("shared_expert_intermediate_size", k.sparse.mlp->intermediate_size);
  k.show("norm_topk_prob", k.sparse.experts->normalized);
}

layers::AttentionConfig read_heads(const JsonObject& json, const Config& k, std::int64_t key_heads) {
  if (!json.boolean_or("attn_output_gate", true)) json.fail("attn_output_gate", "must be true");
  layers::AttentionConfig a = read_attention(json, k.hidden_size, key_heads);
  a.output_gate = true;
  a.norm = k.norm;
  // Sections of several axes (`mrope_section`) are turned alike: all axes of a text have its positions.
  a.rotary = read_rotary(json, a.head_dim, 10000, 0.25);
  check_rows_of("self_attn.q_proj.weight", 2 * a.num_heads * a.head_dim, json.where());
  return a;
}

}  // namespace

delta_hybrid::Config parse(const Json& value, const std::string& where) {
  const JsonObject file(value, where);
  Config k;
  k.model_type = file.string("model_type");
  const bool next = k.model_type == "qwen3_next", experts = k.model_type.starts_with("qwen3_5_moe"),
             with_vision = k.model_type == "qwen3_5" || k.model_type == "qwen3_5_moe";
  const Missing& missing = next ? kNext : (experts ? kThreeFiveExperts : kThreeFive);
  if (with_vision) (void)file.object("text_config");  // or it throws
  const Json text = with_missing(with_vision ? value["text_config"] : value,
                                 {{"num_attention_heads", 16}, {"head_dim", 256}});
  const JsonObject json(text, with_vision ? where + ": text_config" : where);
  for (const JsonObject& object : {file, json})
    refuse_keys(object, {{"quantization_config", "quantized weights"}});
  k.hidden_size = size_of_field(json, "hidden_size", missing.hidden);
  k.attends = read_layers(json, size_of_field(json, "num_hidden_layers", missing.layers, kMaxLayers));
  k.vocab_size = size_of_field(json, "vocab_size", missing.vocab);
  k.norm = {epsilon_of_field(json, "rms_norm_eps", 1e-6), 1};
  k.tie_word_embeddings =
      file.boolean_or("tie_word_embeddings", json.boolean_or("tie_word_embeddings", false));
  k.tokens = special_tokens(text, json, special_tokens(value, file, {}));
  const std::string act = activation_of_field(json, "hidden_act", "silu");
  read_mlps(json, missing, act, k);
  k.attention = read_heads(json, k, missing.key_heads);
  k.delta_net =
      read_delta_net(json, {k.hidden_size,
                            16,
                            32,
                            128,
                            128,
                            4,
                            act,
                            {k.norm.epsilon},
                            next ? layers::DeltaNetForm::kByKeyHead : layers::DeltaNetForm::kTogether});
  delta_hybrid::show_fields(json, k);
  show_mlps(k);
  return k;
}

}  // namespace constate::models::qwen3_5
