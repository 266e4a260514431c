// A set of characters of a regular expression, as PCRE2 text that matches one character. PCRE2's own classes
// can neither subtract nor intersect, so what needs that becomes a look ahead and a class. Plain data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace constate::tokenizer {

class CharacterSet {
 public:
  void add_members(std::string_view members) { members_ += members; }  // `a-z\p{L}`
  void add_set(std::string text) { others_.push_back(std::move(text)); }
  // \p{name}, or all but it. False where the name is not known.
  bool add_property(std::string_view name, bool negated);

  // One character of the set, or none of it.
  std::string text(bool negated) const;

 private:
  std::string members_;
  std::vector<std::string> others_;  // each matches one character
};

// White space as Oniguruma has it: the members of a class.
inline constexpr std::string_view kSpaceMembers =
    R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";

// The characters that are in all of `sets`.
std::string intersection(const std::vector<std::string>& sets);

}  // namespace constate::tokenizer
