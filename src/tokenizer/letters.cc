#include "tokenizer/letters.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace constate::tokenizer {
namespace {

std::uint8_t look_up(char32_t c) {
  const std::span<const std::uint32_t> table = letter_table();
  const auto it = std::upper_bound(table.begin(), table.end(), static_cast<std::uint32_t>(c) << 6 | 63u);
  return static_cast<std::uint8_t>(it[-1] & 63u);  // the table starts at code point 0
}

bool bit(char32_t c, unsigned n) {
  static const std::array<std::uint8_t, 0x3000> low = [] {
    std::array<std::uint8_t, 0x3000> out{};
    for (char32_t i = 0; i < out.size(); ++i) out[i] = look_up(i);
    return out;
  }();
  return (c < low.size() ? low[c] : look_up(c)) >> n & 1;
}

}  // namespace

bool is_numeric(char32_t c) { return bit(c, 0); }
bool is_punctuation(char32_t c) { return bit(c, 1); }
bool is_other(char32_t c) { return bit(c, 2); }
bool is_nonspacing(char32_t c) { return bit(c, 3); }
bool is_combining_mark(char32_t c) { return bit(c, 4); }
bool joins_cluster(char32_t c) { return bit(c, 5); }

void append_lower(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    return;
  }
  if (c == 0x130) {  // the one that becomes two
    out += "i\u0307";
    return;
  }
  const std::span<const CasePair> table = lower_table();
  const auto it = std::lower_bound(table.begin(), table.end(), c,
                                   [](const CasePair& p, char32_t k) { return p.from < k; });
  append_utf8(it != table.end() && it->from == c ? it->to : c, out);
}

}  // namespace constate::tokenizer
