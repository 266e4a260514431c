#include "serve/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "serve/api_error.h"

namespace constate::serve {

Fields::Fields(const Json& json, std::string path) : json_(json), path_(std::move(path)) {
  if (json.is_object()) return;
  const std::string field = path_.empty() ? "" : path_.substr(0, path_.size() - 1);
  if (field.empty())
    throw ApiError(400, "invalid_request_error", "the body is a JSON object; got " + excerpt(json));
  bad_field(field, "an object is expected; got " + excerpt(json));
}

const Json* Fields::take(const char* name) {
  taken_.insert(name);
  const auto it = json_.find(name);
  return it == json_.end() || it->is_null() ? nullptr : &*it;
}

std::optional<std::int64_t> Fields::integer(const char* name, std::int64_t least, std::int64_t most) {
  const Json* value = take(name);
  if (!value) return std::nullopt;
  const std::string rule =
      fmt::format("an integer between {} and {} is expected; got {}", least, most, excerpt(*value));
  if (value->is_number_unsigned()) {
    if (value->get<std::uint64_t>() > static_cast<std::uint64_t>(std::max<std::int64_t>(most, 0)))
      bad_field(path_of(name), rule);
  } else if (value->is_number_float()) {
    // 16.0, which some clients write.
    const double d = value->get<double>();
    if (d != std::floor(d) || std::abs(d) > 9e15) bad_field(path_of(name), rule);
    const auto i = static_cast<std::int64_t>(d);
    if (i < least || i > most) bad_field(path_of(name), rule);
    return i;
  } else if (!value->is_number_integer()) {
    bad_field(path_of(name), rule);
  }
  const auto i = value->get<std::int64_t>();
  if (i < least || i > most) bad_field(path_of(name), rule);
  return i;
}

std::optional<double> Fields::number(const char* name, double least, double most) {
  const Json* value = take(name);
  if (!value) return std::nullopt;
  const bool is_number = value->is_number();
  const double d = is_number ? value->get<double>() : 0;
  if (!is_number || !(d >= least && d <= most))
    bad_field(path_of(name),
              fmt::format("a number between {} and {} is expected; got {}", least, most, excerpt(*value)));
  return d;
}

std::optional<bool> Fields::boolean(const char* name) {
  const Json* value = take(name);
  if (!value) return std::nullopt;
  if (!value->is_boolean()) bad_field(path_of(name), "true or false is expected; got " + excerpt(*value));
  return value->get<bool>();
}

std::optional<std::string> Fields::text(const char* name, std::size_t most_bytes) {
  const Json* value = take(name);
  if (!value) return std::nullopt;
  if (!value->is_string()) bad_field(path_of(name), "a text is expected; got " + excerpt(*value));
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > most_bytes)
    bad_field(path_of(name), fmt::format("at most {} bytes are expected; got {}", most_bytes, text.size()));
  return text;
}

std::vector<std::string> Fields::texts(const char* name, std::size_t most, std::size_t most_bytes) {
  const Json* value = take(name);
  if (!value) return {};
  const std::string rule = fmt::format(
      "a text, or a list of at most {} texts, of 1 to {} bytes each is "
      "expected; got {}",
      most, most_bytes, excerpt(*value));
  std::vector<std::string> out;
  const auto add = [&](const Json& text) {
    if (!text.is_string()) bad_field(path_of(name), rule);
    out.push_back(text.get<std::string>());
    if (out.back().empty() || out.back().size() > most_bytes || out.size() > most)
      bad_field(path_of(name), rule);
  };
  if (value->is_array())
    for (const Json& text : *value) add(text);
  else
    add(*value);
  return out;
}

void Fields::refuse(const char* name, const std::vector<Json>& asks_for_nothing, const std::string& instead) {
  const Json* value = take(name);
  if (!value || std::find(asks_for_nothing.begin(), asks_for_nothing.end(), *value) != asks_for_nothing.end())
    return;
  bad_field(path_of(name),
            "is not done by this server; got " + excerpt(*value) + (instead.empty() ? "" : "; " + instead));
}

void Fields::finish() const {
  for (const auto& [name, value] : json_.items())
    if (!taken_.contains(name))
      bad_field((path_ + name).substr(0, 200), "is no field that this server knows");
}

}  // namespace constate::serve
