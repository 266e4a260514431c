#include "jinja/scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/error.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_base(char c, int base) {
  const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return is_digit(small) ? small - '0' < base : small >= 'a' && small - 'a' + 10 < base;
}

// The length of digits with single underscores between them at the start of `text`.
std::size_t digits_at(std::string_view text, int base = 10) {
  std::size_t n = 0;
  while (n < text.size()) {
    const std::size_t at = n > 0 && text[n] == '_' ? n + 1 : n;
    if (at >= text.size() || !in_base(text[at], base)) break;
    n = at + 1;
  }
  return n;
}

// The length of a float at the start of `text`, or 0.
std::size_t float_at(std::string_view text) {
  std::size_t n = digits_at(text);
  if (n == 0) return 0;
  bool is_float = false;
  if (n < text.size() && text[n] == '.') {
    const std::size_t part = digits_at(text.substr(n + 1));
    if (part > 0) {
      n += 1 + part;
      is_float = true;
    }
  }
  if (n < text.size() && (text[n] | 32) == 'e') {
    const std::size_t sign = n + 1 < text.size() && (text[n + 1] == '+' || text[n + 1] == '-') ? 1 : 0;
    const std::size_t exponent = digits_at(text.substr(std::min(n + 1 + sign, text.size())));
    if (exponent > 0) {
      n += 1 + sign + exponent;
      is_float = true;
    }
  }
  return is_float ? n : 0;
}

}  // namespace

void Scanner::skip(std::size_t bytes) {
  line_ += static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                                       source_.begin() + static_cast<std::ptrdiff_t>(at_ + bytes), '\n'));
  at_ += bytes;
}

void Scanner::refuse(std::string_view why) const {
  throw FormatError(fmt::format("line {}: {}", line_, why));
}

Token& Scanner::add(Token::Kind kind, std::size_t bytes, std::vector<Token>& out) {
  Token token;
  token.kind = kind;
  token.text = rest().substr(0, bytes);
  token.line = line_;
  out.push_back(std::move(token));
  skip(bytes);
  return out.back();
}

void Scanner::read_tag(bool block, std::vector<Token>& out) {
  open_.clear();
  while (true) {
    const std::string_view left = rest();
    if (left.empty()) refuse(block ? "`{%` has no `%}`" : "`{{` has no `}}`");
    if (open_.empty() && read_end(block, out)) return;
    const char c = left[0];
    if (is_space(first_character(left)))
      skip(left.size() - strip(left, std::nullopt, true, false).size());
    else if (is_digit(c))
      read_number(out);
    else if (is_name_start(c))
      read_name(out);
    else if (c == '"' || c == '\'')
      read_string(out);
    else
      read_sign(out);
  }
}

bool Scanner::read_end(bool block, std::vector<Token>& out) {
  const std::string_view left = rest(), end = block ? "%}" : "}}";
  const bool strips = left.starts_with('-'), keeps = block && left.starts_with('+');
  if (!left.substr(strips || keeps ? 1 : 0).starts_with(end)) return false;
  std::size_t size = strips || keeps ? 3 : 2;
  if (strips)
    size = left.size() - strip(left.substr(size), std::nullopt, true, false).size();
  else if (block && !keeps && left.substr(size).starts_with('\n'))
    ++size;
  add(block ? Token::Kind::kBlockEnd : Token::Kind::kPrintEnd, size, out);
  return true;
}

void Scanner::read_number(std::vector<Token>& out) {
  const std::string_view left = rest();
  const bool after_dot = at_ > 0 && source_[at_ - 1] == '.';
  const std::size_t float_size = after_dot ? 0 : float_at(left);
  std::string digits;
  const auto take = [&](std::string_view text) {
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c != '_'; });
  };
  if (float_size > 0) {
    take(left.substr(0, float_size));
    add(Token::Kind::kFloat, float_size, out).real = std::strtod(digits.c_str(), nullptr);
    return;
  }
  const char letter = left.size() > 1 && left[0] == '0' ? static_cast<char>(left[1] | 32) : '\0';
  int base = letter == 'b' ? 2 : letter == 'o' ? 8 : letter == 'x' ? 16 : 10;
  std::size_t begin = 0, size = 0;
  if (base != 10) {
    begin = left.substr(2).starts_with('_') ? 3 : 2;
    size = digits_at(left.substr(begin), base);
    if (size == 0) begin = 0;
  }
  if (begin == 0) {
    base = 10;
    size = left[0] == '0' ? digits_at(left, 1) : digits_at(left);
  }
  take(left.substr(begin, size));
  std::int64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value, base).ec != std::errc())
    refuse(fmt::format("an integer has at most 64 bits; got {}",
                       left.substr(0, std::min<std::size_t>(begin + size, 40))));
  add(Token::Kind::kInteger, begin + size, out).integer = value;
}

void Scanner::read_name(std::vector<Token>& out) {
  const std::string_view left = rest();
  std::size_t size = 1;
  while (size < left.size() && (is_name_start(left[size]) || is_digit(left[size]))) ++size;
  if (size < left.size() && static_cast<unsigned char>(left[size]) >= 0x80)
    refuse("a name has letters, digits and underscores of ASCII only");
  add(Token::Kind::kName, size, out);
}

void Scanner::read_string(std::vector<Token>& out) {
  const std::string_view left = rest();
  std::size_t end = 1;
  while (end < left.size() && left[end] != left[0]) end += left[end] == '\\' ? 2 : 1;
  if (end >= left.size()) refuse("a string has no end");
  std::string text = unescaped(left.substr(1, end - 1));
  add(Token::Kind::kString, end + 1, out).text = std::move(text);
}

// `at` stands behind the backslash; x, u and U with their digits.
void Scanner::read_code(std::string_view text, std::size_t& at, std::string& out) const {
  const std::size_t digits = text[at] == 'x' ? 2 : text[at] == 'u' ? 4 : 8;
  const std::string_view number = text.substr(at + 1, digits);
  std::uint32_t code = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), code, 16);
  if (number.size() < digits || read.ptr != number.data() + digits || code > 0x10FFFF)
    refuse(fmt::format("the escape `\\{}` names no character", text.substr(at, 1 + digits)));
  if (code >= 0xD800 && code < 0xE000)
    refuse(fmt::format("the escape `\\{}` is half of a character, which is not supported",
                       text.substr(at, 1 + digits)));
  append_character(static_cast<char32_t>(code), out);
  at += digits;
}

std::string Scanner::unescaped(std::string_view text) const {
  constexpr std::string_view kLetters = "\\'\"abfnrtv", kCharacters = "\\'\"\a\b\f\n\r\t\v";
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
      continue;
    }
    const char c = text[++at];
    if (const std::size_t known = kLetters.find(c); known != kLetters.npos) {
      out += kCharacters[known];
    } else if (c == '\n') {
      continue;
    } else if (c == 'x' || c == 'u' || c == 'U') {
      read_code(text, at, out);
    } else if (c >= '0' && c <= '7') {
      std::uint32_t code = 0;
      std::size_t end = at;
      while (end < text.size() && end < at + 3 && text[end] >= '0' && text[end] <= '7')
        code = code * 8 + static_cast<std::uint32_t>(text[end++] - '0');
      append_character(static_cast<char32_t>(code), out);
      at = end - 1;
    } else if (c == 'N' || static_cast<unsigned char>(c) >= 0x80) {
      refuse(c == 'N' ? "the escape `\\N` is not supported"
                      : "a backslash before a letter beyond ASCII is not supported");
    } else {
      out += '\\';
      out += c;
    }
  }
  return out;
}

void Scanner::read_sign(std::vector<Token>& out) {
  constexpr auto kSigns = std::to_array<std::string_view>({"**", "//", "==", "!=", ">=", "<=", "+", "-", "*",
                                                           "/",  "%",  "~",  "[",  "]",  "(",  ")", "{", "}",
                                                           ">",  "<",  "=",  ".",  ":",  "|",  ",", ";"});
  const std::string_view left = rest();
  const auto* sign =
      std::find_if(kSigns.begin(), kSigns.end(), [&](std::string_view s) { return left.starts_with(s); });
  if (sign == kSigns.end())
    refuse(fmt::format("`{}` stands for nothing", left.substr(0, character_size(left))));
  constexpr std::string_view kOpen = "([{", kClose = ")]}";
  if (const std::size_t kind = kOpen.find(*sign); kind != kOpen.npos) {
    open_ += kClose[kind];
  } else if (kClose.find(*sign) != kClose.npos) {
    if (open_.empty()) refuse(fmt::format("`{}` closes nothing", *sign));
    if (open_.back() != (*sign)[0]) refuse(fmt::format("`{}` is expected; got `{}`", open_.back(), *sign));
    open_.pop_back();
  }
  add(Token::Kind::kSign, sign->size(), out);
}

}  // namespace constate::jinja
