#include "models/gguf/keys.h"

#include <fmt/format.h>

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
