// UTF-8, one character at a time, for text that nobody vouches for. Surrogates, overlong forms and code
// points above U+10FFFF are invalid. Pure functions; no allocation but the text returned.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace constate {

// What stands at the start of some text.
struct Utf8Char {
  enum Kind {
    kValid,       // `code` is the character
    kInvalid,     // `size` bytes that one U+FFFD replaces
    kIncomplete,  // the text ends inside a character that was well-formed so far; `size` is what is left of
                  // it
  };
  Kind kind;
  char32_t code;
  std::size_t size;
};

// `text` must not be empty.
Utf8Char first_char(std::string_view text);

// The last character of text that is valid and not empty.
char32_t last_char(std::string_view text);

// The offset of the first byte that is no part of a valid character, or npos.
std::size_t find_invalid_utf8(std::string_view text);

void append_utf8(char32_t code, std::string& out);

// Appends `bytes` with each ill-formed part (the longest prefix of a well-formed character, or else one byte)
// replaced by U+FFFD, as Unicode recommends (chapter 3.9, "U+FFFD Substitution of Maximal Subparts").
void append_lossy(std::string_view bytes, std::string& out);

}  // namespace constate
