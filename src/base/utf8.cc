#include "base/utf8.h"

namespace constate {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned byte(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

}  // namespace

Utf8Char first_char(std::string_view text) {
  const unsigned lead = byte(text, 0);
  if (lead < 0x80) return {Utf8Char::kValid, lead, 1};
  // C0, C1 (overlong) and F5 up (above U+10FFFF) start nothing.
  const std::size_t size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (size == 0) return {Utf8Char::kInvalid, 0, 1};
  // The second byte alone decides on overlong forms, surrogates and the upper end.
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  char32_t code = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (i == text.size()) return {Utf8Char::kIncomplete, 0, i};
    const unsigned b = byte(text, i);
    if (b < (i == 1 ? low : 0x80) || b > (i == 1 ? high : 0xBF)) return {Utf8Char::kInvalid, 0, i};
    code = code << 6 | (b & 0x3F);
  }
  return {Utf8Char::kValid, code, size};
}

char32_t last_char(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (byte(text, at) & 0xC0) == 0x80) --at;
  return first_char(text.substr(at)).code;
}

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (byte(text, at) < 0x80) {
      ++at;
      continue;
    }
    const Utf8Char c = first_char(text.substr(at));
    if (c.kind != Utf8Char::kValid) return at;
    at += c.size;
  }
  return std::string_view::npos;
}

void append_utf8(char32_t code, std::string& out) {
  const auto put = [&](char32_t b) { out += static_cast<char>(b); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

void append_lossy(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const Utf8Char c = first_char(bytes);
    out += c.kind == Utf8Char::kValid ? bytes.substr(0, c.size) : kReplacement;
    bytes.remove_prefix(c.size);
  }
}

}  // namespace constate
