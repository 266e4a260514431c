// Text as Python sees it: characters are code points of valid UTF-8, space is Unicode's, case is Unicode's
// with its special mappings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jinja/meter.h"

namespace constate::jinja {

bool is_utf8(std::string_view bytes);
std::int64_t count_characters(std::string_view text);
std::size_t character_size(std::string_view text);  // in bytes, of the first; `text` is not empty
char32_t first_character(std::string_view text);
void append_character(char32_t code, std::string& out);
// The byte at which character `n` begins, or the text's end.
std::size_t offset_of(std::string_view text, std::int64_t n);

bool is_space(char32_t c);
bool is_letter(char32_t c);   // isalpha
bool is_decimal(char32_t c);  // isdecimal
bool is_number(char32_t c);   // isnumeric
bool is_upper(char32_t c);
bool is_lower(char32_t c);
bool is_cased(char32_t c);
inline bool is_word(char32_t c) { return c == '_' || is_letter(c) || is_number(c); }  // \w

std::string upper(std::string_view text);
std::string lower(std::string_view text);
std::string capitalize(std::string_view text);
std::string title(std::string_view text);  // each word, as str.title
std::string swapcase(std::string_view text);

// Without what of `characters` (white space, if none are given) stands at the ends.
std::string_view strip(std::string_view text, std::optional<std::string_view> characters, bool left,
                       bool right);
// The length of the line break at the start of `text`, or 0; "\r\n" is one.
std::size_t line_break(std::string_view text);

// The first byte of `what` in `text` from `from` on, or npos; in linear time.
std::size_t find_bytes(Meter& meter, std::string_view text, std::string_view what, std::size_t from = 0);
std::size_t rfind_bytes(Meter& meter, std::string_view text, std::string_view what);

// &, <, >, " and ' as HTML writes them.
std::string escape_html(Meter& meter, std::string_view text);

}  // namespace constate::jinja
