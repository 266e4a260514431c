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
constexpr std::size_t kMaxShown = 80;  // bytes of a value in a message

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

[[noreturn]] void refuse_duplicate(std::string_view text, std::string_view where) {
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
      throw FormatError(
          fmt::format("{}: key `{}` stands twice in one object", where, value.get<std::string>()));
    return true;
  };
  [[maybe_unused]] const Json again = Json::parse(text, watch);
  throw Error(Code::kInternal, fmt::format("{}: a key stands twice, but not when read again", where));
}

Json parse_strictly(std::string_view text, std::string_view where) {
  // An object with fewer members than it was given keys has one twice. Counting them is half the time of
  // keeping them: a vocabulary is one object of 50,000 keys.
  std::vector<std::size_t> keys;  // of the objects that are open
  bool twice = false;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kMaxDepth)
      throw FormatError(fmt::format("{}: nested more than {} levels deep", where, kMaxDepth));
    if (event == Json::parse_event_t::object_start) keys.push_back(0);
    if (event == Json::parse_event_t::key) ++keys.back();
    if (event == Json::parse_event_t::object_end) {
      twice |= value.size() != keys.back();
      keys.pop_back();
    }
    return true;
  };
  Json out = Json::parse(text, watch);
  if (twice) refuse_duplicate(text, where);
  return out;
}

}  // namespace

Json parse_json(std::string_view text, std::string_view where) {
  // No JSON holds this byte; the parser would take it for the end of the text.
  if (const std::size_t nul = text.find('\0'); nul != text.npos)
    throw FormatError(fmt::format("{}: not JSON: byte {} is NUL", where, nul));
  try {
    // Only where a bare word may stand is the text copied: tokenizer files are megabytes long.
    const bool plain = text.find("Infinity") == text.npos && text.find("NaN") == text.npos;
    return plain ? parse_strictly(text, where) : parse_strictly(quote_bare_floats(text), where);
  } catch (const Json::exception& e) {
    std::string why = e.what();
    if (const auto at = why.find("] "); at != why.npos)
      why.erase(0, at + 2);  // the library's own error number
    throw FormatError(fmt::format("{}: not JSON: {}", where, why));
  }
}

std::string excerpt(const Json& json) {
  std::string out = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (out.size() <= kMaxShown) return out;
  std::size_t end = kMaxShown - 3;
  while ((static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // inside a character
  return out.substr(0, end) + "...";
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
  throw FormatError(
      fmt::format("{}: `{}` {}; got {}", where_, key, rule, found ? excerpt(*found) : "nothing"));
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
