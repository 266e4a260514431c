// Single rules: the source and white space, text beyond ASCII, numbers, time, scopes, JSON. What jinja2 makes
// of whole templates is compared in golden_test.cc.
#include <gtest/gtest.h>

#include "jinja/testing.h"
#include "jinja/token.h"

namespace constate::jinja {
namespace {

TEST(Tokens, KindsAndLines) {
  const std::vector<Token> tokens = tokens_of("a\n{{ x.y1 }}{% if 'b\\n' -%}\n 0x1f 1_0 1.5e3");
  const std::vector<std::string> shown_texts = [&] {
    std::vector<std::string> out;
    for (const Token& token : tokens) out.push_back(shown(token));
    return out;
  }();
  EXPECT_EQ(shown_texts,
            (std::vector<std::string>{"text", "`{{`", "`x`", "`.`", "`y1`", "`}}`", "`{%`", "`if`",
                                      "a string", "`%}`", "text", "the end of the template"}));
  EXPECT_EQ(tokens[8].text, "b\n");
  EXPECT_EQ(tokens[1].line, 2);
  EXPECT_EQ(tokens[10].line, 3);
  const std::vector<Token> numbers = tokens_of("{{ 0x1f 1_0 1.5e3 0 00 1.e 2. }}");
  EXPECT_EQ(numbers[1].integer, 31);
  EXPECT_EQ(numbers[2].integer, 10);
  EXPECT_EQ(numbers[3].real, 1500.0);
}

TEST(Source, WhiteSpace) {
  EXPECT_EQ(rendered("a\n"), "a");
  EXPECT_EQ(rendered("a\n\n"), "a\n");
  EXPECT_EQ(rendered("a\r\nb\rc"), "a\nb\nc");
  EXPECT_EQ(rendered("{% if 1 %}\nx\n{% endif %}\ny"), "x\ny");
  EXPECT_EQ(rendered("  {% if 1 %}  x{% endif %}"), "  x");
  EXPECT_EQ(rendered("  {%+ if 1 +%}\nx{% endif %}"), "  \nx");
  EXPECT_EQ(rendered("a  {{- 1 -}}  b"), "a1b");
  EXPECT_EQ(rendered("a \n {#- x -#} \n b"), "ab");
  EXPECT_EQ(rendered("a\n  {# x #}\n  b"), "a\n  b");
  EXPECT_EQ(rendered("a\u00a0{{- 1 }}"), "a1");
  EXPECT_EQ(rendered("{{ {'a': {'b': 1}}['a']['b']}}"), "1");
  EXPECT_EQ(rendered("{% raw %}{{ x }}{% endraw %}"), "{{ x }}");
}

TEST(Text, BeyondAscii) {
  EXPECT_EQ(
      rendered(
          "{{ 'a\u00df\U0001f600' | length }}{{ 'a\u00df\U0001f600'[1] }}{{ 'a\u00df\U0001f600'[::-1] }}"),
      "3\u00df\U0001f600\u00dfa");
  EXPECT_EQ(rendered("{{ 'stra\u00dfe \ufb01' | upper }}"), "STRASSE FI");
  EXPECT_EQ(rendered("{{ '\u039f\u0394\u039f\u03a3 \u03a3' | lower }}"), "\u03bf\u03b4\u03bf\u03c2 \u03c3");
  EXPECT_EQ(rendered("{{ '\u0130' | lower | length }}"), "2");
  EXPECT_EQ(rendered("{{ ['\u200b\u00a0\u2028', '\u00e9'] }}"), "['\\u200b\\xa0\\u2028', '\u00e9']");
  EXPECT_EQ(rendered("{{ '\u2003x\u3000'.strip() }}|{{ 'a\u2028b'.splitlines() | length }}"), "x|2");
}

TEST(Numbers, AsPythonWritesThem) {
  EXPECT_EQ(rendered("{{ [1e15, 1e16, 1.5e-5, 0.0001, 1e300 * 1e10, -0.0, 100.0, 5e-324] }}"),
            "[1000000000000000.0, 1e+16, 1.5e-05, 0.0001, inf, -0.0, 100.0, 5e-324]");
  EXPECT_EQ(rendered("{{ 0.5 | round }} {{ 1.5 | round }} {{ 2.675 | round(2) }} {{ 7 | round(1) }}"),
            "0.0 2.0 2.67 7");
  EXPECT_EQ(rendered("{{ 9007199254740993 == 9007199254740992.0 }}"), "False");
  EXPECT_EQ(rendered("{{ 2 ** 62 }} {{ 2 ** -1 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7.5 // -2 }} {{ 7.5 % -2 }}"),
            "4611686018427387904 0.5 -4 2 -4.0 -0.5");
}

TEST(Time, IsTheCallersAndInEnglish) {
  EXPECT_EQ(
      rendered(
          "{{ strftime_now('%a %A %b %B %d %e %H %I %j %m %M %p %S %y %Y %D %F %R %T %% %-d %-m %-H') }}"),
      "Tue Tuesday Dec December 01  1 15 03 335 12 04 PM 05 26 2026 12/01/26 2026-12-01 15:04 15:04:05 % 1 "
      "12 15");
}

TEST(Json, KeepsItsOrderAndIsEscapedAsPythonDoes) {
  EXPECT_EQ(rendered("{{ x | tojson }}", R"({"x": {"b": [1, 2.50, null, true], "a": "<\u0001\n\"é/"}})"),
            R"({"b": [1, 2.5, null, true], "a": "<\u0001\n\"é/"})");
  EXPECT_EQ(rendered("{{ {'b': {}, 'a': [1, []]} | tojson(indent=1, sort_keys=true) }}"),
            "{\n \"a\": [\n  1,\n  []\n ],\n \"b\": {}\n}");
  EXPECT_EQ(refused("", R"({"x": 18446744073709551615})"),
            "an integer of JSON has at most 64 bits; got 18446744073709551615");
}

TEST(Scopes, AreThoseOfTheSource) {
  EXPECT_EQ(rendered("{% set x = 0 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}"),
            "120");
  EXPECT_EQ(rendered("{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}"), "1");
  EXPECT_EQ(
      rendered(
          "{% for i in [1] %}{% generation %}{% set y = i %}{{ y }}{% endgeneration %}{{ y }}{% endfor %}"),
      "1");
  // As in Jinja2, where `x` is a variable of the template from its beginning.
  EXPECT_EQ(rendered("{% for i in [1] %}{{ x }}{% endfor %}{% set x = 2 %}{{ x }}", R"({"x": 1})"), "2");
  EXPECT_EQ(rendered("{{ x }}{% for i in [1] %}{{ x }}{% endfor %}{% set x = 2 %}{{ x }}", R"({"x": 1})"),
            "112");
}

TEST(Sandbox, NothingOfPythonIsThere) {
  EXPECT_EQ(rendered("{{ ''.__class__ }}{{ x.__init__ }}{{ [].__len__ }}", R"({"x": {}})"), "");
  EXPECT_EQ(refused("{{ ''.__class__.__mro__ }}"), "line 1: a string has no attribute '__class__'");
}

}  // namespace
}  // namespace constate::jinja
