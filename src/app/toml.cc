#include "app/toml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/error.h"

namespace constate::app {
namespace {

// What stands behind a backslash, and for what.
constexpr std::string_view kNames = "\"\\nrt", kAre = "\"\\\n\r\t";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

// With single underscores between digits taken out; "" where one stands elsewhere.
std::string without_underscores(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
    } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
      return "";
    }
  }
  return out;
}

template <class T>
bool is_whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::vector<TomlLine> all() {
    std::vector<TomlLine> out;
    while (skip_empty(), !rest_.empty()) {
      out.push_back(line());
      for (std::size_t i = 0; i + 1 < out.size(); ++i)
        if (out[i].name == out.back().name)
          fail(fmt::format("`{}` stands in line {} too", out[i].name, out[i].number), out.back().number);
      skip_spaces();
      if (!rest_.empty() && rest_[0] != '\n' && rest_[0] != '#')
        fail("the line's end is expected after the value");
    }
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& what, int line = 0) const {
    throw FormatError(fmt::format("line {}: {}", line > 0 ? line : number_, what));
  }
  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    if (c == '\n') ++number_;
    return true;
  }
  void skip_spaces() {
    while (take(' ') || take('\t') || (rest_.starts_with("\r\n") && take('\r'))) {
    }
  }
  // Spaces, ends of lines and comments.
  void skip_empty() {
    for (;;) {
      skip_spaces();
      if (rest_.starts_with('#')) rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      if (!take('\n')) return;
    }
  }

  TomlLine line() {
    if (rest_[0] == '[') fail("there are no sections");
    TomlLine out{.number = number_, .name = taken(is_name)};
    skip_spaces();
    if (out.name.empty() || !take('=')) fail("`name = value` is expected");
    skip_spaces();
    out.is_list = take('[');
    if (!out.is_list) {
      out.values.push_back(value());
      return out;
    }
    while (skip_empty(), !take(']')) {
      out.values.push_back(value());
      skip_empty();
      if (!take(',') && !rest_.starts_with(']')) fail("`,` or `]` is expected in the list");
    }
    return out;
  }

  template <class F>
  std::string taken(F f) {
    std::size_t n = 0;
    while (n < rest_.size() && f(rest_[n])) ++n;
    const std::string out(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return out;
  }

  TomlValue value() {
    if (rest_.starts_with("\"\"\"") || rest_.starts_with("'''")) fail("a text goes over one line");
    if (take('"')) return {TomlKind::kText, escaped()};
    if (take('\'')) {
      std::string text = taken([](char c) { return c != '\'' && c != '\n'; });
      if (!take('\'')) fail("the text has no end");
      return {TomlKind::kText, std::move(text)};
    }
    const std::string word = taken([](char c) { return is_name(c) || c == '.' || c == '+'; });
    if (word == "true" || word == "false") return {TomlKind::kBoolean, word};
    std::string number = without_underscores(word);
    if (number.starts_with('+')) number.erase(0, 1);
    if (!number.empty() && is_whole<std::int64_t>(number)) return {TomlKind::kInteger, std::move(number)};
    // "inf" and "nan" are numbers for C++.
    const bool has_digit = std::any_of(number.begin(), number.end(), is_digit);
    if (has_digit && is_whole<double>(number)) return {TomlKind::kNumber, std::move(number)};
    fail("a number, true, false, a text in quotes or a list is expected");
  }

  std::string escaped() {
    std::string out;
    for (;;) {
      if (rest_.empty() || rest_[0] == '\n') fail("the text has no end");
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (c != '\\') {
        out += c;
        continue;
      }
      const std::size_t at = rest_.empty() ? kNames.npos : kNames.find(rest_[0]);
      if (at == kNames.npos) fail("of escapes there are \\\", \\\\, \\n, \\r and \\t");
      out += kAre[at];
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  int number_ = 1;
};

}  // namespace

const char* name(TomlKind kind) {
  switch (kind) {
    case TomlKind::kText:
      return "a text";
    case TomlKind::kInteger:
      return "an integer";
    case TomlKind::kNumber:
      return "a number";
    case TomlKind::kBoolean:
      return "true or false";
  }
  return "";
}

std::vector<TomlLine> parse_toml(std::string_view text) { return Parser(text).all(); }

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const std::size_t at = kAre.find(c);
    if (at != kAre.npos)
      (out += '\\') += kNames[at];
    else
      out += c;
  }
  return out += '"';
}

}  // namespace constate::app
