// What is refused, with its message: at parse time where the source shows it.
#include <gtest/gtest.h>

#include "jinja/testing.h"

namespace constate::jinja {
namespace {

struct Case {
  const char* source;
  const char* message;
};

void expect_messages(std::initializer_list<Case> cases) {
  for (const Case& one : cases) EXPECT_EQ(refused(one.source), one.message) << one.source;
}

std::string parse_message(std::string_view source) {
  return message_of([&] { Template::parse(source); });
}

TEST(Refused, NotSupportedByName) {
  for (const char* filter : {"attr", "filesizeformat", "forceescape", "pprint", "random", "striptags",
                             "urlize", "wordwrap", "xmlattr"})
    EXPECT_EQ(parse_message("\n\n{{ x | " + std::string(filter) + " }}"),
              "line 3: the filter `" + std::string(filter) + "` is not supported");
  for (const char* tag : {"autoescape", "block", "do", "extends", "from", "import", "include", "trans"})
    EXPECT_EQ(parse_message("{% " + std::string(tag) + " x %}"),
              "line 1: the tag `" + std::string(tag) + "` is not supported");
  for (const char* function : {"cycler", "joiner", "lipsum"})
    EXPECT_EQ(parse_message("\n{{ " + std::string(function) + "() }}"),
              "line 2: the function `" + std::string(function) + "` is not supported");
  const Case cases[] = {
      {"{% for x in y recursive %}{% endfor %}", "line 1: a `for` that is `recursive` is not supported"},
      {"{{ f(*x) }}", "line 1: arguments with `*` are not supported"},
      {"{{ f(**x) }}", "line 1: arguments with `**` are not supported"},
      {"{% macro m(*x) %}{% endmacro %}", "line 1: parameters with `*` are not supported"},
      {"{% macro m(caller) %}{% endmacro %}", "line 1: a parameter that is named `caller` is not supported"},
      {"{{ x[1:2, 3] }}", "line 1: a slice beside another key is not supported"},
      {"{{ 99999999999999999999 }}", "line 1: an integer has at most 64 bits; got 99999999999999999999"},
      {"{{ '\\ud83d' }}", "line 1: the escape `\\ud83d` is half of a character, which is not supported"},
      {"{{ '\\N{DASH}' }}", "line 1: the escape `\\N` is not supported"},
      {"{{ gr\u00fcn }}", "line 1: a name has letters, digits and underscores of ASCII only"},
  };
  for (const Case& one : cases) EXPECT_EQ(parse_message(one.source), one.message) << one.source;
}

TEST(Refused, NotSupportedWhileItRuns) {
  expect_messages({
      {"{{ 'x'.encode() }}", "line 1: the attribute `encode` of a string is not supported"},
      {"\n{{ (1).real }}", "line 2: the attribute `real` of an integer is not supported"},
      {"{{ {}.fromkeys }}", "line 1: the attribute `fromkeys` of a dict is not supported"},
      {"{{ [1] | map('upper') }}", "line 1: an iterator has no text; call it, or make a list of it"},
      {"{{ 'x'.upper }}", "line 1: a function has no text; call it, or make a list of it"},
      {"{{ '{:>5}'.format(1) }}",
       "line 1: format: format: the field `{:>5}` is not supported; {}, {0} and {name} are"},
      {"{{ '%x' % 1 }}",
       "line 1: `%x` in a format is not supported; %s, %r, %d, %i, %u, %f, %e, %g and %% are"},
      {"{{ strftime_now('%Z') }}", "line 1: strftime_now: `%Z` of a time is not supported"},
      {"{{ 9223372036854775807 + 1 }}", "line 1: an integer has at most 64 bits"},
      {"{{ -8 ** 0.5 }}", "line 1: complex numbers are not supported"},
      {"{{ 1.5 | round(-1) }}", "line 1: the filter `round`: round: a precision below zero is not supported"},
      {"{% set n = namespace() %}{% set n.n = n %}{{ n }}",
       "line 1: a namespace that holds itself is not printed"},
  });
}

TEST(Refused, FaultsOfTheSource) {
  expect_messages({
      {"a\n{{ x", "line 2: `{{` has no `}}`"},
      {"{% if x", "line 1: `{%` has no `%}`"},
      {"{# x", "line 1: a comment has no end"},
      {"{% raw %} x", "line 1: `raw` has no `endraw`"},
      {"{% if x %}\n", "line 1: `endif` is missing"},
      {"{% for x in y %}{% endif %}", "line 1: there is no tag `endif` here"},
      {"{% nothing %}", "line 1: there is no tag `nothing` here"},
      {"{{ x | nothing }}", "line 1: there is no filter `nothing`"},
      {"{{ x is nothing }}", "line 1: there is no test `nothing`"},
      {"{{ (1 }}", "line 1: `)` is expected; got `}`"},
      {"{{ 1 + }}", "line 1: an expression is expected; got `}}`"},
      {"{{ }}", "line 1: an expression is expected; got `}}`"},
      {"{{ 1 2 }}", "line 1: `}}` is expected; got `2`"},
      {"{{ 'x }}", "line 1: a string has no end"},
      {"{{ x ? y }}", "line 1: `?` stands for nothing"},
      {"{% set 1 = 2 %}", "line 1: a name is expected; got `1`"},
      {"{% set true = 2 %}", "line 1: nothing is assigned to `true`"},
      {"{% for loop in x %}{% endfor %}", "line 1: nothing is assigned to `loop` inside of a `for`"},
      {"{% break %}", "line 1: `break` is inside of no `for`"},
      {"{% for x in y %}{% macro m() %}{% continue %}{% endmacro %}{% endfor %}",
       "line 1: `continue` is inside of no `for`"},
      {"{% call x %}{% endcall %}", "line 1: `call` is followed by a call"},
      {"{{ f(a=1, 2) }}", "line 1: an argument without a name follows one with a name"},
      {"{{ f(a=1, a=2) }}", "line 1: the argument `a` is given twice"},
      {"{{ x is defined is none }}", "line 1: a test does not follow another one"},
      {"\xff", "line 1: a template is UTF-8"},
  });
}

TEST(Refused, FaultsOfARun) {
  expect_messages({
      {"{{ x.y }}", "line 1: 'x' is undefined"},
      {"{{ {}.x.y }}", "line 1: a dict has no attribute 'x'"},
      {"\n{{ x + 1 }}", "line 2: 'x' is undefined"},
      {"{{ 1 + 'a' }}", "line 1: `+` is not for an integer and a string"},
      {"{{ 1 < 'a' }}", "line 1: an integer and a string have no order"},
      {"{{ 1 // 0 }}", "line 1: division by zero"},
      {"{{ 1 in 'a' }}", "line 1: `in` looks for a string in a string; got an integer"},
      {"{{ none() }}", "line 1: none cannot be called"},
      {"{{ [].append(1) }}", "line 1: `append` would change a list, which a template may not"},
      {"{% for x in none %}{% endfor %}", "line 1: none has no items to go through"},
      {"{% set a, b = [1] %}", "line 1: 2 values are taken apart; got 1"},
      {"{% set x.y = 1 %}", "line 1: an attribute is set of a namespace only; `x` is an undefined value"},
      {"{{ 'a'.replace('b') }}", "line 1: replace: the argument `new` is missing"},
      {"{{ 'a' | replace('b', 'c', 'd') }}",
       "line 1: the filter `replace`: the argument `count` is an integer; got a string"},
      {"{% macro m() %}{% endmacro %}{{ m(1) }}", "line 1: the macro 'm' takes at most 0 arguments"},
      {"{% macro m() %}{% endmacro %}\n{{ m(a=1) }}", "line 2: the macro 'm' has no parameter `a`"},
      {"{{ namespace | tojson }}", "line 1: the filter `tojson`: tojson: a function is not JSON"},
      {"{{ {[]: 1} }}", "line 1: a list can be no key of a dict"},
      {"\n\n{% macro m() %}\n{{ x.y }}{% endmacro %}{{ m() }}", "line 4: 'x' is undefined"},
  });
}

TEST(Refused, RaisedByTheTemplate) {
  try {
    rendered("\n{{ raise_exception('roles must alternate') }}");
    FAIL();
  } catch (const Raised& e) {
    EXPECT_EQ(e.message, "roles must alternate");
    EXPECT_STREQ(e.what(), "line 2: the template refuses: roles must alternate");
  }
}

}  // namespace
}  // namespace constate::jinja
