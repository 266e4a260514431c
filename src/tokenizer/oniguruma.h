// Regular expressions as tokenizer files have them, in Oniguruma's syntax with its Ruby rules, written for
// PCRE2 (UTF, UCP, MULTILINE). The same characters match whatever Unicode PCRE2 knows (property.h).
#pragma once

#include <string>
#include <string_view>

namespace constate::tokenizer {

// Throws FormatError that says what is not read here, and at which byte of `pattern`. `pattern` is valid
// UTF-8.
std::string pcre2_from_oniguruma(std::string_view pattern);

}  // namespace constate::tokenizer
