// The characters whose upper case or title case is more than one character (Unicode's SpecialCasing), or
// another than utf8proc has it, by code.
#pragma once

#include <array>
#include <string_view>

namespace constate::jinja {

struct SpecialCase {
  char32_t code;
  std::string_view upper, title;
};

inline constexpr std::size_t kSpecialCases = 102;
extern const std::array<SpecialCase, kSpecialCases> special_cases;

}  // namespace constate::jinja
