#include "engine/text_stream.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace constate::engine {
namespace {

const tokenizer::Tokenizer& demo() {
  static const auto tokenizer =
      tokenizer::Tokenizer::from_file(CONSTATE_SOURCE_DIR "/models/demo/tokenizer.json");
  return tokenizer;
}

std::string streamed(const std::string& text, std::vector<std::string> stop, bool* stopped = nullptr) {
  TextStream stream(demo(), std::move(stop));
  std::string out;
  for (const std::int32_t id : demo().encode(text)) out += stream.push(id);
  out += stream.finish();
  if (stopped) *stopped = stream.stopped();
  return out;
}

TEST(TextStream, WithoutStopsAllTextComesThrough) {
  EXPECT_EQ(streamed("In the beginning: \u00e9\u4e2d\U0001F600.", {}),
            "In the beginning: \u00e9\u4e2d\U0001F600.");
}

TEST(TextStream, AStopStringEndsTheTextBeforeItEvenAcrossTokens) {
  bool stopped = false;
  EXPECT_EQ(streamed("And God said, Let there be light: and there was light.", {"be light"}, &stopped),
            "And God said, Let there ");
  EXPECT_TRUE(stopped);
  EXPECT_EQ(streamed("one two three", {"three", "two"}), "one ");
}

TEST(TextStream, WhatMayBecomeAStopIsHeldBackAndGivenOutWhenItDoesNot) {
  bool stopped = true;
  EXPECT_EQ(streamed("Let there be lights", {"be lightning"}, &stopped), "Let there be lights");
  EXPECT_FALSE(stopped);
  TextStream stream(demo(), {"XY"});
  EXPECT_EQ(stream.push(*demo().id_of("X")), "");
  EXPECT_EQ(stream.push(*demo().id_of("X")), "X");
  EXPECT_EQ(stream.push(*demo().id_of("Y")), "");
  EXPECT_TRUE(stream.stopped());
  EXPECT_EQ(stream.push(*demo().id_of("X")), "");
}

TEST(TextStream, TokensBeyondTheTokenizerHaveNoText) {
  TextStream stream(demo(), {});
  EXPECT_EQ(stream.push(static_cast<std::int32_t>(demo().vocab_size())), "");
}

TEST(TextStream, EmptyStopsAreRefused) { EXPECT_THROW(TextStream(demo(), {""}), Error); }

}  // namespace
}  // namespace constate::engine
