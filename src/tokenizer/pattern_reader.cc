#include "tokenizer/pattern_reader.h"

#include <fmt/format.h>

#include <cctype>

#include "base/error.h"
#include "base/utf8.h"

namespace constate::tokenizer {

void PatternReader::refuse(const std::string& what) const {
  throw FormatError(fmt::format("{}, at byte {} of the regular expression, is not read here", what, at_));
}

bool PatternReader::take(std::string_view text) {
  if (!next_is(text)) return false;
  at_ += text.size();
  return true;
}

char32_t PatternReader::take_char() {
  if (at_end()) refuse("an end where a character should be");
  const Utf8Char c = first_char(pattern_.substr(at_));
  at_ += c.size;
  return c.code;
}

char32_t PatternReader::escaped_character() {
  const std::size_t start = at_;
  const char32_t c = take_char();
  switch (c) {
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 'f':
      return '\f';
    case 'v':
      return '\v';
    case 'a':
      return '\a';
    case 'e':
      return 0x1B;
    case '0':
      return 0;
    case 'x':
      return take("{") ? hex(1, 6, true) : hex(1, 2, false);
    case 'u':
      return hex(4, 4, false);
    default:
      if (!is_ascii_letter(c) && !is_digit(c)) return c;
      at_ = start;
      return kNone;
  }
}

char32_t PatternReader::hex(int least, int most, bool braces) {
  char32_t out = 0;
  int n = 0;
  for (; n < most && !at_end() && std::isxdigit(static_cast<unsigned char>(pattern_[at_])); ++n, ++at_) {
    const char c = pattern_[at_];
    out = out << 4 |
          static_cast<char32_t>(is_digit(static_cast<unsigned char>(c)) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  if (n < least || (braces && !take("}")) || out > 0x10FFFF || (out >= 0xD800 && out < 0xE000))
    refuse("a code point that is none");
  return out;
}

}  // namespace constate::tokenizer
