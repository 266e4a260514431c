// The byte-level alphabet of GPT-2: each byte has one printable character, so that a vocabulary file is text.
// Printable Latin-1 stands for itself; the other 68 bytes are U+0100 up, in order. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace constate::tokenizer {

char32_t char_of_byte(unsigned char byte);
std::optional<unsigned char> byte_of_char(char32_t c);

// Each byte as its character.
std::string byte_level_text(std::string_view bytes);

// What a token stands for: the bytes of its characters, or, where one of them is no byte's character, its own
// UTF-8. `token` must be valid UTF-8.
std::string byte_level_bytes(std::string_view token);

}  // namespace constate::tokenizer
