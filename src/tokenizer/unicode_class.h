// The classes of characters that tokenizers split text by, from tables of our own: the same text gives the
// same tokens whatever Unicode other libraries have. The tables state what the `tokenizers` library does
// (Unicode 16); tools/make_tokenizer_golden.py writes them. Pure functions.
#pragma once

#include <cstdint>
#include <span>

namespace constate::tokenizer {

bool is_letter(char32_t c);  // \p{L}
bool is_number(char32_t c);  // \p{N}
bool is_space(char32_t c);   // \s: the property White_Space
bool is_word(char32_t c);    // \w: letters, marks, decimal digits, connectors, joiners, other alphabetics

// One entry for each change of class, in order of code points: code point << 3 | bits.
inline constexpr std::uint32_t kLetterBit = 1, kNumberBit = 2, kWordBit = 4;
std::span<const std::uint32_t> unicode_class_table();

}  // namespace constate::tokenizer
