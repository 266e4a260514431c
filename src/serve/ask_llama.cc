// llama.cpp's `/completion`: its names, and what of it is not done here.
#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "serve/api_error.h"
#include "serve/ask_fields.h"

namespace constate::serve {
namespace {

void add_bias(const Json& token, const Json& value, Ask& ask) {
  // `false`: never.
  const float bias = value == Json(false) ? static_cast<float>(-kMostBias) : bias_of(value);
  if (token.is_number_unsigned() && token.get<std::uint64_t>() <= std::numeric_limits<std::int32_t>::max())
    ask.logit_bias.emplace_back(token.get<std::int32_t>(), bias);
  else if (token.is_string())
    ask.llama->text_bias.emplace_back(token.get<std::string>(), bias);
  else
    bad_field("logit_bias", "token ids or texts are expected; got " + excerpt(token));
}

// A list of [id or text, number or false], or an object of these.
void read_llama_bias(Fields& fields, Ask& ask) {
  const Json* bias = fields.take("logit_bias");
  if (!bias) return;
  if (bias->is_object()) {
    for (const auto& [key, value] : bias->items()) {
      std::int32_t id = 0;
      const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
      const bool is_id = error == std::errc() && end == key.data() + key.size() && id >= 0;
      add_bias(is_id ? Json(static_cast<std::uint32_t>(id)) : Json(key), value, ask);
    }
    return;
  }
  const std::string rule =
      "a list of [id or text, number or false], or an object of these, is expected; got ";
  if (!bias->is_array()) bad_field("logit_bias", rule + excerpt(*bias));
  for (const Json& pair : *bias) {
    if (!pair.is_array() || pair.size() != 2) bad_field("logit_bias", rule + excerpt(pair));
    add_bias(pair[0], pair[1], ask);
  }
}

// What llama.cpp does and this server does not, with the values that ask for nothing.
void refuse_others(Fields& fields) {
  fields.refuse("id_slot", {-1}, "rows are given by the server; a `session` or a `state` is gone on from");
  fields.refuse("repeat_last_n", {-1}, "the penalty counts the whole text");
  // A client of OpenAI's whose base URL lacks `/v1`.
  fields.refuse("max_tokens", {}, "here it is `n_predict`; OpenAI's completions are at /v1/completions");
  const std::vector<std::pair<const char*, std::vector<Json>>> others = {
      {"n", {1}},
      {"n_cmpl", {1}},
      {"n_keep", {0}},
      {"n_discard", {0}},
      {"n_indent", {0}},
      {"min_keep", {0}},
      {"typical_p", {1}},
      {"top_n_sigma", {-1}},
      {"dynatemp_range", {0}},
      {"dynatemp_exponent", {1}},
      {"xtc_probability", {0}},
      {"xtc_threshold", {0.1}},
      {"dry_multiplier", {0}},
      {"dry_base", {1.75}},
      {"dry_allowed_length", {2}},
      {"dry_penalty_last_n", {-1}},
      {"dry_sequence_breakers", {}},
      {"mirostat", {0}},
      {"mirostat_tau", {5}},
      {"mirostat_eta", {0.1}},
      {"grammar", {""}},
      {"json_schema", {}},
      {"samplers", {}},
      {"t_max_predict_ms", {-1, 0}},
      {"timings_per_token", {false}},
      {"return_progress", {false}},
      {"post_sampling_probs", {false}},
      {"response_fields", {Json::array()}},
      {"image_data", {Json::array()}},
      {"lora", {Json::array()}},
  };
  for (const auto& [name, nothing] : others) fields.refuse(name, nothing);
}

}  // namespace

Ask read_llama(const Json& body, const AskLimits& limits, const engine::GenerationConfig& config) {
  Fields fields(body);
  Ask ask;
  ask.llama.emplace();
  ask.model = fields.text("model", 1024).value_or("");
  read_sampling(fields, config, "repeat_penalty", ask);
  if (ask.sampling.seed == std::numeric_limits<std::uint64_t>::max()) ask.has_seed = false;  // -1: any
  read_llama_bias(fields, ask);
  read_stops(fields, limits, config, ask);
  ask.stream = fields.boolean("stream").value_or(false);
  read_cache(fields, ask);
  ask.seconds = fields.number("timeout", 0.001, limits.seconds).value_or(limits.seconds);
  read_prompts(fields, limits, ask);
  ask.max_tokens = fields.integer("n_predict", -1, limits.tokens).value_or(-1);
  if (ask.max_tokens < 0) ask.max_tokens = limits.tokens;
  const auto top = fields.integer("n_probs", 0, engine::kMostTop);
  if (top && *top > 0) ask.top_logprobs = top;
  ask.llama->return_tokens = fields.boolean("return_tokens").value_or(false);
  refuse_others(fields);
  fields.finish();
  return ask;
}

}  // namespace constate::serve
