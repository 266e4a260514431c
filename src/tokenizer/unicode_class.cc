#include "tokenizer/unicode_class.h"

#include <algorithm>
#include <array>

namespace constate::tokenizer {
namespace {

std::uint32_t look_up(char32_t c) {
  const std::span<const std::uint32_t> table = unicode_class_table();
  const auto it = std::upper_bound(table.begin(), table.end(), static_cast<std::uint32_t>(c) << 3 | 7u);
  return it[-1] & 7u;  // the table starts at code point 0
}

std::uint32_t bits(char32_t c) {
  static const std::array<std::uint8_t, 0x3000> low = [] {
    std::array<std::uint8_t, 0x3000> out{};
    for (char32_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(look_up(i));
    return out;
  }();
  return c < low.size() ? low[c] : look_up(c);
}

}  // namespace

bool is_letter(char32_t c) { return bits(c) & kLetterBit; }
bool is_number(char32_t c) { return bits(c) & kNumberBit; }
bool is_word(char32_t c) { return bits(c) & kWordBit; }

bool is_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace constate::tokenizer
