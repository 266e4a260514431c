#include "serve/prompt_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "serve/api_error.h"

namespace constate::serve {
namespace {

std::int32_t id_of(const std::string& field, const Json& id) {
  if (!id.is_number_integer() || id.get<std::int64_t>() < 0 ||
      id.get<std::int64_t>() > std::numeric_limits<std::int32_t>::max())
    bad_field(field, "token ids are expected; got " + excerpt(id));
  return id.get<std::int32_t>();
}

PromptText prompt_of(const std::string& field, const Json& list, bool mixed) {
  const auto is_text = [](const Json& piece) { return piece.is_string(); };
  if (!mixed || std::none_of(list.begin(), list.end(), is_text)) {
    std::vector<std::int32_t> out;
    for (const Json& id : list) out.push_back(id_of(field, id));
    return out;
  }
  std::vector<PromptPiece> out;
  for (const Json& piece : list) {
    if (piece.is_string())
      out.emplace_back(piece.get<std::string>());
    else
      out.emplace_back(id_of(field, piece));
  }
  return out;
}

}  // namespace

std::vector<PromptText> read_prompt_texts(const std::string& field, const Json& given, std::int64_t most,
                                          bool mixed) {
  std::vector<PromptText> out;
  const bool is_list = given.is_array() && !given.empty();
  const auto is_number = [](const Json& one) { return one.is_number(); };
  const bool is_one =
      is_list && (mixed ? std::any_of(given.begin(), given.end(), is_number) : given[0].is_number());
  if (given.is_string()) {
    out.emplace_back(given.get<std::string>());
  } else if (is_one) {
    out.push_back(prompt_of(field, given, mixed));
  } else if (is_list) {
    for (const Json& one : given) {
      if (one.is_string())
        out.emplace_back(one.get<std::string>());
      else if (one.is_array())
        out.push_back(prompt_of(field, one, mixed));
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
  for (const PromptText& prompt : prompts) {
    if (const auto* ids = std::get_if<std::vector<std::int32_t>>(&prompt))
      for (const std::int32_t id : *ids) check_id(field, id, vocabulary);
    if (const auto* pieces = std::get_if<std::vector<PromptPiece>>(&prompt))
      for (const PromptPiece& piece : *pieces)
        if (const auto* id = std::get_if<std::int32_t>(&piece)) check_id(field, *id, vocabulary);
  }
}

void check_length(const std::string& field, std::span<const std::int32_t> ids, std::int64_t most,
                  std::int64_t least) {
  if (std::ssize(ids) > most)
    bad_field(field, fmt::format("at most {} tokens are expected; got {}", most, ids.size()));
  if (std::ssize(ids) < least) bad_field(field, "at least one token is expected");
}

}  // namespace constate::serve
