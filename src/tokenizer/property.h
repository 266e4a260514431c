// What \p{...} and \w of a tokenizer's regular expressions hold, against what PCRE2 says: the library that
// wrote the file has another version of Unicode. tools/make_tokenizer_tables.py writes the table. Plain data.
#pragma once

#include <span>
#include <string_view>

namespace constate::tokenizer {

struct Property {
  std::string_view name;     // "L", "Lu", "Han"; "w" for \w
  std::string_view base;     // members of a class in PCRE2: `\p{L}`
  std::string_view added;    // more members, in the same way: `\x{1c89}-\x{1c8a}`
  std::string_view removed;  // what is in `base` and should not be
};

std::span<const Property> property_table();

}  // namespace constate::tokenizer
