// config.json of Qwen3-Next and Qwen3.5 as transformers writes it.
#include <algorithm>

#include "base/error.h"
#include "models/families/qwen3_5.h"

namespace constate::models::qwen3_5 {
namespace {

using delta_hybrid::Config;

// What is meant where a key is left out.
struct Missing {
  std::int64_t hidden, intermediate, layers, vocab, key_heads;
};
constexpr Missing kNext{2048, 5632, 48, 151936, 2}, kThreeFive{4096, 12288, 32, 248320, 4};

std::vector<bool> read_layers(const JsonObject& json, std::int64_t count) {
  if (json.has("layer_types")) return read_layer_types(json, count, "linear_attention");
  const std::int64_t interval = size_of_field(json, "full_attention_interval", 4);
  std::vector<bool> attends;
  for (std::int64_t i = 0; i < count; ++i) attends.push_back((i + 1) % interval == 0);
  return attends;
}

// Experts are in every layer that `decoder_sparse_step` divides, counted from 1, but for those named.
void refuse_experts(const JsonObject& json, std::int64_t layers) {
  if (json.integer_or("num_experts", 512) <= 0) return;
  const std::int64_t step = size_of_field(json, "decoder_sparse_step", 1);
  const Json* named = json.find("mlp_only_layers");
  for (std::int64_t i = step - 1; i < layers; i += step)
    if (!named || !named->is_array() || std::ranges::find(*named, Json(i)) == named->end())
      json.fail("num_experts", fmt::format("(experts, in layer {}) must be 0", i));
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
  const bool next = k.model_type == "qwen3_next", with_vision = k.model_type == "qwen3_5";
  const Missing& missing = next ? kNext : kThreeFive;
  if (with_vision) (void)file.object("text_config");  // or it throws
  const Json text = with_missing(with_vision ? value["text_config"] : value,
                                 {{"num_attention_heads", 16}, {"head_dim", 256}});
  const JsonObject json(text, with_vision ? where + ": text_config" : where);
  for (const JsonObject& object : {file, json})
    refuse_keys(object, {{"quantization_config", "quantized weights"}});
  k.hidden_size = size_of_field(json, "hidden_size", missing.hidden);
  k.attends = read_layers(json, size_of_field(json, "num_hidden_layers", missing.layers, kMaxLayers));
  if (next) refuse_experts(json, std::ssize(k.attends));
  k.vocab_size = size_of_field(json, "vocab_size", missing.vocab);
  k.norm = {epsilon_of_field(json, "rms_norm_eps", 1e-6), 1};
  k.tie_word_embeddings =
      file.boolean_or("tie_word_embeddings", json.boolean_or("tie_word_embeddings", false));
  k.tokens = special_tokens(text, json, special_tokens(value, file, {}));
  k.mlp = {k.hidden_size, size_of_field(json, "intermediate_size", missing.intermediate),
           activation_of_field(json, "hidden_act", "silu")};
  k.attention = read_heads(json, k, missing.key_heads);
  k.delta_net =
      read_delta_net(json, {k.hidden_size,
                            16,
                            32,
                            128,
                            128,
                            4,
                            k.mlp.hidden_act,
                            {k.norm.epsilon},
                            next ? layers::DeltaNetForm::kByKeyHead : layers::DeltaNetForm::kTogether});
  delta_hybrid::show_fields(json, k);
  return k;
}

}  // namespace constate::models::qwen3_5
