#include "app/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"

namespace constate::app {
namespace {

std::string error_of(const std::string& text) {
  return message_of([&] { parse_toml(text); });
}

TEST(Toml, Values) {
  const std::vector<TomlLine> lines = parse_toml(
      "# options\r\n"
      "port = 8_080 # here\r\n"
      "\n"
      "  host= \"a\\\"b\\\\c\\td # e\"\n"
      "timeout =1.5e2\n"
      "quiet=true\n"
      "model = [\n"
      "  'C:\\x', # one\n"
      "  \"y\",\n"
      "]\n"
      "least = -3\n"
      "none = []");
  ASSERT_EQ(lines.size(), 7u);
  const auto expect = [&](std::size_t i, int number, const char* name, TomlKind kind, const char* text) {
    EXPECT_EQ(lines[i].number, number);
    EXPECT_EQ(lines[i].name, name);
    EXPECT_FALSE(lines[i].is_list);
    ASSERT_EQ(lines[i].values.size(), 1u);
    EXPECT_EQ(lines[i].values[0].kind, kind);
    EXPECT_EQ(lines[i].values[0].text, text);
  };
  expect(0, 2, "port", TomlKind::kInteger, "8080");
  expect(1, 4, "host", TomlKind::kText, "a\"b\\c\td # e");
  expect(2, 5, "timeout", TomlKind::kNumber, "1.5e2");
  expect(3, 6, "quiet", TomlKind::kBoolean, "true");
  expect(5, 11, "least", TomlKind::kInteger, "-3");
  ASSERT_TRUE(lines[4].is_list);
  ASSERT_EQ(lines[4].values.size(), 2u);
  EXPECT_EQ(lines[4].number, 7);
  EXPECT_EQ(lines[4].values[0].text, "C:\\x");
  EXPECT_EQ(lines[4].values[1].text, "y");
  EXPECT_TRUE(lines[6].is_list);
  EXPECT_TRUE(lines[6].values.empty());
  EXPECT_TRUE(parse_toml("").empty());
  EXPECT_TRUE(parse_toml("\n # a\n").empty());
}

TEST(Toml, WhatIsRefusedIsNamedWithItsLine) {
  const std::string value = "a number, true, false, a text in quotes or a list is expected";
  EXPECT_EQ(error_of("a = 1\nhost = here"), "line 2: " + value);
  for (const char* bad : {"", "1_", "_1", "1__0", "nan", "inf", "1.2.3", "2026-11-27", "--1", "0x", "True"})
    EXPECT_EQ(error_of(std::string("a = ") + bad + "\n"), "line 1: " + value) << bad;
  EXPECT_EQ(error_of("\n\n[serve]\nport = 1"), "line 3: there are no sections");
  EXPECT_EQ(error_of("port 1"), "line 1: `name = value` is expected");
  EXPECT_EQ(error_of("a.b = 1"), "line 1: `name = value` is expected");
  EXPECT_EQ(error_of("= 1"), "line 1: `name = value` is expected");
  EXPECT_EQ(error_of("a = \"x\nb = 1"), "line 1: the text has no end");
  EXPECT_EQ(error_of("a = 'x"), "line 1: the text has no end");
  EXPECT_EQ(error_of("a = \"\\u0041\""), "line 1: of escapes there are \\\", \\\\, \\n, \\r and \\t");
  EXPECT_EQ(error_of("a = \"\"\"x\"\"\""), "line 1: a text goes over one line");
  EXPECT_EQ(error_of("a = [1\n\n2]"), "line 3: `,` or `]` is expected in the list");
  EXPECT_EQ(error_of("a = [[1]]"), "line 1: " + value);
  EXPECT_EQ(error_of("a = [1,"), "line 1: " + value);
  EXPECT_EQ(error_of("a = 1 2"), "line 1: the line's end is expected after the value");
  EXPECT_EQ(error_of("a = 1\nb = 2\na = 3"), "line 3: `a` stands in line 1 too");
}

TEST(Toml, ATextInQuotesIsReadAgain) {
  const std::string text = "a\"b\\c\nd\te\rf#'";
  EXPECT_EQ(parse_toml("x = " + toml_text(text)).at(0).values.at(0).text, text);
}

}  // namespace
}  // namespace constate::app
