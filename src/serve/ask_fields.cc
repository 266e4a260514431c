#include "serve/ask_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "serve/api_error.h"

namespace constate::serve {
namespace {

constexpr std::size_t kMostName = 64;

}  // namespace

void read_sampling(Fields& fields, const engine::GenerationConfig& config, const char* repetition_penalty,
                   Ask& ask) {
  // The checkpoint's own settings where it draws, else those that OpenAI's API has.
  engine::Sampling& s = ask.sampling;
  s = config.sampling;
  if (s.temperature == 0) s.temperature = 1;
  s.temperature = fields.number("temperature", 0, 100).value_or(s.temperature);
  s.top_p = fields.number("top_p", 0, 1).value_or(s.top_p);
  s.top_k = fields.integer("top_k", -1, std::numeric_limits<std::int32_t>::max()).value_or(s.top_k);
  if (s.top_k < 0) s.top_k = 0;
  if (s.top_p == 0) s.top_k = 1, s.top_p = 1;  // only the likeliest token is left
  s.min_p = fields.number("min_p", 0, 1).value_or(s.min_p);
  s.repetition_penalty = fields.number(repetition_penalty, 1e-3, 100).value_or(s.repetition_penalty);
  const auto seed = fields.integer("seed", std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max());
  ask.has_seed = seed.has_value();
  s.seed = static_cast<std::uint64_t>(seed.value_or(0));
  ask.presence_penalty = fields.number("presence_penalty", -2, 2).value_or(0);
  ask.frequency_penalty = fields.number("frequency_penalty", -2, 2).value_or(0);
}

float bias_of(const Json& value) {
  if (!value.is_number() || !(std::abs(value.get<double>()) <= kMostBias))
    bad_field("logit_bias", "numbers between -100 and 100 are expected; got " + excerpt(value));
  return value.get<float>();
}

void read_bias(Fields& fields, Ask& ask) {
  const Json* bias = fields.take("logit_bias");
  if (!bias) return;
  if (!bias->is_object())
    bad_field("logit_bias", "an object of token ids is expected; got " + excerpt(*bias));
  for (const auto& [key, value] : bias->items()) {
    std::int32_t id = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc() || end != key.data() + key.size() || id < 0 || std::to_string(id) != key)
      bad_field("logit_bias", fmt::format("token ids are expected; got `{}`", key.substr(0, 40)));
    ask.logit_bias.emplace_back(id, bias_of(value));
  }
}

void read_stops(Fields& fields, const AskLimits& limits, const engine::GenerationConfig& config, Ask& ask) {
  ask.stop = fields.texts("stop", limits.stops, limits.stop_bytes);
  if (!fields.boolean("ignore_eos").value_or(false)) ask.stop_ids = config.stop_ids;
  const Json* ids = fields.take("stop_token_ids");
  if (!ids) return;
  if (!ids->is_array() || ids->size() > limits.stops)
    bad_field("stop_token_ids", fmt::format("a list of at most {} ids is expected", limits.stops));
  for (const Json& id : *ids) {
    if (!id.is_number_unsigned() || id.get<std::uint64_t>() > std::numeric_limits<std::int32_t>::max())
      bad_field("stop_token_ids", "token ids are expected; got " + excerpt(id));
    ask.stop_ids.push_back(id.get<std::int32_t>());
  }
}

void read_stream(Fields& fields, Ask& ask) {
  ask.stream = fields.boolean("stream").value_or(false);
  const Json* options = fields.take("stream_options");
  if (!options) return;
  if (!ask.stream) bad_field("stream_options", "has no effect without `stream`");
  Fields inner(*options, "stream_options.");
  ask.include_usage = inner.boolean("include_usage").value_or(false);
  inner.refuse("include_obfuscation", {false});
  inner.finish();
}

void read_cache(Fields& fields, Ask& ask) {
  ask.reads_cache = fields.boolean("cache_prompt").value_or(true);
  if (const Json* points = fields.take("cache_points")) {
    if (!points->is_array() || points->size() > 64)
      bad_field("cache_points", "a list of at most 64 numbers of tokens is expected");
    for (const Json& point : *points) {
      if (!point.is_number_unsigned() || point.get<std::uint64_t>() > std::uint64_t{1} << 40)
        bad_field("cache_points", "numbers of tokens are expected; got " + excerpt(point));
      ask.cache_points.push_back(point.get<std::int64_t>());
    }
    std::sort(ask.cache_points.begin(), ask.cache_points.end());
  }
  const auto name = [&](const char* field, std::string& out) {
    if (const auto text = fields.text(field, kMostName)) check_name(field, out = *text);
  };
  name("session", ask.session);
  name("state", ask.state);
  name("save_state", ask.save_state);
  ask.fork = fields.boolean("fork").value_or(false);
  if (!ask.session.empty() && !ask.state.empty()) bad_field("state", "excludes `session`");
  if (ask.fork && ask.session.empty() && ask.state.empty())
    bad_field("fork", "has no effect without `session` or `state`");
}

void read_prompts(Fields& fields, const AskLimits& limits, Ask& ask) {
  const Json* prompt = fields.take("prompt");
  const bool goes_on = !ask.session.empty() || !ask.state.empty();
  if (!prompt) {
    if (!goes_on) bad_field("prompt", "is needed");
    ask.prompts.emplace_back(std::vector<std::int32_t>());
    return;
  }
  ask.prompts = read_prompt_texts("prompt", *prompt, limits.prompts, ask.llama.has_value());
  if (ask.prompts.size() > 1 && (goes_on || !ask.save_state.empty()))
    bad_field("prompt", "one prompt is expected where a state is gone on from or kept");
}

void check_name(const std::string& field, const std::string& name) {
  const auto is_sane = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  if (name.empty() || name.size() > kMostName || name[0] == '.' ||
      !std::all_of(name.begin(), name.end(), is_sane))
    bad_field(field,
              "a name of 1 to 64 letters, digits, `.`, `_` and `-` is expected, not beginning with `.`");
}

}  // namespace constate::serve
