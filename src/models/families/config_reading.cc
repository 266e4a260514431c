#include "models/families/config_reading.h"

#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "trace/nn.h"

namespace constate::models {
namespace {

// Left out means the default, null means none.
std::optional<std::int64_t> token_id(const Json& value, const JsonObject& json, const char* key,
                                     std::optional<std::int64_t> missing) {
  if (!value.contains(key)) return missing;
  return json.has(key) ? std::optional(json.integer(key)) : std::nullopt;
}

std::vector<std::int64_t> eos_ids(const Json& value, const JsonObject& json,
                                  const std::vector<std::int64_t>& missing) {
  if (!value.contains("eos_token_id")) return missing;
  const Json* given = json.find("eos_token_id");
  if (!given) return {};
  std::vector<std::int64_t> ids;
  for (const Json& id : given->is_array() ? *given : Json::array({*given})) {
    if (!id.is_number_integer()) json.fail("eos_token_id", "must be an id or a list of ids");
    ids.push_back(id.get<std::int64_t>());
  }
  return ids;
}

}  // namespace

Json with_missing(Json json, std::initializer_list<std::pair<const char*, std::int64_t>> values) {
  for (const auto& [key, value] : values)
    if (json.is_object() && !json.contains(key)) json[key] = value;
  return json;
}

std::int64_t size_of_field(const JsonObject& json, std::string_view key, std::int64_t missing,
                           std::int64_t most) {
  const std::int64_t value = json.integer_or(key, missing);
  if (value < 1 || value > most) json.fail(key, fmt::format("must be between 1 and {}", most));
  return value;
}

void check_rows_of(const std::string& matrix, std::int64_t rows, const std::string& where) {
  constexpr std::int64_t most = 1 << 24;
  if (rows > most)
    throw FormatError(fmt::format("{}: the widths of a layer must make at most {} rows of {}; got {}", where,
                                  most, matrix, rows));
}

const char* either(const JsonObject& json, const char* key, const char* other) {
  return json.has(other) ? other : key;
}

double factor_of_field(const JsonObject& json, std::string_view key, double missing) {
  const double value = json.number_or(key, missing);
  if (!std::isfinite(value)) json.fail(key, "must be a finite number");
  return value;
}

std::vector<double> factors_of_field(const JsonObject& json, std::string_view key, std::size_t count) {
  std::vector<double> out(count, 1.0);
  const Json* list = json.find(key);
  if (!list) return out;
  const std::string rule = fmt::format("must be a list of {} finite numbers", count);
  if (!list->is_array() || list->size() != count) json.fail(key, rule);
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<double> value = as_number((*list)[i]);
    if (!value || !std::isfinite(*value)) json.fail(key, rule);
    out[i] = *value;
  }
  return out;
}

double epsilon_of_field(const JsonObject& json, std::string_view key, double missing) {
  const double value = json.number_or(key, missing);
  if (!(value >= 0 && value < 1)) json.fail(key, "must be in [0, 1)");
  return value;
}

std::string activation_of_field(const JsonObject& json, std::string_view key, const std::string& missing) {
  std::string name = json.string_or(key, missing);
  if (!trace::known_activation(name)) json.fail(key, "is no activation that is known here");
  return name;
}

SpecialTokens special_tokens(const Json& value, const JsonObject& json, const SpecialTokens& missing) {
  return {token_id(value, json, "bos_token_id", missing.bos),
          token_id(value, json, "pad_token_id", missing.pad), eos_ids(value, json, missing.eos)};
}

void show_tokens(FieldsShown& out, const SpecialTokens& tokens) {
  out.show("eos_token_id", fmt::format("[{}]", fmt::join(tokens.eos, ", ")));
  if (tokens.bos) out.show("bos_token_id", *tokens.bos);
  if (tokens.pad) out.show("pad_token_id", *tokens.pad);
}

void read_time_step_limit(const JsonObject& json, std::string_view key, layers::Mamba2MixerConfig& k) {
  k.time_step_min = 0;
  k.time_step_max = std::numeric_limits<double>::infinity();
  const Json* limit = json.find(key);
  if (!limit) return;
  constexpr std::string_view rule = "must be two numbers, the least and the greatest time step";
  if (!limit->is_array() || limit->size() != 2) json.fail(key, rule);
  const std::optional<double> low = as_number((*limit)[0]), high = as_number((*limit)[1]);
  if (!low || !high || std::isnan(*low) || std::isnan(*high)) json.fail(key, rule);
  if (*low > *high) json.fail(key, "must not have a least time step above the greatest");
  k.time_step_min = *low;
  k.time_step_max = *high;
}

std::string time_step_limit_text(const layers::Mamba2MixerConfig& k) {
  return fmt::format("[{}, {}]", k.time_step_min, k.time_step_max);
}

layers::Mamba2MixerConfig read_mamba(const JsonObject& json, std::int64_t hidden_size, std::int64_t inner) {
  layers::Mamba2MixerConfig m;
  m.hidden_size = hidden_size;
  m.num_heads = size_of_field(json, "mamba_n_heads", 128);
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
  read_time_step_limit(json, "time_step_limit", m);
  m.use_bias = json.boolean_or("mamba_proj_bias", false);
  m.use_conv_bias = json.boolean_or("mamba_conv_bias", true);
  return m;
}

layers::AttentionConfig read_attention(const JsonObject& json, std::int64_t hidden_size,
                                       std::optional<std::int64_t> key_heads) {
  layers::AttentionConfig a;
  a.hidden_size = hidden_size;
  a.num_heads = size_of_field(json, "num_attention_heads", 32);
  a.num_kv_heads = size_of_field(json, "num_key_value_heads", key_heads.value_or(a.num_heads));
  if (a.num_heads % a.num_kv_heads != 0)
    json.fail("num_key_value_heads", "must divide `num_attention_heads`");
  a.head_dim = size_of_field(json, "head_dim", hidden_size / a.num_heads);
  a.scale = 1 / std::sqrt(static_cast<double>(a.head_dim));
  a.bias = a.out_bias = json.boolean_or("attention_bias", false);
  return a;
}

std::vector<bool> read_layer_types(const JsonObject& json, std::int64_t count, std::string_view other) {
  constexpr std::string_view key = "layer_types", attention = "full_attention";
  const Json* list = json.find(key);
  if (!list || !list->is_array() || static_cast<std::int64_t>(list->size()) != count)
    json.fail(key, fmt::format("must be a list of `num_hidden_layers`, {}, kinds of layers", count));
  std::vector<bool> attends;
  for (const Json& kind : *list) {
    attends.push_back(kind == attention);
    if (!attends.back() && kind != other)
      json.fail(key, fmt::format("must hold `{}` and `{}`; layer {} is neither", other, attention,
                                 attends.size() - 1));
  }
  return attends;
}

void read_expert_counts(const JsonObject& json, layers::ExpertsConfig& e, std::string_view key,
                        std::int64_t missing, std::int64_t missing_chosen, std::string_view chosen_key) {
  e.experts = size_of_field(json, key, missing, kMaxExperts);
  e.chosen = size_of_field(json, chosen_key, missing_chosen, kMaxExperts);
  if (e.chosen > e.experts) json.fail(chosen_key, fmt::format("must be at most `{}`, {}", key, e.experts));
  // `out` has a row for each element that an expert gives.
  check_rows_of("the experts", e.experts * e.width(), json.where());
}

void read_expert_groups(const JsonObject& json, layers::ExpertsConfig& e, std::string_view experts_key,
                        std::string_view key) {
  e.groups = size_of_field(json, key, 1);
  e.best_groups = size_of_field(json, "topk_group", 1);
  const std::int64_t each = e.experts / e.groups;
  if (e.experts % e.groups != 0 || each < 2)
    json.fail(key, fmt::format("must divide `{}`, {}, into groups of 2 or more", experts_key, e.experts));
  if (e.best_groups > e.groups)
    json.fail("topk_group", fmt::format("must be at most `{}`, {}", key, e.groups));
  if (e.best_groups * each < e.chosen)
    json.fail("topk_group", fmt::format("must leave {} experts to choose from", e.chosen));
}

void show_experts(FieldsShown& out, const layers::ExpertsConfig& k, const char* key) {
  out.show(key, k.experts);
  out.show("num_experts_per_tok", k.chosen);
}

void show_layers(FieldsShown& out, const std::vector<bool>& attends) {
  std::vector<std::size_t> attention;
  for (std::size_t i = 0; i < attends.size(); ++i)
    if (attends[i]) attention.push_back(i);
  out.show("num_hidden_layers", attends.size());
  out.show("attention layers", fmt::format("[{}]", fmt::join(attention, ", ")));
}

void show_attention(FieldsShown& out, const layers::AttentionConfig& k) {
  out.show("num_attention_heads", k.num_heads);
  out.show("num_key_value_heads", k.num_kv_heads);
  out.show("head_dim", k.head_dim);
  out.show("attention_bias", k.bias);
}

layers::GatedDeltaNetConfig read_delta_net(const JsonObject& json,
                                           const layers::GatedDeltaNetConfig& missing) {
  layers::GatedDeltaNetConfig k = missing;
  k.num_key_heads = size_of_field(json, "linear_num_key_heads", missing.num_key_heads);
  k.num_value_heads = size_of_field(json, "linear_num_value_heads", missing.num_value_heads);
  if (k.num_value_heads % k.num_key_heads != 0)
    json.fail("linear_num_value_heads",
              fmt::format("must be a multiple of `linear_num_key_heads`, {}", k.num_key_heads));
  k.key_head_dim = size_of_field(json, "linear_key_head_dim", missing.key_head_dim);
  k.value_head_dim = size_of_field(json, "linear_value_head_dim", missing.value_head_dim);
  k.conv_kernel = size_of_field(json, "linear_conv_kernel_dim", missing.conv_kernel);
  check_rows_of("the projections of linear_attn", k.projected_size(), json.where());
  return k;
}

void show_delta_net(FieldsShown& out, const layers::GatedDeltaNetConfig& k) {
  out.show("linear_num_key_heads", k.num_key_heads);
  out.show("linear_num_value_heads", k.num_value_heads);
  out.show("linear_key_head_dim", k.key_head_dim);
  out.show("linear_value_head_dim", k.value_head_dim);
  out.show("linear_conv_kernel_dim", k.conv_kernel);
}

void show_mamba(FieldsShown& out, const layers::Mamba2MixerConfig& k) {
  out.show("mamba_n_heads", k.num_heads);
  out.show("mamba_d_head", k.head_dim);
  out.show("mamba_n_groups", k.n_groups);
  out.show("mamba_d_state", k.state_size);
  out.show("mamba_d_conv", k.conv_kernel);
  out.show("mamba_chunk_size", k.chunk_size);
  out.show("time_step_limit", time_step_limit_text(k));
  out.show("mamba_proj_bias", k.use_bias);
  out.show("mamba_conv_bias", k.use_conv_bias);
  out.show("projectors_bias", k.use_out_bias);
  out.show("mamba_rms_norm", k.mixer_norm);
  if (k.mixer_norm) out.show("mamba_norm_before_gate", k.norm_before_gate);
}

void refuse_keys(const JsonObject& json,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> keys) {
  for (const auto& [key, what] : keys)
    if (json.has(key)) json.fail(key, fmt::format("({}) is not supported", what));
}

}  // namespace constate::models
