// Scripts as the `tokenizers` library's UnicodeScripts tells them apart: hiragana and katakana are Han to it,
// a space and code points of no script go with any. A pure function.
#pragma once

#include <cstdint>
#include <span>

namespace constate::tokenizer {

inline constexpr std::uint32_t kAnyScript = 0;
std::uint32_t script_of(char32_t c);  // a number of no other meaning

// One entry for each change, in order of code points: code point << 8 | script.
std::span<const std::uint32_t> script_table();

}  // namespace constate::tokenizer
