// What the readers of families' config.json share. Internal to models.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "models/language_model.h"
#include "models/layers/attention.h"
#include "models/layers/experts.h"
#include "models/layers/gated_delta_net.h"
#include "models/layers/mamba2_mixer.h"
#include "models/layers/rotary.h"

namespace constate::models {

// Far beyond any model, far below what overflows a product of three of them.
inline constexpr std::int64_t kMaxSize = 1 << 20;
inline constexpr std::int64_t kMaxLayers = 4096, kMaxExperts = 4096;

// Facts::configuration, under the file's names.
struct FieldsShown {
  std::vector<std::pair<std::string, std::string>> fields;

  void show(std::string key, const auto& value) {
    fields.emplace_back(std::move(key), fmt::format("{}", value));
  }
};

// A file's object with these for the keys that it leaves out.
Json with_missing(Json json, std::initializer_list<std::pair<const char*, std::int64_t>> values);

// From 1 to `most`, or FormatError.
std::int64_t size_of_field(const JsonObject& json, std::string_view key, std::int64_t missing,
                           std::int64_t most = kMaxSize);
// Each size is bounded by itself, but some multiply: throws FormatError where a matrix has too many rows.
void check_rows_of(const std::string& matrix, std::int64_t rows, const std::string& where);
// The other name of a key, where the file has it.
const char* either(const JsonObject& json, const char* key, const char* other);
// A finite number, or FormatError.
double factor_of_field(const JsonObject& json, std::string_view key, double missing);
// So many of them; all 1 where the key is left out or null.
std::vector<double> factors_of_field(const JsonObject& json, std::string_view key, std::size_t count);
// In [0, 1).
double epsilon_of_field(const JsonObject& json, std::string_view key, double missing);
// The name of an activation that is known here.
std::string activation_of_field(const JsonObject& json, std::string_view key, const std::string& missing);

// bos_token_id, pad_token_id, eos_token_id. Left out means what `missing` has, null means none.
SpecialTokens special_tokens(const Json& value, const JsonObject& json, const SpecialTokens& missing);
void show_tokens(FieldsShown& out, const SpecialTokens& tokens);

// Two numbers into time_step_min and time_step_max; 0 and infinity where `key` is left out.
void read_time_step_limit(const JsonObject& json, std::string_view key, layers::Mamba2MixerConfig& config);
std::string time_step_limit_text(const layers::Mamba2MixerConfig& config);

// How rotary embeddings are described: `rope_parameters` of transformers 5, or `rope_theta` and
// `rope_scaling` before that; `partial` is the share of a head that is turned where neither says it.
layers::Rotary read_rotary(const JsonObject& json, std::int64_t head_dim, double theta, double partial = 1);

// The keys that hybrids share: mamba_n_heads, mamba_d_head, ... for a mixer of `inner` channels. What
// families have under other names, its epsilon, activation and norms, is left to them.
layers::Mamba2MixerConfig read_mamba(const JsonObject& json, std::int64_t hidden_size, std::int64_t inner);
// num_attention_heads, num_key_value_heads, head_dim, attention_bias. Where the second is left out or null,
// `key_heads` are meant, or as many as there are heads. The scale is 1 / √head_dim; rotary embeddings are
// left to the family.
layers::AttentionConfig read_attention(const JsonObject& json, std::int64_t hidden_size,
                                       std::optional<std::int64_t> key_heads);
void show_attention(FieldsShown& out, const layers::AttentionConfig& config);
// linear_num_key_heads, linear_key_head_dim, ...; what is left out is as `missing` has it.
layers::GatedDeltaNetConfig read_delta_net(const JsonObject& json,
                                           const layers::GatedDeltaNetConfig& missing);
void show_delta_net(FieldsShown& out, const layers::GatedDeltaNetConfig& config);

// `layer_types`, a list of `full_attention` and `other`, one for each layer: whether it is attention.
std::vector<bool> read_layer_types(const JsonObject& json, std::int64_t count, std::string_view other);
// How many layers there are, and which of them are attention.
void show_layers(FieldsShown& out, const std::vector<bool>& attends);

// Into `experts` and `chosen`: the number under `key`, and of them so many for a token.
void read_expert_counts(const JsonObject& json, layers::ExpertsConfig& config, std::string_view key,
                        std::int64_t missing, std::int64_t missing_chosen,
                        std::string_view chosen_key = "num_experts_per_tok");
// Into `groups` and `best_groups`: the number under `key`, of the experts under `experts_key`, and
// topk_group.
void read_expert_groups(const JsonObject& json, layers::ExpertsConfig& config, std::string_view experts_key,
                        std::string_view key);
// `key` is what the family calls their number.
void show_experts(FieldsShown& out, const layers::ExpertsConfig& config, const char* key);

// The keys that it was read from, where they are there.
void show_rotary(FieldsShown& out, const JsonObject& json);
// Under the names that hybrids have for them: "mamba_n_heads", ...
void show_mamba(FieldsShown& out, const layers::Mamba2MixerConfig& config);

// Throws FormatError for each of these keys that is there and is not null: what it asks for is not computed.
void refuse_keys(const JsonObject& json,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> keys);

}  // namespace constate::models
