#include "base/json.h"

#include <fmt/format.h>

#include <cctype>
#include <limits>
#include <set>
#include <vector>

#include "base/error.h"

namespace constate {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::string_view kFloatKey = "__float__";

// Replaces the bare words outside of strings. Anything else is left for the parser to judge.
std::string quote_bare_floats(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (in_string) {
      const std::size_t n = c == '\\' && i + 1 < text.size() ? 2 : 1;
      in_string = c != '"';
      out.append(text.substr(i, n));
      i += n;
      continue;
    }
    std::string_view word;
    for (std::string_view w : {"-Infinity", "Infinity", "NaN"})
      if (word.empty() && text.substr(i).starts_with(w)) word = w;
    if (!word.empty()) {
      out += fmt::format("{{\"{}\":\"{}\"}}", kFloatKey, word);
      i += word.size();
      continue;
    }
    in_string = c == '"';
    out += c;
    ++i;
  }
  return out;
}

}  // namespace

Json parse_json(std::string_view text, std::string_view where) {
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kMaxDepth)
      throw FormatError(fmt::format("{}: nested more than {} levels deep", where, kMaxDepth));
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
      throw FormatError(
          fmt::format("{}: key `{}` stands twice in one object", where, value.get<std::string>()));
    return true;
  };
  try {
    // Only where a bare word may stand is the text copied: tokenizer files are megabytes long.
    const bool plain = text.find("Infinity") == text.npos && text.find("NaN") == text.npos;
    return plain ? Json::parse(text, watch) : Json::parse(quote_bare_floats(text), watch);
  } catch (const Json::exception& e) {
    std::string why = e.what();
    if (const auto at = why.find("] "); at != why.npos)
      why.erase(0, at + 2);  // the library's own error number
    throw FormatError(fmt::format("{}: not JSON: {}", where, why));
  }
}

std::optional<double> as_number(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (!json.is_object() || json.size() != 1 || !json.contains(kFloatKey)) return std::nullopt;
  const Json& word = json.at(std::string(kFloatKey));
  if (word == "Infinity") return std::numeric_limits<double>::infinity();
  if (word == "-Infinity") return -std::numeric_limits<double>::infinity();
  if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

JsonObject::JsonObject(const Json& json, std::string where) : json_(&json), where_(std::move(where)) {
  if (!json.is_object())
    throw FormatError(fmt::format("{}: a JSON object is expected; got {}", where_, json.type_name()));
}

const Json* JsonObject::find(std::string_view key) const {
  const auto it = json_->find(key);
  return it == json_->end() || it->is_null() ? nullptr : &*it;
}

bool JsonObject::has(std::string_view key) const { return find(key) != nullptr; }

const Json& JsonObject::need(std::string_view key) const {
  if (const Json* found = find(key)) return *found;
  throw FormatError(fmt::format("{}: `{}` is missing", where_, key));
}

void JsonObject::fail(std::string_view key, std::string_view rule) const {
  const Json* found = find(key);
  std::string got = found ? found->dump(-1, ' ', false, Json::error_handler_t::replace) : "nothing";
  if (got.size() > 80) got = got.substr(0, 77) + "...";
  throw FormatError(fmt::format("{}: `{}` {}; got {}", where_, key, rule, got));
}

std::int64_t JsonObject::integer(std::string_view key) const {
  const Json& value = need(key);
  if (!value.is_number_integer() ||
      (value.is_number_unsigned() &&
       value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}))
    fail(key, "must be an integer");
  return value.get<std::int64_t>();
}

double JsonObject::number(std::string_view key) const {
  const std::optional<double> value = as_number(need(key));
  if (!value) fail(key, "must be a number");
  return *value;
}

bool JsonObject::boolean(std::string_view key) const {
  if (!need(key).is_boolean()) fail(key, "must be true or false");
  return need(key).get<bool>();
}

std::string JsonObject::string(std::string_view key) const {
  if (!need(key).is_string()) fail(key, "must be a string");
  return need(key).get<std::string>();
}

JsonObject JsonObject::object(std::string_view key) const {
  if (!need(key).is_object()) fail(key, "must be an object");
  return JsonObject(need(key), fmt::format("{}: {}", where_, key));
}

std::int64_t JsonObject::integer_or(std::string_view key, std::int64_t missing) const {
  return has(key) ? integer(key) : missing;
}
double JsonObject::number_or(std::string_view key, double missing) const {
  return has(key) ? number(key) : missing;
}
bool JsonObject::boolean_or(std::string_view key, bool missing) const {
  return has(key) ? boolean(key) : missing;
}
std::string JsonObject::string_or(std::string_view key, std::string missing) const {
  return has(key) ? string(key) : missing;
}

}  // namespace constate
