#include "jinja/text.h"

#include <string.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "jinja/case_table.h"

namespace constate::jinja {
namespace {

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

const SpecialCase* special_case(char32_t c) {
  if (c < 0x80) return nullptr;
  const auto at = std::lower_bound(special_cases.begin(), special_cases.end(), c,
                                   [](const SpecialCase& one, char32_t code) { return one.code < code; });
  return at != special_cases.end() && at->code == c ? &*at : nullptr;
}

void append_upper(char32_t c, std::string& out) {
  if (const SpecialCase* special = special_case(c))
    out += special->upper;
  else
    append_character(static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c))), out);
}

void append_title(char32_t c, std::string& out) {
  if (const SpecialCase* special = special_case(c))
    out += special->title;
  else
    append_character(static_cast<char32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(c))), out);
}

// Unicode's Case_Ignorable, by categories and the marks inside words.
bool is_case_ignorable(char32_t c) {
  constexpr std::array<char32_t, 17> kMarks = {'\'',   '.',    ':',    0xB7,   0x387,  0x55F,
                                               0x5F4,  0x2018, 0x2019, 0x2024, 0x2027, 0xFE13,
                                               0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};
  switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
      return true;
    default:
      return std::find(kMarks.begin(), kMarks.end(), c) != kMarks.end();
  }
}

// Whether a cased character is the first one in `text`, or the last one, beside what is ignored.
bool cased_first(std::string_view text) {
  while (!text.empty()) {
    const char32_t c = first_character(text);
    if (!is_case_ignorable(c)) return is_cased(c);
    text.remove_prefix(character_size(text));
  }
  return false;
}

bool cased_last(std::string_view text) {
  while (!text.empty()) {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    const char32_t c = first_character(text.substr(at));
    if (!is_case_ignorable(c)) return is_cased(c);
    text = text.substr(0, at);
  }
  return false;
}

// The character at byte `at`, whose neighbours matter to a sigma. Runs of what is ignored are looked through
// for each sigma beside them only, and a sigma ends the run.
void append_lower(std::string_view text, std::size_t at, std::string& out) {
  constexpr char32_t kSigma = 0x3A3, kDottedI = 0x130;
  const char32_t c = first_character(text.substr(at));
  if (c == kSigma) {
    const bool last =
        cased_last(text.substr(0, at)) && !cased_first(text.substr(at + character_size(text.substr(at))));
    append_character(last ? U'\u03C2' : U'\u03C3', out);
  } else if (c == kDottedI) {
    out += "i\u0307";
  } else {
    append_character(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))), out);
  }
}

bool one_of(char32_t c, std::string_view characters) {
  for (; !characters.empty(); characters.remove_prefix(character_size(characters)))
    if (first_character(characters) == c) return true;
  return false;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
  auto left = static_cast<utf8proc_ssize_t>(bytes.size());
  while (left > 0) {
    utf8proc_int32_t code = 0;
    const utf8proc_ssize_t n = utf8proc_iterate(at, left, &code);
    if (n <= 0) return false;
    at += n;
    left -= n;
  }
  return true;
}

std::int64_t count_characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

std::size_t character_size(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(size, text.size());
}

char32_t first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  switch (character_size(text)) {
    case 2:
      return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3:
      return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    case 4:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    default:
      return byte(0);
  }
}

void append_character(char32_t code, std::string& out) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t n = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(n));
}

std::size_t offset_of(std::string_view text, std::int64_t n) {
  std::size_t at = 0;
  for (; n > 0 && at < text.size(); --n) at += character_size(text.substr(at));
  return at;
}

bool is_space(char32_t c) {
  if (c < 0x80) return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_letter(char32_t c) {
  const utf8proc_category_t kind = category(c);
  return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
}

bool is_decimal(char32_t c) { return category(c) == UTF8PROC_CATEGORY_ND; }

bool is_number(char32_t c) {
  const utf8proc_category_t kind = category(c);
  return kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO;
}

bool is_upper(char32_t c) { return category(c) == UTF8PROC_CATEGORY_LU; }
bool is_lower(char32_t c) { return c == 0xAA || c == 0xBA || category(c) == UTF8PROC_CATEGORY_LL; }
bool is_cased(char32_t c) { return is_upper(c) || is_lower(c) || category(c) == UTF8PROC_CATEGORY_LT; }

std::string upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (; !text.empty(); text.remove_prefix(character_size(text))) append_upper(first_character(text), out);
  return out;
}

std::string lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); at += character_size(text.substr(at)))
    append_lower(text, at, out);
  return out;
}

std::string capitalize(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += character_size(text.substr(at))) {
    if (at == 0)
      append_title(first_character(text), out);
    else
      append_lower(text, at, out);
  }
  return out;
}

std::string title(std::string_view text) {
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < text.size(); at += character_size(text.substr(at))) {
    const char32_t c = first_character(text.substr(at));
    if (inside)
      append_lower(text, at, out);
    else
      append_title(c, out);
    inside = is_cased(c);
  }
  return out;
}

std::string swapcase(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += character_size(text.substr(at))) {
    const char32_t c = first_character(text.substr(at));
    if (is_upper(c))
      append_lower(text, at, out);
    else if (is_lower(c))
      append_upper(c, out);
    else
      append_character(c, out);
  }
  return out;
}

std::string_view strip(std::string_view text, std::optional<std::string_view> characters, bool left,
                       bool right) {
  const auto goes = [&](char32_t c) { return characters ? one_of(c, *characters) : is_space(c); };
  while (left && !text.empty() && goes(first_character(text))) text.remove_prefix(character_size(text));
  while (right && !text.empty()) {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    if (!goes(first_character(text.substr(at)))) break;
    text = text.substr(0, at);
  }
  return text;
}

std::size_t line_break(std::string_view text) {
  const char32_t c = first_character(text);
  if (c == '\r') return text.size() > 1 && text[1] == '\n' ? 2 : 1;
  const bool breaks =
      (c >= 0x0A && c <= 0x0C) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
  return breaks ? character_size(text) : 0;
}

std::size_t find_bytes(Meter& meter, std::string_view text, std::string_view what, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  const std::string_view rest = text.substr(from);
  if (what.empty()) return from;
  if (what.size() > rest.size()) return std::string_view::npos;
  // Not std::string_view::find, which takes the product of both lengths.
  const void* found = ::memmem(rest.data(), rest.size(), what.data(), what.size());
  const std::size_t at = found == nullptr
                             ? std::string_view::npos
                             : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
  meter.work(found == nullptr ? rest.size() : at - from);
  return at;
}

std::size_t rfind_bytes(Meter& meter, std::string_view text, std::string_view what) {
  if (what.size() > text.size()) return std::string_view::npos;
  for (std::size_t at = text.size() - what.size() + 1; at-- > 0;) {
    if (!what.empty() && text[at] != what[0]) continue;
    meter.work(what.size());
    if (text.substr(at, what.size()) == what) return at;
  }
  return std::string_view::npos;
}

std::string escape_html(Meter& meter, std::string_view text) {
  TextBuilder out(meter);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out.take();
}

}  // namespace constate::jinja
