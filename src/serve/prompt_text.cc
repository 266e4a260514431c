#include "serve/prompt_text.h"

#include <fmt/format.h>

#include <limits>

#include "serve/api_error.h"

namespace constate::serve {
namespace {

std::vector<std::int32_t> ids_of(const std::string& field, const Json& list) {
  std::vector<std::int32_t> out;
  for (const Json& id : list) {
    if (!id.is_number_integer() || id.get<std::int64_t>() < 0 ||
        id.get<std::int64_t>() > std::numeric_limits<std::int32_t>::max())
      bad_field(field, "token ids are expected; got " + excerpt(id));
    out.push_back(id.get<std::int32_t>());
  }
  return out;
}

}  // namespace

std::vector<PromptText> read_prompt_texts(const std::string& field, const Json& given, std::int64_t most) {
  std::vector<PromptText> out;
  const bool is_list = given.is_array() && !given.empty();
  if (given.is_string()) {
    out.emplace_back(given.get<std::string>());
  } else if (is_list && given[0].is_number()) {
    out.emplace_back(ids_of(field, given));
  } else if (is_list) {
    for (const Json& one : given) {
      if (one.is_string())
        out.emplace_back(one.get<std::string>());
      else if (one.is_array())
        out.emplace_back(ids_of(field, one));
      else
        bad_field(field, "texts or lists of token ids are expected; got " + excerpt(one));
    }
  } else {
    bad_field(field, "a text, a list of token ids, or a list of these is expected; got " + excerpt(given));
  }
  if (std::ssize(out) > most)
    bad_field(field, fmt::format("at most {} prompts are expected; got {}", most, out.size()));
  return out;
}

void check_id(const std::string& field, std::int32_t id, std::int64_t vocabulary) {
  if (id >= vocabulary)
    bad_field(field, fmt::format("ids between 0 and {} are expected; got {}", vocabulary - 1, id));
}

void check_ids(const std::string& field, std::span<const PromptText> prompts, std::int64_t vocabulary) {
  for (const PromptText& prompt : prompts)
    if (const auto* ids = std::get_if<std::vector<std::int32_t>>(&prompt))
      for (const std::int32_t id : *ids) check_id(field, id, vocabulary);
}

void check_length(const std::string& field, std::span<const std::int32_t> ids, std::int64_t most,
                  std::int64_t least) {
  if (std::ssize(ids) > most)
    bad_field(field, fmt::format("at most {} tokens are expected; got {}", most, ids.size()));
  if (std::ssize(ids) < least) bad_field(field, "at least one token is expected");
}

}  // namespace constate::serve
