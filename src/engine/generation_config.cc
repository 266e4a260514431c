#include "engine/generation_config.h"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "base/error.h"
#include "base/json.h"

namespace constate::engine {
namespace {

// Settings of transformers that change the text, with the value that switches them off.
struct Unsupported {
  const char* key;
  double off;
};
constexpr std::array<Unsupported, 9> kUnsupported{{{"num_beams", 1},
                                                   {"num_beam_groups", 1},
                                                   {"no_repeat_ngram_size", 0},
                                                   {"encoder_repetition_penalty", 1},
                                                   {"typical_p", 1},
                                                   {"epsilon_cutoff", 0},
                                                   {"eta_cutoff", 0},
                                                   {"min_length", 0},
                                                   {"min_new_tokens", 0}}};

std::int32_t checked_id(const JsonObject& json, const Json& id) {
  if (!id.is_number_integer() || id < 0 || id > std::numeric_limits<std::int32_t>::max())
    json.fail("eos_token_id", "must be an id or a list of ids");
  return id.get<std::int32_t>();
}

// As config.json has them; ids below 0 stand for none there.
std::vector<std::int32_t> stop_ids_of(const models::SpecialTokens& tokens) {
  std::vector<std::int32_t> out;
  for (const std::int64_t id : tokens.eos)
    if (id >= 0 && id <= std::numeric_limits<std::int32_t>::max())
      out.push_back(static_cast<std::int32_t>(id));
  return out;
}

}  // namespace

GenerationConfig parse_generation_config(std::string_view text, const std::string& where,
                                         const models::SpecialTokens& from_config) {
  const Json value = parse_json(text, where);
  const JsonObject json(value, where);
  for (const Unsupported& u : kUnsupported)
    if (json.number_or(u.key, u.off) != u.off)
      json.fail(u.key, fmt::format("is only supported as {}", u.off));

  GenerationConfig config;
  config.stop_ids = stop_ids_of(from_config);
  if (const Json* eos = json.find("eos_token_id")) {
    config.stop_ids.clear();
    config.stop_ids_from = where;
    if (eos->is_array()) {
      for (const Json& id : *eos) config.stop_ids.push_back(checked_id(json, id));
    } else {
      config.stop_ids.push_back(checked_id(json, *eos));
    }
  }
  if (json.has("max_new_tokens")) {
    config.max_new_tokens = json.integer("max_new_tokens");
    if (*config.max_new_tokens < 0) json.fail("max_new_tokens", "must not be negative");
  }
  Sampling& s = config.sampling;
  s.repetition_penalty = json.number_or("repetition_penalty", 1);
  if (json.boolean_or("do_sample", false)) {
    s.temperature = json.number_or("temperature", 1);
    s.top_k = json.integer_or("top_k", 50);  // transformers' default when it samples
    s.top_p = json.number_or("top_p", 1);
    s.min_p = json.number_or("min_p", 0);
  }
  with_context(where, [&] { check_sampling(s); });
  return config;
}

}  // namespace constate::engine
