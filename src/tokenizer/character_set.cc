#include "tokenizer/character_set.h"

#include <fmt/format.h>

#include <algorithm>

#include "tokenizer/property.h"

namespace constate::tokenizer {
namespace {

constexpr std::string_view kAny = R"((?s:.))";

std::string one_of(std::string_view members) { return fmt::format("[{}]", members); }
std::string none_of(std::string_view members) { return fmt::format("[^{}]", members); }

}  // namespace

bool CharacterSet::add_property(std::string_view name, bool negated) {
  const std::span<const Property> table = property_table();
  const auto it = std::find_if(table.begin(), table.end(), [&](const Property& p) { return p.name == name; });
  if (it == table.end()) return false;
  const std::string all = std::string(it->base) + std::string(it->added);
  if (!negated && it->removed.empty()) {
    add_members(all);
  } else if (!negated) {
    add_set(fmt::format("(?!{}){}", one_of(it->removed), one_of(all)));
  } else {
    add_set(none_of(all));
    if (!it->removed.empty()) add_members(it->removed);
  }
  return true;
}

std::string CharacterSet::text(bool negated) const {
  if (others_.empty() && members_.empty()) return std::string(negated ? kAny : "(?!)");
  if (others_.empty()) return negated ? none_of(members_) : one_of(members_);
  std::vector<std::string> sets = others_;
  if (!members_.empty()) sets.push_back(one_of(members_));
  const std::string either = fmt::format("(?:{})", fmt::join(sets, "|"));
  return negated ? fmt::format("(?:(?!{}){})", either, kAny) : either;
}

std::string intersection(const std::vector<std::string>& sets) {
  std::string out = "(?:";
  for (std::size_t i = 0; i < sets.size(); ++i)
    out += i + 1 < sets.size() ? fmt::format("(?={})", sets[i]) : sets[i];
  return out + ")";
}

}  // namespace constate::tokenizer
