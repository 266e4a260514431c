// Regular expressions of tokenizer files: what Oniguruma's rules make of them, and where the parts of a text
// end.
#include "tokenizer/text_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"
#include "tokenizer/split.h"

namespace constate::tokenizer {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> parts(const TextPattern& pattern, std::string_view text,
                               SplitBehavior behavior = SplitBehavior::kIsolated, bool invert = false) {
  std::vector<std::string> out;
  for (const Span& s : split_by(pattern.find(text), text.size(), behavior, invert))
    out.emplace_back(text.substr(s.begin, s.end - s.begin));
  return out;
}

std::vector<std::string> parts(const char* regex, std::string_view text) {
  return parts(TextPattern::regex(regex), text);
}

// What the `tokenizers` library 0.23.3 gives for Split(Regex(...), "isolated").
TEST(TextPattern, SplitsAsTheLibrary) {
  EXPECT_THAT(parts(R"(\d{1,2}+)", "12345 1"),
              ElementsAre("12345", " ", "1"));  // `+` repeats, and is not possessive
  EXPECT_THAT(parts("a++b", "aaab"), ElementsAre("aaab"));
  EXPECT_THAT(parts("[a-z&&[^b]]+", "abcb"), ElementsAre("a", "b", "c", "b"));
  EXPECT_THAT(parts(R"([\P{L}x])", "ax1"), ElementsAre("a", "x", "1"));
  EXPECT_THAT(parts(R"(\p{Han})", "a\u4f60"), ElementsAre("a", "\u4f60"));
  EXPECT_THAT(parts(R"(\h)", "f z"), ElementsAre("f", " z"));  // a hexadecimal digit
  EXPECT_THAT(parts("^a", "a\na"), ElementsAre("a", "\n", "a"));
  EXPECT_THAT(parts("a$", "a\na"), ElementsAre("a", "\n", "a"));
  EXPECT_THAT(parts(R"((?<n>a)\1)", "aa"), ElementsAre("aa"));
  EXPECT_THAT(parts(R"(\u0041|\x{42})", "AB"), ElementsAre("A", "B"));
  EXPECT_THAT(parts(R"([^\W_]+)", "a_b"), ElementsAre("a", "_", "b"));
  EXPECT_THAT(parts(R"(\p{^L})", "a1"), ElementsAre("a", "1"));
  EXPECT_THAT(parts(".", "a\n\r"), ElementsAre("a", "\n", "\r"));
  EXPECT_THAT(parts("(?m).+", "a\n"), ElementsAre("a\n"));
  EXPECT_THAT(parts("(?<=a)b", "ab"), ElementsAre("a", "b"));
  EXPECT_THAT(parts(R"(\b)", "ab cd"), ElementsAre("ab", " ", "cd"));
  EXPECT_THAT(parts("a{,2}b", "aab"), ElementsAre("aab"));
  EXPECT_THAT(parts("x*", "axxb"), ElementsAre("a", "xx", "b"));
  EXPECT_THAT(parts(R"(\p{L}+)", "\U00031350\u1c89x\u0378"),
              ElementsAre("\U00031350\u1c89x", "\u0378"));  // Unicode 16
  EXPECT_THAT(parts(R"(\s)", "a\u180e\u0085b"), ElementsAre("a\u180e", "\u0085", "b"));
}

TEST(TextPattern, WhatIsNotReadIsRefusedWithItsPlace) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"(a", "a group that is not closed, at byte 2 of the regular expression, is not read here"},
      {"a)", "a `)` that closes nothing, at byte 1 of the regular expression, is not read here"},
      {"[a", "a class that is not closed, at byte 2 of the regular expression, is not read here"},
      {"*a", "`*` after nothing to repeat, at byte 0 of the regular expression, is not read here"},
      {R"(a\X)", "`\\X`, at byte 1 of the regular expression, is not read here"},
      {R"(\p{Alphabetic})",
       "the property `Alphabetic`, at byte 2 of the regular expression, is not read here"},
      {"[[:alpha:]]", "a class of POSIX, at byte 1 of the regular expression, is not read here"},
      {"(?x)a", "this kind of group, at byte 3 of the regular expression, is not read here"},
      {"a(?i)b",
       "a group of options alone after something else, at byte 5 of the regular expression, is "
       "not read here"},
      {"[z-a]",
       "a range from a higher character to a lower one, at byte 4 of the regular expression, is not read "
       "here"},
      {R"(\x{110000})", "a code point that is none, at byte 10 of the regular expression, is not read here"},
      {"(?<=a+)b", "the regular expression `(?<=a+)b`: lookbehind assertion is not fixed length"},
  };
  for (const auto& [pattern, message] : table)
    EXPECT_EQ(message_and_hint_of([&] { TextPattern::regex(pattern); }), message) << pattern;
}

TEST(TextPattern, ManyStepsEndInAnError) {
  const TextPattern pattern = TextPattern::regex("(a+)+$");
  EXPECT_EQ(message_and_hint_of([&] { pattern.find("b" + std::string(40, 'a') + "!"); }),
            "encode: the tokenizer's regular expression `(a+)+$` takes too many steps, at byte 0 of a part "
            "of the text of "
            "42 bytes, `b" +
                std::string(40, 'a') + "!`");
  EXPECT_EQ(pattern.find(std::string(100'000, 'a')).size(), 1u);
}

TEST(Split, EachBehavior) {
  const TextPattern dash = TextPattern::literal("-");
  const std::string_view text = "the-final--countdown";
  using enum SplitBehavior;
  EXPECT_THAT(parts(dash, text, kRemoved), ElementsAre("the", "final", "countdown"));
  EXPECT_THAT(parts(dash, text, kIsolated), ElementsAre("the", "-", "final", "-", "-", "countdown"));
  EXPECT_THAT(parts(dash, text, kContiguous), ElementsAre("the", "-", "final", "--", "countdown"));
  EXPECT_THAT(parts(dash, text, kMergedWithPrevious), ElementsAre("the-", "final-", "-", "countdown"));
  EXPECT_THAT(parts(dash, text, kMergedWithNext), ElementsAre("the", "-final", "-", "-countdown"));
  EXPECT_THAT(parts(dash, text, kRemoved, true), ElementsAre("-", "-", "-"));
}

}  // namespace
}  // namespace constate::tokenizer
