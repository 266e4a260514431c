// The parts that a tokenizer is made of: character classes, the byte alphabet, words, normal forms,
// merges.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include <map>
#include <numeric>
#include <random>

#include "base/utf8.h"
#include "tokenizer/bpe.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/normal_form.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/unicode_class.h"

namespace constate::tokenizer {
namespace {

using ::testing::ElementsAre;

TEST(UnicodeClass, AgreesWithIcuOnTheCharactersOfUnicode15) {
  for (UChar32 c = 0; c < 0x110000; ++c) {
    UVersionInfo age;
    u_charAge(c, age);
    const auto code = static_cast<char32_t>(c);
    ASSERT_EQ(is_space(code), u_isUWhiteSpace(c) != 0) << c;
    if (age[0] == 0 || age[0] > 15 || (age[0] == 15 && age[1] > 0) || (c >= 0xD800 && c < 0xE000)) continue;
    const auto mask = U_GET_GC_MASK(c);
    ASSERT_EQ(is_letter(code), (mask & U_GC_L_MASK) != 0) << c;
    ASSERT_EQ(is_number(code), (mask & U_GC_N_MASK) != 0) << c;
    const bool word = u_hasBinaryProperty(c, UCHAR_ALPHABETIC) ||
                      u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL) ||
                      (mask & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK));
    ASSERT_EQ(is_word(code), word) << c;
  }
  EXPECT_TRUE(is_letter(0x1C89));  // Unicode 16
  EXPECT_FALSE(is_letter(0x378));  // unassigned
  EXPECT_FALSE(is_space(0x200B));  // zero-width space
  EXPECT_FALSE(is_space(0x180E));  // no space since Unicode 6.3
  EXPECT_FALSE(is_space(0x1C));    // Python's str.isspace and Java's say otherwise
}

TEST(ByteLevel, TheAlphabetOfGpt2) {
  EXPECT_EQ(char_of_byte(' '), 0x120u);
  EXPECT_EQ(char_of_byte('\n'), 0x10Au);
  EXPECT_EQ(char_of_byte(0), 0x100u);
  EXPECT_EQ(char_of_byte(0x7F), 0x121u);
  EXPECT_EQ(char_of_byte(0xA0), 0x142u);
  EXPECT_EQ(char_of_byte(0xAD), 0x143u);
  EXPECT_EQ(char_of_byte('A'), U'A');
  EXPECT_EQ(char_of_byte(0xFF), 0xFFu);
  for (int b = 0; b < 256; ++b)
    EXPECT_EQ(byte_of_char(char_of_byte(static_cast<unsigned char>(b))), static_cast<unsigned char>(b));
  for (char32_t c : {0x20, 0x7F, 0xA0, 0xAD, 0x144, 0x4F60}) EXPECT_EQ(byte_of_char(c), std::nullopt);
  EXPECT_EQ(byte_level_text(" caf\u00e9"), "\u0120caf\u00c3\u00a9");
  EXPECT_EQ(byte_level_bytes("\u0120caf\u00c3\u00a9"), " caf\u00e9");
  EXPECT_EQ(byte_level_bytes("\u00e9"), "\xE9");
  EXPECT_EQ(byte_level_bytes("<a b>"), "<a b>");  // a space is no byte's character
}

std::vector<std::string> words(std::string_view text, const PreTokenizer& pre) {
  std::vector<std::string> out;
  pre.each_word({text, true}, [&](std::string_view word) { out.emplace_back(word); });
  return out;
}

std::vector<std::string> words(std::string_view text) {
  PreTokenizer pre;
  pre.steps.push_back(Gpt2Split{});
  return words(text, pre);
}

TEST(Gpt2Words, EachAlternative) {
  EXPECT_THAT(words("I'm sure we'll say they've 's 'S x'll"),
              ElementsAre("I", "'m", " sure", " we", "'ll", " say", " they", "'ve", " '", "s", " '", "S",
                          " x", "'ll"));
  EXPECT_THAT(words("a1\u0664 22\u00bd !?-x"), ElementsAre("a", "1\u0664", " 22\u00bd", " !?-", "x"));
  EXPECT_THAT(words("!'re"), ElementsAre("!'", "re"));
  EXPECT_THAT(words("''re"), ElementsAre("''", "re"));
  EXPECT_THAT(words("a\u0301b"), ElementsAre("a", "\u0301", "b"));  // a mark is no letter
  EXPECT_THAT(words(""), ElementsAre());
}

TEST(Gpt2Words, Whitespace) {
  EXPECT_THAT(words("a  b"), ElementsAre("a", " ", " b"));
  EXPECT_THAT(words("a   "), ElementsAre("a", "   "));
  EXPECT_THAT(words("a\n\nb"), ElementsAre("a", "\n", "\n", "b"));
  EXPECT_THAT(words("a\n b"), ElementsAre("a", "\n", " b"));
  EXPECT_THAT(words("a \nb"), ElementsAre("a", " ", "\n", "b"));
  EXPECT_THAT(words("\u00a0\u3000x"), ElementsAre("\u00a0", "\u3000", "x"));
  EXPECT_THAT(words(" \u200b"), ElementsAre(" \u200b"));
  EXPECT_THAT(words(" "), ElementsAre(" "));
}

TEST(PreTokenizer, ScriptsAsTheLibraryTellsThemApart) {
  PreTokenizer pre;
  pre.steps = {ScriptSplit{}};
  EXPECT_THAT(words("A  \u0416 b", pre), ElementsAre("A  ", "\u0416 ", "b"));
  EXPECT_THAT(words("A1b", pre), ElementsAre("A", "1", "b"));
  EXPECT_THAT(words("\u3042\u30a2\u4e00\u30fc", pre), ElementsAre("\u3042\u30a2\u4e00\u30fc"));
  EXPECT_THAT(words("  A", pre), ElementsAre("A"));  // it leaves out what is before the first script
  EXPECT_THAT(words(" \u0378A\u0378", pre), ElementsAre("A\u0378"));
  EXPECT_THAT(words("   ", pre), ElementsAre());
}

TEST(PreTokenizer, WordsOfSentencePieceBeginWithTheirSpaces) {
  PreTokenizer pre;
  pre.steps = {SentencePieceWords{}};
  EXPECT_THAT(words("\u2581a\u2581\u2581b\u2581", pre), ElementsAre("\u2581a", "\u2581\u2581b", "\u2581"));
  EXPECT_THAT(words("a", pre), ElementsAre("a"));
}

TEST(PreTokenizer, PrefixSpaceAndSplit) {
  PreTokenizer pre;
  pre.steps = {ByteLevel{true, true, true}};
  EXPECT_THAT(words("a b", pre), ElementsAre(" a", " b"));
  EXPECT_THAT(words(" a", pre), ElementsAre(" a"));
  EXPECT_THAT(words("\ta", pre), ElementsAre(" ", "\t", "a"));
  pre.steps = {ByteLevel{true, false, true}};
  EXPECT_THAT(words("a b", pre), ElementsAre(" a b"));
  pre.steps = {Gpt2Split{}, ByteLevel{true, false, true}};
  EXPECT_THAT(words("a1 b", pre), ElementsAre(" a", " 1", " b"));
  pre.steps = {ByteLevel{false, false, false}};
  EXPECT_THAT(words("a \u00e9", pre), ElementsAre("a\u0120\u00c3\u00a9"));
}

TEST(Gpt2Words, LongRunsTakeNoStack) {
  for (const char* unit : {"a", " ", "\n", "1", "'", "\u4f60"}) {
    std::string text;
    for (int i = 0; i < 1'000'000; ++i) text += unit;
    EXPECT_THAT(words(text), ElementsAre(text));
  }
}

TEST(Normalize, TheFourForms) {
  using enum NormalForm;
  EXPECT_EQ(normalize({kNfc}, "e\u0301"), "\u00e9");
  EXPECT_EQ(normalize({kNfd}, "\u00e9"), "e\u0301");
  EXPECT_EQ(normalize({kNfkc}, "\ufb01\u2460"), "fi1");
  EXPECT_EQ(normalize({kNfkd}, "\u1e9b\u0323"), "s\u0323\u0307");
  EXPECT_EQ(normalize({kNfc}, "\u1100\u1161\u11a8"), "\uac01");
  EXPECT_EQ(normalize({kNfc}, "\u212b"), "\u00c5");
  EXPECT_EQ(normalize({kNfd, kNfkc}, "\ufb01e\u0301"), "fi\u00e9");
  EXPECT_EQ(normalize({}, "e\u0301"), "e\u0301");
}

TEST(Normalize, CharactersNewerThanUnicode9StayAsTheyAre) {
  EXPECT_EQ(normalize({NormalForm::kNfd}, "\U00011938"), "\U00011938");  // Unicode 13 decomposes it
  EXPECT_EQ(normalize({NormalForm::kNfc}, "\U00011935\U00011930"), "\U00011935\U00011930");
  EXPECT_EQ(normalize({NormalForm::kNfc}, "a\u08d3\u0334"),
            "a\u08d3\u0334");  // a mark of Unicode 11: no mark here
}

TEST(Normalize, LongRunsOfMarksAreOrdered) {
  const auto times = [](int n, std::string_view s) {
    std::string out;
    for (int i = 0; i < n; ++i) out += s;
    return out;
  };
  for (int n : {30, 200'000}) {  // below and above the length at which the order is made here
    const std::string text = std::string("e") + times(n, "\u0301\u0323");
    EXPECT_EQ(normalize({NormalForm::kNfd}, text),
              std::string("e") + times(n, "\u0323") + times(n, "\u0301"));
    EXPECT_EQ(normalize({NormalForm::kNfc}, text),
              std::string("\u1eb9") + times(n - 1, "\u0323") + times(n, "\u0301"));
    const std::string tibetan = times(n, "\u0f81\u0f71");  // one decomposes to two marks, itself no mark
    EXPECT_EQ(normalize({NormalForm::kNfkd}, tibetan), times(2 * n, "\u0f71") + times(n, "\u0f80"));
  }
}

// Merges one pair at a time, as the definition has it.
std::vector<std::int32_t> merge_slowly(
    std::vector<std::int32_t> ids, const std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t>& ranks,
    const std::vector<Bpe::Merge>& merges) {
  while (true) {
    std::size_t best = 0;
    std::int32_t rank = INT32_MAX;
    for (std::size_t i = 1; i < ids.size(); ++i) {
      const auto it = ranks.find({ids[i - 1], ids[i]});
      if (it != ranks.end() && it->second < rank) {
        rank = it->second;
        best = i;
      }
    }
    if (rank == INT32_MAX) return ids;
    ids[best - 1] = merges[static_cast<std::size_t>(rank)].result;
    ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(best));
  }
}

TEST(Bpe, GivesWhatMergingOnePairAtATimeGives) {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n)); };
  std::array<std::int32_t, 256> bytes{};
  std::iota(bytes.begin(), bytes.end(), 0);
  int merged = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<Bpe::Merge> merges;
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> ranks;
    std::vector<std::int32_t> ids = {'a', 'b', 'c'};
    while (merges.size() < 12) {  // pairs in any order: some merges come before those that they need
      const std::int32_t left = ids[random() % ids.size()], right = ids[random() % ids.size()];
      if (!ranks.emplace(std::pair(left, right), static_cast<std::int32_t>(merges.size())).second) continue;
      merges.push_back({left, right, 256 + static_cast<std::int32_t>(merges.size())});
      ids.push_back(merges.back().result);
    }
    const Bpe bpe(bytes, merges);
    for (int k = 0; k < 20; ++k) {
      std::string word;
      for (int n = 1 + below(30); n > 0; --n) word += static_cast<char>('a' + below(3));
      std::vector<std::int32_t> got;
      bpe.encode(word, got);
      EXPECT_EQ(got, merge_slowly({word.begin(), word.end()}, ranks, merges)) << word;
      merged += got.size() < word.size();
    }
  }
  EXPECT_GT(merged, 3000);
}

TEST(Bpe, AMegabyteOfOneLetter) {
  std::array<std::int32_t, 256> bytes{};
  std::iota(bytes.begin(), bytes.end(), 0);
  std::vector<Bpe::Merge> merges = {{'a', 'a', 256}};
  for (std::int32_t i = 256; i < 266; ++i) merges.push_back({i, i, i + 1});  // up to 2^11 letters
  std::vector<std::int32_t> got;
  Bpe(bytes, merges).encode(std::string(1 << 20, 'a'), got);
  EXPECT_EQ(got, std::vector<std::int32_t>(1 << 9, 266));
}

TEST(Bpe, ThePairThatStandsTwiceHasItsLaterRank) {
  std::array<std::int32_t, 256> bytes{};
  std::iota(bytes.begin(), bytes.end(), 0);
  std::vector<std::int32_t> got;
  Bpe(bytes, {{'a', 'b', 300}, {'b', 'c', 301}, {'a', 'b', 300}}).encode("abc", got);
  EXPECT_THAT(got, ElementsAre('a', 301));
}

}  // namespace
}  // namespace constate::tokenizer
