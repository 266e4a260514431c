// Scanner: the place in a template's source, and the tokens inside of a tag. Internal to token.cc.
#pragma once

#include <string_view>
#include <vector>

#include "jinja/token.h"

namespace constate::jinja {

class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) {}

  bool done() const { return at_ == source_.size(); }
  std::string_view rest() const { return source_.substr(at_); }
  int line() const { return line_; }
  bool at_line_start() const { return at_ > 0 && source_[at_ - 1] == '\n'; }
  void skip(std::size_t bytes);
  [[noreturn]] void refuse(std::string_view why) const;  // with the line

  // What stands behind `{%` or `{{`, up to its end, which is the last token.
  void read_tag(bool block, std::vector<Token>& out);

 private:
  bool read_end(bool block, std::vector<Token>& out);
  void read_number(std::vector<Token>& out);
  void read_name(std::vector<Token>& out);
  void read_string(std::vector<Token>& out);
  void read_sign(std::vector<Token>& out);
  std::string unescaped(std::string_view text) const;
  void read_code(std::string_view text, std::size_t& at, std::string& out) const;
  Token& add(Token::Kind kind, std::size_t bytes, std::vector<Token>& out);

  std::string_view source_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::string open_;  // closing brackets that are waited for
};

}  // namespace constate::jinja
