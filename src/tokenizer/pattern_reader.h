// Reads a regular expression of Oniguruma from left to right: its characters, however they are written.
#pragma once

#include <string>
#include <string_view>

namespace constate::tokenizer {

inline bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
inline bool is_ascii_letter(char32_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

class PatternReader {
 protected:
  static constexpr char32_t kNone = ~char32_t{0};

  explicit PatternReader(std::string_view pattern) : pattern_(pattern) {}  // valid UTF-8; must outlive this

  // Throws FormatError: `what`, and where it is.
  [[noreturn]] void refuse(const std::string& what) const;

  bool at_end() const { return at_ >= pattern_.size(); }
  bool next_is(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }
  bool take(std::string_view text);
  char32_t take_char();
  // A character that is written with a backslash, which is before `at_`; kNone, and nothing taken, for what
  // is none.
  char32_t escaped_character();

  std::string_view pattern_;
  std::size_t at_ = 0;

 private:
  char32_t hex(int least, int most, bool braces);
};

}  // namespace constate::tokenizer
