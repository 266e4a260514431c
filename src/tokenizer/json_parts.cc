#include "tokenizer/json_parts.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/utf8.h"

namespace constate::tokenizer {
namespace {

// Bounds on what a text can cost: each step reads the text, and may add to it.
constexpr std::size_t kMaxSteps = 16;
constexpr std::size_t kMaxDepth = 4;  // of sequences in sequences
constexpr std::size_t kMaxContent = 512;

void add_steps(const JsonObject& object, std::string_view members, std::size_t depth,
               std::vector<JsonObject>& out) {
  if (type_of(object) != "Sequence") {
    out.push_back(object);
    return;
  }
  if (depth == kMaxDepth)
    throw FormatError(fmt::format("{}: a Sequence is in at most {} others", object.where(), kMaxDepth));
  const Json& list = array(object, members);
  const auto check = [&](std::size_t size) {
    if (size > kMaxSteps)
      throw FormatError(
          fmt::format("{}: `{}` has at most {} members; got {}", object.where(), members, kMaxSteps, size));
  };
  check(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    add_steps(JsonObject(list[i], fmt::format("{}: {}[{}]", object.where(), members, i)), members, depth + 1,
              out);
    check(out.size());
  }
}

}  // namespace

void refuse(const JsonObject& object, std::string_view key, std::string_view rule, std::string hint) {
  try {
    object.fail(key, rule);
  } catch (const Error& e) {
    throw FormatError(e.what(), std::move(hint));
  }
}

std::int64_t token_id(const Json& value, const std::string& where) {
  if (!value.is_number_integer() || value < 0 || value > kMaxId)
    throw FormatError(fmt::format("{} is an integer from 0 to {}; got {}", where, kMaxId, excerpt(value)));
  return value.get<std::int64_t>();
}

const Json& array(const JsonObject& object, std::string_view key) {
  const Json* value = object.find(key);
  if (!value) throw FormatError(fmt::format("{}: `{}` is missing", object.where(), key));
  if (!value->is_array()) object.fail(key, "must be an array");
  return *value;
}

std::string character(const JsonObject& object, std::string_view key) {
  std::string text = object.string(key);
  if (text.empty() || first_char(text).size != text.size()) refuse(object, key, "must be one character");
  return text;
}

std::size_t count(const JsonObject& object, std::string_view key, std::int64_t most) {
  const std::int64_t value = object.integer(key);
  if (value < 0 || value > most) refuse(object, key, fmt::format("must be from 0 to {}", most));
  return static_cast<std::size_t>(value);
}

std::string short_string(const JsonObject& object, std::string_view key) {
  std::string text = object.string(key);
  if (text.size() > kMaxContent) refuse(object, key, fmt::format("has at most {} bytes", kMaxContent));
  return text;
}

std::vector<JsonObject> steps(const JsonObject& object, std::string_view members) {
  std::vector<JsonObject> out;
  add_steps(object, members, 0, out);
  return out;
}

TextPattern pattern_of(const JsonObject& object) {
  const JsonObject pattern = object.object("pattern");
  const bool regex = pattern.has("Regex");
  if (regex == pattern.has("String")) refuse(object, "pattern", "must have one of `String` and `Regex`");
  if (!regex) {
    std::string text = short_string(pattern, "String");
    if (text.empty()) refuse(pattern, "String", "must not be empty");
    return TextPattern::literal(std::move(text));
  }
  return with_context(pattern.where(), [&] { return TextPattern::regex(pattern.string("Regex")); });
}

}  // namespace constate::tokenizer
