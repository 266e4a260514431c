// Classes of characters that normalizers and pre-tokenizers go by, each as the `tokenizers` library has it
// (its parts have versions of Unicode of their own). tools/make_tokenizer_tables.py writes the tables. Pure
// functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace constate::tokenizer {

bool is_numeric(char32_t c);         // N*
bool is_punctuation(char32_t c);     // P*, and all of ASCII that is no letter, digit, space or control
bool is_other(char32_t c);           // removed by BertNormalizer's clean_text: C* but tab, \n and \r; U+FFFD
bool is_nonspacing(char32_t c);      // removed by BertNormalizer's strip_accents
bool is_combining_mark(char32_t c);  // removed by StripAccents
bool joins_cluster(char32_t c);      // extends a grapheme cluster, and utf8proc does not know

// Lower case, without regard to what stands around.
void append_lower(char32_t c, std::string& out);

struct CasePair {
  std::uint32_t from, to;
};
// One entry for each change of class: code point << 6 | bits in the order of the functions above.
std::span<const std::uint32_t> letter_table();
std::span<const CasePair> lower_table();

}  // namespace constate::tokenizer
