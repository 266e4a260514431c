#include "base/base64.h"

#include <gtest/gtest.h>

namespace constate {
namespace {

// The test vectors of RFC 4648, section 10.
TEST(Base64, TheVectorsOfTheRfc) {
  EXPECT_EQ(from_base64(""), "");
  EXPECT_EQ(from_base64("Zg=="), "f");
  EXPECT_EQ(from_base64("Zm8="), "fo");
  EXPECT_EQ(from_base64("Zm9v"), "foo");
  EXPECT_EQ(from_base64("Zm9vYg=="), "foob");
  EXPECT_EQ(from_base64("Zm9vYmE="), "fooba");
  EXPECT_EQ(from_base64("Zm9vYmFy"), "foobar");
  EXPECT_EQ(from_base64("+/8A"), std::string("\xFB\xFF\x00", 3));
}

TEST(Base64, WhatIsNone) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm=v", "====", "Zg==Zg==", "Zm 9", "Zm9v\n", "-_8A"})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace constate
