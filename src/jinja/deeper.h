// Counts how deep a Parser's rules call each other, so that no source makes it run out of stack.
#pragma once

#include <fmt/format.h>

#include "jinja/parser.h"

namespace constate::jinja {

class Parser::Deeper {
 public:
  // An expression in parentheses counts three times: parse_expression, parse_not, parse_unary.
  static constexpr int kLevel = 3;

  explicit Deeper(Parser& parser, int by = 1) : parser_(parser), by_(by) {
    if ((parser_.depth_ += by) > kLevel * parser_.nesting_) {
      parser_.depth_ -= by;
      parser_.refuse(parser_.now().line,
                     fmt::format("the source nests more than {} levels deep", parser_.nesting_));
    }
  }
  ~Deeper() { parser_.depth_ -= by_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Parser& parser_;
  int by_;
};

}  // namespace constate::jinja
