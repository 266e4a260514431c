#include "jinja/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "jinja/scanner.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

// One kind of line break, and none at the very end: what Jinja2 makes of a source first.
std::string with_plain_breaks(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\r') {
      out += source[i];
      continue;
    }
    out += '\n';
    if (source.substr(i + 1).starts_with('\n')) ++i;
  }
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

std::size_t space_at(std::string_view text) {
  return text.size() - strip(text, std::nullopt, true, false).size();
}

// Reads text between tags, and finds the tags.
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view source) : scanner_(source) {}

  std::vector<Token> read() {
    while (!scanner_.done()) text();
    add(Token::Kind::kEnd, "");
    return std::move(out_);
  }

 private:
  enum class Tag { kNone, kPrint, kBlock, kComment, kRaw };

  void add(Token::Kind kind, std::string text) {
    Token token;
    token.kind = kind;
    token.text = std::move(text);
    token.line = scanner_.line();
    out_.push_back(std::move(token));
  }

  // The text up to the next tag, and that tag.
  void text() {
    const std::string_view rest = scanner_.rest();
    std::size_t at = 0;
    Tag tag = Tag::kNone;
    for (; at < rest.size() && tag == Tag::kNone; ++at) {
      if (rest[at] != '{' || at + 1 == rest.size()) continue;
      const char next = rest[at + 1];
      tag = next == '{' ? Tag::kPrint : next == '%' ? Tag::kBlock : next == '#' ? Tag::kComment : Tag::kNone;
    }
    if (tag == Tag::kNone) {
      data(rest);
      scanner_.skip(rest.size());
      return;
    }
    --at;
    const std::string_view behind = rest.substr(at + 2);
    const char sign = behind.starts_with('-') || behind.starts_with('+') ? behind[0] : '\0';
    const std::size_t raw = tag == Tag::kBlock ? raw_tag(behind, "raw", false) : 0;
    if (raw > 0) tag = Tag::kRaw;
    data(before_tag(rest.substr(0, at), sign, tag == Tag::kPrint));
    scanner_.skip(at);
    const std::size_t begin = sign == '\0' ? 2 : 3;
    line_starting_ = false;
    if (tag == Tag::kRaw) {
      line_starting_ = rest[at + 1 + raw] == '\n';
      scanner_.skip(2 + raw);
      return raw_text();
    }
    if (tag == Tag::kComment) {
      scanner_.skip(begin);
      return comment();
    }
    add(tag == Tag::kPrint ? Token::Kind::kPrintBegin : Token::Kind::kBlockBegin, "");
    scanner_.skip(begin);
    scanner_.read_tag(tag == Tag::kBlock, out_);
    line_starting_ = scanner_.at_line_start();
  }

  void data(std::string_view text) {
    if (!text.empty()) add(Token::Kind::kText, std::string(text));
  }

  // `text` without the space that the tag behind it takes away.
  std::string_view before_tag(std::string_view text, char sign, bool print) const {
    if (sign == '-') return strip(text, std::nullopt, false, true);
    if (sign == '+' || print) return text;
    const std::size_t newline = text.rfind('\n');
    const std::size_t line = newline == text.npos ? 0 : newline + 1;
    const bool starts = line > 0 || line_starting_;
    return starts && space_at(text.substr(line)) == text.size() - line ? text.substr(0, line) : text;
  }

  // The length of "- raw -%}" and the like behind "{%", or 0.
  static std::size_t raw_tag(std::string_view text, std::string_view name, bool ends) {
    const std::size_t size = text.size();
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    text.remove_prefix(space_at(text));
    if (!text.starts_with(name)) return 0;
    text.remove_prefix(name.size());
    text.remove_prefix(space_at(text));
    if (text.starts_with("-%}"))
      text.remove_prefix(3 + space_at(text.substr(3)));
    else if (ends && text.starts_with("+%}"))
      text.remove_prefix(3);
    else if (text.starts_with("%}"))
      text.remove_prefix(ends && text.substr(2).starts_with('\n') ? 3 : 2);
    else
      return 0;
    return size - text.size();
  }

  void raw_text() {
    const std::string_view rest = scanner_.rest();
    for (std::size_t at = 0; (at = rest.find("{%", at)) != rest.npos; ++at) {
      const std::string_view behind = rest.substr(at + 2);
      const std::size_t size = raw_tag(behind, "endraw", true);
      if (size == 0) continue;
      data(before_tag(rest.substr(0, at), behind[0] == '-' || behind[0] == '+' ? behind[0] : '\0', false));
      line_starting_ = rest[at + 1 + size] == '\n';
      scanner_.skip(at + 2 + size);
      return;
    }
    scanner_.refuse("`raw` has no `endraw`");
  }

  void comment() {
    const std::string_view rest = scanner_.rest();
    const std::size_t end = rest.find("#}");
    if (end == rest.npos) scanner_.refuse("a comment has no end");
    std::size_t size = end + 2;
    if (end > 0 && rest[end - 1] == '-')
      size += space_at(rest.substr(size));
    else if (!(end > 0 && rest[end - 1] == '+') && rest.substr(size).starts_with('\n'))
      ++size;
    line_starting_ = rest[size - 1] == '\n';
    scanner_.skip(size);
  }

  Scanner scanner_;
  std::vector<Token> out_;
  bool line_starting_ = true;  // whether what was read last ended a line
};

}  // namespace

std::vector<Token> tokens_of(std::string_view source) {
  if (!is_utf8(source)) throw FormatError("line 1: a template is UTF-8");
  const std::string text = with_plain_breaks(source);
  return Tokenizer(text).read();
}

std::string shown(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kText:
      return "text";
    case Token::Kind::kBlockBegin:
      return "`{%`";
    case Token::Kind::kBlockEnd:
      return "`%}`";
    case Token::Kind::kPrintBegin:
      return "`{{`";
    case Token::Kind::kPrintEnd:
      return "`}}`";
    case Token::Kind::kString:
      return "a string";
    case Token::Kind::kInteger:
      return fmt::format("`{}`", token.integer);
    case Token::Kind::kFloat:
      return "a float";
    case Token::Kind::kEnd:
      return "the end of the template";
    default:
      return fmt::format("`{}`", token.text);
  }
}

}  // namespace constate::jinja
