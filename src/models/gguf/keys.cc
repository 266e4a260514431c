#include "models/gguf/keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace constate::models {

GgufKeys::GgufKeys(const Json& keys, std::string architecture, std::string where)
    : keys_(keys), architecture_(std::move(architecture)), where_(std::move(where)) {}

std::string GgufKeys::full(std::string_view name) const { return fmt::format("{}.{}", architecture_, name); }

const Json* GgufKeys::find(std::string_view name) {
  const auto it = keys_.find(*asked_.insert(full(name)).first);
  return it == keys_.end() ? nullptr : &*it;
}

const Json* GgufKeys::other(std::string_view full) const {
  const auto it = keys_.find(full);
  return it == keys_.end() ? nullptr : &*it;
}

void GgufKeys::fail(std::string_view name, std::string_view rule) const {
  const Json* value = other(full(name));
  throw FormatError(fmt::format("{}: key `{}`: {}{}", where_, full(name), rule,
                                value ? fmt::format("; got {}", excerpt(*value)) : ""));
}

std::int64_t GgufKeys::size(std::string_view name, std::int64_t most) {
  const std::optional<std::int64_t> value = size_if(name, most);
  if (!value) fail(name, "is missing");
  return *value;
}

std::optional<std::int64_t> GgufKeys::size_if(std::string_view name, std::int64_t most) {
  const Json* value = find(name);
  if (!value) return std::nullopt;
  if (!value->is_number_integer() || *value < 1 || *value > most)
    fail(name, fmt::format("must be an integer from 1 to {}", most));
  return value->get<std::int64_t>();
}

double GgufKeys::real(std::string_view name) {
  const Json* value = find(name);
  if (!value) fail(name, "is missing");
  if (!value->is_number()) fail(name, "must be a finite number");
  return value->get<double>();
}

double GgufKeys::real_or(std::string_view name, double missing) { return find(name) ? real(name) : missing; }

double GgufKeys::factor_or_1(std::string_view name) {
  const double value = real_or(name, 0);
  return value == 0 ? 1 : value;
}

std::int64_t GgufKeys::integer_or(std::string_view name, std::int64_t missing, std::int64_t most) {
  const Json* value = find(name);
  if (!value) return missing;
  if (!value->is_number_integer() || *value < 0 || *value > most)
    fail(name, fmt::format("must be an integer from 0 to {}", most));
  return value->get<std::int64_t>();
}

bool GgufKeys::boolean_or(std::string_view name, bool missing) {
  const Json* value = find(name);
  if (!value) return missing;
  if (!value->is_boolean()) fail(name, "must be true or false");
  return value->get<bool>();
}

std::optional<std::vector<bool>> GgufKeys::booleans_if(std::string_view name, std::int64_t count) {
  const Json* value = find(name);
  if (!value) return std::nullopt;
  const auto is_bool = [](const Json& v) { return v.is_boolean(); };
  if (!value->is_array() || std::ssize(*value) != count ||
      !std::all_of(value->begin(), value->end(), is_bool))
    fail(name, fmt::format("must be a list of `block_count`, {}, of true and false", count));
  return value->get<std::vector<bool>>();
}

std::vector<std::int64_t> GgufKeys::each(std::string_view name, std::int64_t count, std::int64_t most) {
  const Json* value = find(name);
  if (!value) fail(name, "is missing");
  const auto fits = [&](const Json& v) { return v.is_number_integer() && v >= 0 && v <= most; };
  if (fits(*value)) return std::vector(static_cast<std::size_t>(count), value->get<std::int64_t>());
  if (!value->is_array() || std::ssize(*value) != count || !std::all_of(value->begin(), value->end(), fits))
    fail(name, fmt::format("must be an integer from 0 to {}, or a list of `block_count`, {}, of them", most,
                           count));
  return value->get<std::vector<std::int64_t>>();
}

void GgufKeys::expect(std::string_view name, const Json& wanted) {
  const Json* value = find(name);
  if (value && *value != wanted) fail(name, fmt::format("must be {}", excerpt(wanted)));
}

void GgufKeys::pass_over(std::string_view name) { asked_.insert(full(name)); }

void GgufKeys::finish() const {
  for (const auto& [key, value] : keys_.items())
    if (key.starts_with(architecture_ + ".") && !asked_.contains(key))
      throw FormatError(fmt::format("{}: key `{}`: has no meaning for `{}` here; got {}", where_, key,
                                    architecture_, excerpt(value)));
}

}  // namespace constate::models
