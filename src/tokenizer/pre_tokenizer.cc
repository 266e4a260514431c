#include "tokenizer/pre_tokenizer.h"

#include "base/utf8.h"
#include "tokenizer/unicode_class.h"

namespace constate::tokenizer {
namespace {

enum class Class { kLetter, kNumber, kSpace, kOther };

Class class_of(char32_t c) {
  if (is_letter(c)) return Class::kLetter;
  if (is_number(c)) return Class::kNumber;
  return is_space(c) ? Class::kSpace : Class::kOther;
}

std::size_t contraction(std::string_view text) {
  if (text.front() != '\'') return 0;
  for (std::string_view ending : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"})
    if (text.starts_with(ending)) return ending.size();
  return 0;
}

// The end of the run of `want` that starts at `at`.
std::size_t run_end(std::string_view text, std::size_t at, Class want) {
  while (at < text.size()) {
    const Utf8Char c = first_char(text.substr(at));
    if (class_of(c.code) != want) break;
    at += c.size;
  }
  return at;
}

}  // namespace

std::size_t gpt2_word(std::string_view text) {
  if (const std::size_t n = contraction(text)) return n;
  Utf8Char c = first_char(text);
  Class kind = class_of(c.code);
  std::size_t at = 0;
  if (c.code == ' ' && text.size() > 1) {  // the optional space belongs to the run after it
    const Utf8Char next = first_char(text.substr(1));
    if (class_of(next.code) != Class::kSpace) {
      at = 1;
      kind = class_of(next.code);
    }
  }
  if (kind != Class::kSpace) return run_end(text, at, kind);

  // Whitespace gives its last character back to the word that follows, unless it is all there is.
  std::size_t last = 0, end = 0;
  while (end < text.size()) {
    c = first_char(text.substr(end));
    if (class_of(c.code) != Class::kSpace) break;
    last = end;
    end += c.size;
  }
  return end == text.size() || last == 0 ? end : last;
}

}  // namespace constate::tokenizer
