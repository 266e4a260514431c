#include "base/utf8.h"

#include <gtest/gtest.h>

namespace constate {
namespace {

std::string lossy(std::string_view bytes) {
  std::string out;
  append_lossy(bytes, out);
  return out;
}

TEST(Utf8, EveryCodePointRoundTrips) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    std::string text;
    append_utf8(c, text);
    const bool surrogate = c >= 0xD800 && c < 0xE000;
    ASSERT_EQ(find_invalid_utf8(text), surrogate ? 0 : std::string::npos) << static_cast<int>(c);
    if (surrogate) continue;
    ASSERT_EQ(first_char(text).code, c);
    ASSERT_EQ(first_char(text).size, text.size());
    ASSERT_EQ(last_char(std::string("x") + text), c);
  }
}

// The examples of Unicode 15, tables 3-8 to 3-11, and the limits.
TEST(Utf8, IllFormedPartsAreReplacedAsUnicodeRecommends) {
  const std::string u = "\uFFFD";
  EXPECT_EQ(lossy("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), u + u + u + u + u + u + u + u + "A");
  EXPECT_EQ(lossy("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), u + u + u + u + u + u + u + u + "A");
  EXPECT_EQ(lossy("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), u + u + u + u + u + "A" + u + u + "B");
  EXPECT_EQ(lossy("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), u + u + u + u + "A");
  EXPECT_EQ(lossy("\xF4\x8F\xBF\xBF\xF4\x90"), "\U0010FFFF" + u + u);
  EXPECT_EQ(lossy("a\xF0\x9F\x98"), std::string("a") + u);
}

TEST(Utf8, InvalidTextIsFoundAtItsFirstByte) {
  EXPECT_EQ(find_invalid_utf8("ab\xFF"), 2u);
  EXPECT_EQ(find_invalid_utf8("\u00e9\xED\xA0\x80"), 2u);  // a surrogate
  EXPECT_EQ(find_invalid_utf8("\xC0\x80"), 0u);            // overlong
  EXPECT_EQ(find_invalid_utf8("x\xF4\x90\x80\x80"), 1u);   // above U+10FFFF
  EXPECT_EQ(find_invalid_utf8("\u20ac\xE2\x82"), 3u);      // cut short
  EXPECT_EQ(find_invalid_utf8(std::string_view("\0", 1)), std::string::npos);
}

}  // namespace
}  // namespace constate
