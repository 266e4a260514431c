// Rotary embeddings as transformers' configurations describe them. The kinds: Su et al. 2021 (default),
// linear interpolation, Llama 3.1's, and YaRN (Peng et al. 2023, arXiv:2309.00071).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "models/families/config_reading.h"

namespace constate::models {
namespace {

double positive(const JsonObject& json, std::string_view key) {
  const double value = json.number(key);
  if (!(value > 0) || !std::isfinite(value)) json.fail(key, "must be a positive number");
  return value;
}

// Slow turns are divided by the factor, fast ones are not, and between them it is interpolated.
void scale_llama3(std::vector<double>& frequencies, const JsonObject& json, double trained) {
  const double factor = positive(json, "factor"), low = positive(json, "low_freq_factor"),
               high = positive(json, "high_freq_factor");
  if (!(low < high)) json.fail("low_freq_factor", "must be below `high_freq_factor`");
  for (double& f : frequencies) {
    const double turns = trained * f / (2 * std::numbers::pi);
    const double share = std::clamp((turns - low) / (high - low), 0.0, 1.0);
    f = (1 - share) * f / factor + share * f;
  }
}

// Section 3.2 of YaRN; the scale of 3.4. mscale is DeepSeek's addition to it.
void scale_yarn(layers::Rotary& out, std::int64_t dims, double theta, const JsonObject& json, double trained,
                double longest) {
  const double factor = json.has("factor") ? positive(json, "factor") : longest / trained;
  const auto mscale = [&](double m) { return factor <= 1 ? 1.0 : 0.1 * m * std::log(factor) + 1; };
  if (json.has("attention_factor"))
    out.scale = positive(json, "attention_factor");
  else if (json.number_or("mscale", 0) != 0 && json.number_or("mscale_all_dim", 0) != 0)
    out.scale = mscale(json.number("mscale")) / mscale(json.number("mscale_all_dim"));
  else
    out.scale = mscale(1);
  const auto dimension = [&](double turns) {
    return static_cast<double>(dims) * std::log(trained / (turns * 2 * std::numbers::pi)) /
           (2 * std::log(theta));
  };
  double low = dimension(json.has("beta_fast") ? positive(json, "beta_fast") : 32),
         high = dimension(json.has("beta_slow") ? positive(json, "beta_slow") : 1);
  if (json.boolean_or("truncate", true)) low = std::floor(low), high = std::ceil(high);
  low = std::max(low, 0.0);
  high = std::min(high, static_cast<double>(dims - 1));
  if (low == high) high += 0.001;
  for (std::size_t i = 0; i < out.frequencies.size(); ++i) {
    const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    out.frequencies[i] = out.frequencies[i] / factor * ramp + out.frequencies[i] * (1 - ramp);
  }
}

}  // namespace

layers::Rotary read_rotary(const JsonObject& json, std::int64_t head_dim, double theta, double partial) {
  const std::string_view key = json.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
  const Json none = Json::object();
  const JsonObject rope = json.has(key) ? json.object(key) : JsonObject(none, json.where());
  theta = rope.has("rope_theta") ? positive(rope, "rope_theta")
                                 : (json.has("rope_theta") ? positive(json, "rope_theta") : theta);
  const JsonObject& of_partial = rope.has("partial_rotary_factor") ? rope : json;
  partial = of_partial.number_or("partial_rotary_factor", partial);
  const auto dims = static_cast<std::int64_t>(static_cast<double>(head_dim) * partial);
  if (!(partial > 0 && partial <= 1) || dims < 2 || dims % 2 != 0)
    of_partial.fail(
        "partial_rotary_factor",
        fmt::format("must be a share of the {} elements of a head that is an even number of them", head_dim));
  layers::Rotary out{layers::rotary_frequencies(dims, theta)};
  const std::string kind = rope.string_or("rope_type", rope.string_or("type", "default"));
  const double longest = json.number_or("max_position_embeddings", 2048);
  const double trained = rope.has("original_max_position_embeddings")
                             ? positive(rope, "original_max_position_embeddings")
                             : longest;
  if (kind == "linear") {
    const double factor = positive(rope, "factor");
    for (double& f : out.frequencies) f /= factor;
  } else if (kind == "llama3") {
    scale_llama3(out.frequencies, rope, trained);
  } else if (kind == "yarn") {
    scale_yarn(out, dims, theta, rope, trained, longest);
  } else if (kind != "default") {
    rope.fail(rope.has("rope_type") ? "rope_type" : "type", "must be one of: default, linear, llama3, yarn");
  }
  return out;
}

void show_rotary(FieldsShown& out, const JsonObject& json) {
  for (const char* key : {"rope_parameters", "rope_scaling", "rope_theta", "partial_rotary_factor"})
    if (const Json* value = json.find(key)) out.show(key, value->dump());
}

}  // namespace constate::models
