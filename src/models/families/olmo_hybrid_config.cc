// config.json of OLMo-Hybrid as transformers writes it.
#include "base/error.h"
#include "models/families/olmo_hybrid.h"

namespace constate::models::olmo_hybrid {
namespace {

using delta_hybrid::Config;

// Where layers are not named, every fourth attends, or the last one of fewer than four.
std::vector<bool> read_layers(const JsonObject& json, std::int64_t count) {
  if (json.has("layer_types")) return read_layer_types(json, count, "linear_attention");
  std::vector<bool> attends;
  for (std::int64_t i = 0; i < count; ++i) attends.push_back(i % 4 == 3);
  if (count < 4) attends.back() = true;
  return attends;
}

// A base of null means no rotary embeddings; where none is given, there are some.
bool turns(const Json& value) {
  for (const char* key : {"rope_parameters", "rope_scaling"})
    if (value.contains(key) && value[key].is_object() && value[key].contains("rope_theta"))
      return !value[key]["rope_theta"].is_null();
  return !value.contains("rope_theta") || !value["rope_theta"].is_null();
}

layers::AttentionConfig read_heads(const Json& value, const JsonObject& json, const Config& k) {
  layers::AttentionConfig a = read_attention(json, k.hidden_size, std::nullopt);
  a.norm = k.norm;
  a.norm_of_all_heads = true;
  if (turns(value)) a.rotary = read_rotary(json, a.head_dim, 10000);
  check_rows_of("self_attn.q_proj.weight", a.num_heads * a.head_dim, json.where());
  return a;
}

layers::GatedDeltaNetConfig read_linear(const JsonObject& json, const Config& k) {
  const std::int64_t heads = k.attention.num_heads;
  const std::int64_t key_heads = size_of_field(json, "linear_num_key_heads", heads),
                     key_dim =
                         size_of_field(json, "linear_key_head_dim", 3 * k.hidden_size / (4 * key_heads));
  const double beta = json.boolean_or("linear_allow_neg_eigval", true) ? 2 : 1;
  constexpr layers::Norm norm{1e-5};  // whatever rms_norm_eps says
  return read_delta_net(json, {k.hidden_size, key_heads, heads, key_dim, 2 * key_dim, 4,
                               k.dense.mlp->hidden_act, norm, layers::DeltaNetForm::kApart, beta});
}

}  // namespace

delta_hybrid::Config parse(const Json& value, const std::string& where) {
  const Json filled = with_missing(value, {{"num_attention_heads", 30}});
  const JsonObject json(filled, where);
  refuse_keys(json, {{"quantization_config", "quantized weights"}});
  Config k;
  k.model_type = "olmo_hybrid";
  k.hidden_size = size_of_field(json, "hidden_size", 3840);
  k.attends = read_layers(json, size_of_field(json, "num_hidden_layers", 32, kMaxLayers));
  k.vocab_size = size_of_field(json, "vocab_size", 100352);
  k.norm = {epsilon_of_field(json, "rms_norm_eps", 1e-6)};
  k.tie_word_embeddings = json.boolean_or("tie_word_embeddings", false);
  k.tokens = special_tokens(value, json, {std::nullopt, 100277, {100257}});
  k.dense.mlp = layers::GatedMlpConfig{k.hidden_size, size_of_field(json, "intermediate_size", 11008),
                                       activation_of_field(json, "hidden_act", "silu")};
  k.attention = read_heads(value, json, k);
  k.delta_net = read_linear(json, k);
  k.show("linear_allow_neg_eigval", k.delta_net.beta_scale == 2);
  delta_hybrid::show_fields(json, k);
  return k;
}

}  // namespace constate::models::olmo_hybrid
