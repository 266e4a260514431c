// A template's source as tokens, with white space around tags dealt with as `trim_blocks` and `lstrip_blocks`
// of Jinja2 do it, which is how chat templates are read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constate::jinja {

struct Token {
  enum class Kind {
    kText,
    kBlockBegin,
    kBlockEnd,
    kPrintBegin,
    kPrintEnd,
    kName,
    kString,
    kInteger,
    kFloat,
    kSign,
    kEnd
  };
  Kind kind = Kind::kEnd;
  std::string text;  // of a string, without quotes and escapes
  std::int64_t integer = 0;
  double real = 0;
  int line = 1;

  bool is_sign(std::string_view sign) const { return kind == Kind::kSign && text == sign; }
  bool is_name(std::string_view name) const { return kind == Kind::kName && text == name; }
};

// The last one is kEnd. Throws FormatError("line N: ...").
std::vector<Token> tokens_of(std::string_view source);

// As messages show it.
std::string shown(const Token& token);

}  // namespace constate::jinja
