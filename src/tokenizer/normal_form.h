// Unicode normalization of text, as the `tokenizers` library does it: by the tables of Unicode 9.0, so a
// character that is newer than that stays as it is. (utf8proc does the work, restricted to those characters.)
// Const and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace constate::tokenizer {

enum class NormalForm { kNfc, kNfd, kNfkc, kNfkd };

std::string_view name(NormalForm form);

// `text` is valid UTF-8. Time grows as n log n at worst, whatever the text.
std::string in_form(NormalForm form, std::string_view text);
std::string normalize(const std::vector<NormalForm>& forms, std::string_view text);  // in turn

}  // namespace constate::tokenizer
