// What tokenizer files look for in texts: a string, or a regular expression in Oniguruma's syntax, matched by
// PCRE2 within a limit of steps. Const and thread-safe; copies share what is compiled.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace constate::tokenizer {

struct Span {
  std::size_t begin, end;  // bytes
};

class TextPattern {
 public:
  static TextPattern literal(std::string text);
  // Throws FormatError that says what is wrong with it. `pattern` is valid UTF-8.
  static TextPattern regex(std::string pattern);

  // The matches in `text`, valid UTF-8, from left to right. Of empty ones those that do not touch the end of
  // the match before. Throws FormatError with the pattern and the place where matching takes too many steps.
  std::vector<Span> find(std::string_view text) const;

 private:
  struct Code;
  TextPattern() = default;

  std::string pattern_;
  std::shared_ptr<const Code> code_;  // none: a string
};

}  // namespace constate::tokenizer
