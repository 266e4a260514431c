// Decoding token by token: what each step gives when, and that what it gives is certain.
#include "tokenizer/decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace constate::tokenizer {
namespace {

using ::testing::ElementsAre;

Decoder of(std::vector<Decoder::Step> steps) { return {std::move(steps)}; }

// What each token gives, and the end.
std::vector<std::string> given(const Decoder& decoder, const std::vector<std::string>& tokens) {
  Decoding decoding(decoder);
  std::vector<std::string> out;
  for (const std::string& token : tokens) out.push_back(decoding.push(token));
  out.push_back(decoding.finish());
  return out;
}

Decoder llama() {
  return of(
      {Replace{TextPattern::literal("\u2581"), " "}, ByteFallback{}, Fuse{}, StripCharacter{" ", 1, 0}});
}

TEST(Decoding, ARowOfByteTokensComesAtItsEnd) {
  EXPECT_THAT(given(llama(), {"\u2581a", "<0xE2>", "<0x82>", "<0xAC>", "b"}), ElementsAre("a", "", "", "",
                                                                                          "\u20ac"
                                                                                          "b",
                                                                                          ""));
  // One byte that is wrong spoils all of its row.
  EXPECT_THAT(given(llama(), {"<0x41>", "<0xFF>", "b"}), ElementsAre("", "", "\uFFFD\uFFFDb", ""));
  EXPECT_THAT(given(llama(), {"<0x41>", "<0xC3>"}), ElementsAre("", "", "\uFFFD\uFFFD"));
  EXPECT_THAT(given(llama(), {"<0xg1>", "<0x4>"}), ElementsAre("<0xg1>", "<0x4>", ""));
}

TEST(Decoding, OneSpaceGoesFromTheStartOfTheText) {
  EXPECT_THAT(given(llama(), {"\u2581\u2581x", "\u2581y"}), ElementsAre(" x", " y", ""));
  EXPECT_THAT(given(llama(), {"\u2581", "\u2581"}), ElementsAre("", " ", ""));
  // Not in the middle of one that goes on.
  const Decoder decoder = llama();
  Decoding decoding(decoder);
  EXPECT_EQ(decoding.push_bytes(""), "");
  EXPECT_EQ(decoding.push("\u2581x"), " x");
}

TEST(Decoding, SpacesAtTheEndWaitForWhatFollows) {
  const Decoder decoder = of({Fuse{}, StripCharacter{"_", 0, 2}});
  EXPECT_THAT(given(decoder, {"a_", "_", "b__", "_"}), ElementsAre("a", "", "__b", "_", ""));
}

TEST(Decoding, AMarkAtTheEndOfWordsIsASpaceButForTheLast) {
  EXPECT_THAT(given(of({SuffixToSpace{"</w>"}}), {"a", "b</w>", "c</w>"}), ElementsAre("", "a", "b ", "c"));
}

TEST(Decoding, WordPieces) {
  EXPECT_THAT(given(of({WordPieceToText{"##", true}}), {"do", "not", "##s", "!", "##"}),
              ElementsAre("do", " not", "s", "!", "", ""));
  EXPECT_THAT(given(of({WordPieceToText{"##", false}}), {"##a", "!"}), ElementsAre("##a", " !", ""));
}

TEST(Decoding, OneTokenOfSeveralAlikeAndNoPadding) {
  EXPECT_THAT(given(of({CtcToText{"<pad>", "|", true}}), {"a", "a", "<pad>", "a", "|", "b"}),
              ElementsAre("a", "", "", "a", " ", "b", ""));
}

TEST(Decoding, WithoutADecoderASpaceStandsBetweenTokens) {
  EXPECT_THAT(given(of({JoinBySpace{}}), {"a", "b"}), ElementsAre("a", " b", ""));
}

TEST(Decoding, WhatSeesTheTextAsAWholeWaitsForIt) {
  EXPECT_THAT(given(of({Fuse{}, Replace{TextPattern::literal("ab"), "x"}}), {"a", "b", "a"}),
              ElementsAre("", "", "", "xa"));
}

TEST(Decoding, WhatATokenIsInTheMiddle) {
  EXPECT_EQ(Decoding::in_the_middle(llama(), "<0xE2>"), "\xE2");
  EXPECT_EQ(Decoding::in_the_middle(llama(), "\u2581the"), " the");
  EXPECT_EQ(Decoding::in_the_middle(of({SuffixToSpace{"</w>"}}), "b</w>"), "b ");
  EXPECT_EQ(Decoding::in_the_middle(of({BytesToText{}}), "\u0120\u00c3"), " \xC3");
}

}  // namespace
}  // namespace constate::tokenizer
