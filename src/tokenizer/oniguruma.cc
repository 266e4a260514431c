#include "tokenizer/oniguruma.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/character_set.h"
#include "tokenizer/pattern_reader.h"

namespace constate::tokenizer {
namespace {

constexpr std::size_t kMostText = 1 << 18;
constexpr std::size_t kMostDepth = 50;  // of groups, and of classes in classes

class Translator : private PatternReader {
 public:
  explicit Translator(std::string_view pattern) : PatternReader(pattern) {}

  std::string run() {
    while (at_ < pattern_.size()) {
      step();
      if (out_.size() > kMostText) refuse("a pattern that is too long once its classes are written out");
    }
    if (!open_.empty()) refuse("a group that is not closed");
    return std::move(out_);
  }

 private:
  static std::string literal(char32_t c) { return fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(c)); }

  void atom(const std::string& text) {
    atom_ = out_.size();
    out_ += text;
  }

  void step() {
    const char32_t c = first_char(pattern_.substr(at_)).code;
    switch (c) {
      case '\\':
        return escape();
      case '[':
        ++at_;
        return atom(set(1));
      case '(':
        return open();
      case ')':
        return close();
      case '*':
      case '+':
      case '?':
      case '{':
        return quantifier();
      case '|':
      case '^':
      case '$':
        ++at_;
        out_ += static_cast<char>(c);
        atom_ = std::string::npos;
        return;
      case '.':
        ++at_;
        return atom(".");
      default:
        ++at_;
        if (c >= 0x80) at_ += first_char(pattern_.substr(at_ - 1)).size - 1;
        return atom(c < 0x80 && (is_ascii_letter(c) || is_digit(c)) ? std::string(1, static_cast<char>(c))
                                                                    : literal(c));
    }
  }

  void open() {
    if (open_.size() == kMostDepth) refuse(fmt::format("a group inside {} others", kMostDepth));
    const std::size_t start = out_.size();
    ++at_;
    if (take("?#")) {
      while (!at_end() && !next_is(")")) ++at_;
      if (!take(")")) refuse("a comment that is not closed");
      return;
    }
    out_ += "(";
    if (take("?")) {
      out_ += "?";
      for (const char* kind : {"<=", "<!", ":", "=", "!", ">"})
        if (take(kind)) {
          out_ += kind;
          open_.push_back(start);
          atom_ = std::string::npos;
          return;
        }
      if (take("<"))
        group_name();
      else if (options(start))
        return;
    }
    open_.push_back(start);
    atom_ = std::string::npos;
  }

  void group_name() {
    out_ += "<";
    do {
      const char32_t c = take_char();
      if (c != '>' && c != '_' && !is_ascii_letter(c) && !is_digit(c)) refuse("this name of a group");
      out_ += static_cast<char>(c);
    } while (out_.back() != '>');
  }

  // `i`, and `m`, which is `s` in PCRE2. True where the group ends with them.
  bool options(std::size_t start) {
    for (;;) {
      const char32_t c = take_char();
      if (c == ':') {
        out_ += ":";
        return false;
      }
      if (c == ')') {
        // They hold to the end of the group around them, with all alternatives after them: not so in PCRE2.
        if (start > 0) refuse("a group of options alone after something else");
        out_ += ")";
        atom_ = std::string::npos;
        return true;
      }
      if (c != 'i' && c != 'm' && c != '-') refuse("this kind of group");
      out_ += c == 'm' ? 's' : static_cast<char>(c);
    }
  }

  void close() {
    if (open_.empty()) refuse("a `)` that closes nothing");
    ++at_;
    out_ += ")";
    atom_ = open_.back();
    open_.pop_back();
  }

  void quantifier() {
    if (atom_ == std::string::npos) {
      if (pattern_[at_] != '{') refuse(fmt::format("`{}` after nothing to repeat", pattern_[at_]));
      ++at_;
      return atom(literal('{'));
    }
    std::string text;
    const bool counted = pattern_[at_] == '{';
    if (counted) {
      text = count();
      if (text.empty()) {
        ++at_;
        return atom(literal('{'));
      }
    } else {
      text = pattern_[at_++];
    }
    if (take("?")) {
      text += "?";  // lazy
    } else if (!counted && take("+")) {
      text += "+";  // possessive
    }
    out_ += text;
    // What follows repeats the repetition: also where PCRE2 would see a possessive one.
    if (!at_end() && (next_is("*") || next_is("+") || next_is("?") || (next_is("{") && is_count()))) {
      out_.insert(atom_, "(?:");
      out_ += ")";
    } else {
      atom_ = std::string::npos;
    }
  }

  bool is_count() {
    const std::size_t at = at_;
    const bool yes = !count().empty();
    at_ = at;
    return yes;
  }

  // `{2}`, `{2,}`, `{2,3}`, `{,3}`; nothing, and nothing taken, for a `{` that stands for itself.
  std::string count() {
    const std::size_t start = at_++;
    std::string low, high;
    bool comma = false;
    for (; !at_end() && pattern_[at_] != '}'; ++at_) {
      const char c = pattern_[at_];
      if (c == ',' && !comma)
        comma = true;
      else if (is_digit(static_cast<unsigned char>(c)))
        (comma ? high : low) += c;
      else
        break;
    }
    if (!take("}") || (low.empty() && high.empty())) {
      at_ = start;
      return "";
    }
    if (low.size() > 4 || high.size() > 4) refuse("a repetition of more than 9999 times");
    return fmt::format("{{{}{}{}}}", low.empty() ? "0" : low, comma ? "," : "", high);
  }

  // After `\p` or `\P`.
  void property(CharacterSet& set, bool negated) {
    const std::size_t start = at_;
    if (!take("{")) refuse("`\\p` without braces");
    if (take("^")) negated = !negated;
    const std::size_t end = pattern_.find('}', at_);
    if (end == std::string_view::npos) refuse("a property that is not closed");
    const std::string_view name = pattern_.substr(at_, end - at_);
    if (name == "w" || !set.add_property(name, negated)) {
      at_ = start;
      refuse(fmt::format("the property `{}`", name));
    }
    at_ = end + 1;
  }

  // A set that a letter stands for, or for an upper-case letter all but it; false for another letter.
  static bool add_class(char32_t c, CharacterSet& set) {
    CharacterSet all_but;
    CharacterSet& target = c < 'a' ? all_but : set;
    switch (c | 0x20) {
      case 's':
        target.add_members(kSpaceMembers);
        break;
      case 'd':
        target.add_property("Nd", false);
        break;
      case 'w':
        target.add_property("w", false);
        break;
      case 'h':
        target.add_members("0-9a-fA-F");
        break;
      default:
        return false;
    }
    if (c < 'a') set.add_set(all_but.text(true));
    return true;
  }

  void escape() {
    const std::size_t start = at_++;
    CharacterSet set;
    if (take("p") || take("P")) {
      property(set, pattern_[at_ - 1] == 'P');
      return atom(set.text(false));
    }
    if (next_is("b") || next_is("B")) return boundary();
    for (const char* same : {"A", "z", "Z"})
      if (take(same)) {
        out_ += fmt::format("\\{}", same);
        atom_ = std::string::npos;
        return;
      }
    if (!at_end() && pattern_[at_] >= '1' && pattern_[at_] <= '9') {
      const char digit = pattern_[at_++];
      return atom(fmt::format("\\g{{{}}}", digit));
    }
    if (!at_end() && add_class(static_cast<unsigned char>(pattern_[at_]), set)) {
      ++at_;
      return atom(set.text(false));
    }
    const char32_t c = escaped_character();
    if (c == kNone) {
      at_ = start;
      refuse(fmt::format("`\\{}`", pattern_[start + 1]));
    }
    atom(literal(c));
  }

  void boundary() {
    CharacterSet word;
    word.add_property("w", false);
    const std::string w = word.text(false);
    const bool inside = pattern_[at_++] == 'B';
    out_ += inside ? fmt::format("(?:(?<={0})(?={0})|(?<!{0})(?!{0}))", w)
                   : fmt::format("(?:(?<={0})(?!{0})|(?<!{0})(?={0}))", w);
    atom_ = std::string::npos;
  }

  // A class, after its `[`, up to and with its `]`.
  std::string set(std::size_t depth) {
    if (depth > kMostDepth) refuse(fmt::format("a class inside {} others", kMostDepth));
    const bool negated = take("^");
    std::vector<std::string> parts;
    CharacterSet now;
    bool first = true, any = false;
    for (;; first = false) {
      if (at_end()) refuse("a class that is not closed");
      if (!first && take("]")) break;
      if (take("&&")) {
        parts.push_back(now.text(false));
        now = {};
        continue;
      }
      member(now, depth);
      any = true;
    }
    if (!any) refuse("an empty class");
    if (parts.empty()) return now.text(negated);
    parts.push_back(now.text(false));
    const std::string both = intersection(parts);
    return negated ? fmt::format("(?:(?!{})(?s:.))", both) : both;
  }

  void member(CharacterSet& set_of, std::size_t depth) {
    if (next_is("[:")) refuse("a class of POSIX");
    if (take("[")) return set_of.add_set(set(depth + 1));
    char32_t low;
    if (take("\\")) {
      if (take("p") || take("P")) return property(set_of, pattern_[at_ - 1] == 'P');
      if (!at_end() && add_class(static_cast<unsigned char>(pattern_[at_]), set_of)) {
        ++at_;
        return;
      }
      low = take("b") ? '\b' : escaped_character();
      if (low == kNone) refuse(fmt::format("`\\{}` in a class", pattern_[at_]));
    } else {
      low = take_char();
    }
    std::string text = literal(low);
    if (next_is("-") && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']' && pattern_[at_ + 1] != '[') {
      const std::size_t dash = at_++;
      char32_t high;
      if (take("\\")) {
        high = escaped_character();
        if (high == kNone) {  // `a-\s`: a dash
          at_ = dash + 1;
          set_of.add_members(text + literal('-'));
          return;
        }
      } else {
        high = take_char();
      }
      if (high < low) refuse("a range from a higher character to a lower one");
      text += fmt::format("-{}", literal(high));
    }
    set_of.add_members(text);
  }

  std::string out_;
  std::size_t atom_ = std::string::npos;  // where what a quantifier would repeat begins in out_
  std::vector<std::size_t> open_;         // where the open groups begin in out_
};

}  // namespace

std::string pcre2_from_oniguruma(std::string_view pattern) { return Translator(pattern).run(); }

}  // namespace constate::tokenizer
