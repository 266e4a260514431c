#include "programs/signature.h"

#include <fmt/format.h>

#include <algorithm>

namespace constate::programs {
namespace {

template <class T>
std::optional<std::size_t> place_of(const std::vector<T>& list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const T& one) { return one.name == name; });
  if (found == list.end()) return std::nullopt;
  return static_cast<std::size_t>(found - list.begin());
}

}  // namespace

std::optional<std::size_t> Signature::argument(std::string_view name) const {
  return place_of(arguments, name);
}
std::optional<std::size_t> Signature::result(std::string_view name) const { return place_of(results, name); }

std::string weight_argument(std::string_view field) { return fmt::format("{}{}", kWeightPrefix, field); }
std::string weight_argument(std::string_view field, std::size_t part) {
  return fmt::format("{}{}.rows{}", kWeightPrefix, field, part);
}
std::string state_argument(std::string_view field) { return fmt::format("{}{}", kStatePrefix, field); }

}  // namespace constate::programs
