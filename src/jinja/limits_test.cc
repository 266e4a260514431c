// Templates that would take for ever, too much memory or too much stack: one clear error each, and soon.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

#include "jinja/testing.h"

namespace constate::jinja {
namespace {

std::string repeated(std::string_view what, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += what;
  return out;
}

std::string nested(std::string_view open, std::string_view inside, std::string_view close, int depth) {
  return repeated(open, depth) + std::string(inside) + repeated(close, depth);
}

constexpr const char* kTooDeep = "line 1: the source nests more than 200 levels deep";

TEST(Limits, NestingOfTheSource) {
  for (const int depth : {300, 10'000, 100'000}) {
    EXPECT_EQ(refused("{{ " + nested("(", "1", ")", depth) + " }}"), kTooDeep);
    EXPECT_EQ(refused("{{ " + nested("[", "1", "]", depth) + " }}"), kTooDeep);
    EXPECT_EQ(refused("{{ " + nested("{1:", "1", "}", depth) + " }}"), kTooDeep);
    EXPECT_EQ(refused("{{ " + nested("x[", "1", "]", depth) + " }}"), kTooDeep);
    EXPECT_EQ(refused("{{ " + nested("f(", "1", ")", depth) + " }}"), kTooDeep);
    EXPECT_EQ(refused("{% set " + nested("(", "a", ")", depth) + " = 1 %}"), kTooDeep);
    EXPECT_EQ(refused(nested("{% if 1 %}", "x", "{% endif %}", depth)), kTooDeep);
    EXPECT_EQ(refused(nested("{% for x in y %}", "x", "{% endfor %}", depth)), kTooDeep);
    EXPECT_EQ(refused(nested("{% macro m() %}", "x", "{% endmacro %}", depth)), kTooDeep);
    const std::string expression = "line 1: an expression nests more than 200 levels deep";
    EXPECT_EQ(refused("{{ 1" + repeated(" + 1", depth) + " }}"), expression);
    EXPECT_EQ(refused("{{ x" + repeated(".x", depth) + " }}"), expression);
    EXPECT_EQ(refused("{{ x" + repeated("|list", depth) + " }}"), expression);
    EXPECT_EQ(refused("{{ x" + repeated("()", depth) + " }}"), expression);
    EXPECT_NE(refused("{{ " + repeated("not ", 3 * depth) + "1 }}"), "no error");
    EXPECT_NE(refused("{{ " + repeated("- ", 3 * depth) + "1 }}"), "no error");
    EXPECT_NE(refused("{{ " + repeated("1 if 1 else ", depth) + "1 }}"), "no error");
  }
}

TEST(Limits, NestingThatIsAllowed) {
  EXPECT_EQ(rendered("{{ " + nested("(", "1", ")", 150) + " }}"), "1");
  EXPECT_EQ(rendered(nested("{% if 1 %}", "x", "{% endif %}", 150)), "x");
  EXPECT_EQ(rendered("{{ 1" + repeated(" + 1", 150) + " }}"), "151");
  EXPECT_EQ(rendered("{{ ''" + repeated(" ~ 1", 5000) + " }}"), repeated("1", 5000));
  EXPECT_EQ(rendered("{{ 0" + repeated(" or 0", 5000) + " or 2 }}"), "2");
  EXPECT_EQ(rendered("{% if 0 %}" + repeated("{% elif 0 %}", 5000) + "{% else %}x{% endif %}"), "x");
}

TEST(Limits, NestingOfJson) {
  EXPECT_EQ(rendered("{{ x | tojson | length }}", R"({"x": )" + nested("[", "", "]", 90) + "}"), "180");
  EXPECT_EQ(refused("{{ x }}", R"({"x": )" + nested("[", "", "]", 10'000) + "}"),
            "JSON nests at most 98 levels deep");
}

TEST(Limits, Steps) {
  Limits limits;
  limits.steps = 100'000;
  const std::string message = "line 1: the template takes more than 100000 steps";
  EXPECT_EQ(
      refused("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "{}", limits),
      message);
  EXPECT_EQ(refused("{% for a in range(99999) %}{% set x = 'ab' * 5000 %}{% endfor %}", "{}", limits),
            message);
  EXPECT_EQ(
      refused("{% for a in range(99999) %}{% if ('a' * 9999 ~ 'b') in 'a' * 99999 %}{% endif %}{% endfor %}",
              "{}", limits),
      message);
  EXPECT_EQ(refused("{{ range(9000) | list | sort(reverse=true) | length }}", "{}", limits),
            "line 1: the filter `sort`: the template takes more than 100000 steps");
  EXPECT_EQ(refused("{{ ('a' * 90000).strip('b' * 90000 ~ 'a') }}", "{}", limits),
            "line 1: strip: " + message.substr(8));
  EXPECT_EQ(refused("{{ ('ab' * 90000).rfind('b' * 9000) }}", "{}", limits),
            "line 1: rfind: " + message.substr(8));
  // Equal lists that share their parts, 2 to the power of 60 of them.
  EXPECT_EQ(refused("{% set n = namespace(a=[], b=[]) %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}"
                    "{% set n.b = [n.b, n.b] %}{% endfor %}{{ n.a == n.b }}",
                    "{}", limits),
            message);
}

// What is looked for among many names, or many of which are compared with each other.
TEST(Limits, Names) {
  std::string sets, named, parameters;
  for (int i = 0; i < 60'000; ++i) {
    const std::string name = fmt::format("n{}", i);
    sets += fmt::format("{{% set {} = 1 %}}", name);
    named += name + "=1,";
    parameters += name + ",";
  }
  EXPECT_EQ(refused(sets), "line 1: the template takes more than 10000000 steps");
  EXPECT_EQ(refused("{{ f(" + named + ") }}"), "line 1: a call has at most 255 arguments with names");
  EXPECT_EQ(refused("{% macro m(" + parameters + ") %}{% endmacro %}"),
            "line 1: a macro has at most 255 parameters");
}

TEST(Limits, Memory) {
  const std::string message = "line 1: the template's values take more than 268435456 bytes of memory";
  EXPECT_EQ(refused("{{ 'a' * 10 ** 12 }}"), message);
  EXPECT_EQ(refused("{{ 'abc' * 9223372036854775807 }}"), message);
  EXPECT_EQ(refused("{{ [1] * 10 ** 12 }}"), message);
  EXPECT_EQ(
      refused("{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}"),
      message);
  EXPECT_EQ(
      refused("{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}"),
      message);
  EXPECT_EQ(
      refused("{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}"),
      message);
  EXPECT_NE(
      refused(
          "{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x.replace('b', 'bb' * 99) %}"
          "{% endfor %}"),
      "no error");
  for (const char* source : {"{{ 'a'.center(10 ** 12) }}", "{{ 'a'.zfill(10 ** 12) }}",
                             "{{ 'a' | center(10 ** 12) }}", "{{ 'a\\nb' | indent(10 ** 12) }}",
                             "{{ [1] | batch(10 ** 12, 0) | list }}", "{{ [1] | tojson(indent=10 ** 12) }}"})
    EXPECT_NE(refused(source).find("take more than 268435456 bytes"), std::string::npos) << refused(source);
  EXPECT_EQ(refused("{{ range(10 ** 9) }}"), "line 1: range: has at most 100000 numbers; got 1000000000");
  EXPECT_EQ(refused("{{ range(-9223372036854775807, 9223372036854775807) }}"),
            "line 1: range: has at most 100000 numbers; got 9223372036854775807");
  EXPECT_EQ(refused("{{ '%9999999999d' % 1 }}"), "line 1: a number of a format is at most 100000");
}

TEST(Limits, Output) {
  Limits limits;
  limits.output = 1000;
  EXPECT_EQ(refused("{% for i in range(1000) %}{{ 'x' * 10 }}{% endfor %}", "{}", limits),
            "line 1: the text that comes out is longer than 1000 bytes");
  EXPECT_EQ(rendered("{{ 'x' * 1000 }}", "{}", limits).size(), 1000u);
}

TEST(Limits, Calls) {
  EXPECT_EQ(refused("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
            "line 1: macros call each other more than 100 deep");
  EXPECT_EQ(refused("{% macro m() %}{% if 1 %}{% for x in [1] %}{% filter trim %}{% set y %}{{ [[[[m()]]]] "
                    "}}{% endset %}"
                    "{% endfilter %}{% endfor %}{% endif %}{% endmacro %}{{ m() }}"),
            "line 1: statements, expressions and macros run inside of each other too deep");
  EXPECT_EQ(refused("{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}"),
            "line 1: macros call each other more than 100 deep");
  EXPECT_EQ(
      rendered("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% else %}x{% endif %}{% endmacro %}{{ m(80) }}"),
      "x");
}

TEST(Limits, NestingOfValues) {
  const std::string message = "line 1: values nest at most 100 levels deep";
  EXPECT_EQ(
      refused("{% set n = namespace(x=[]) %}{% for i in range(9999) %}{% set n.x = [n.x] %}{% endfor %}"),
      message);
  EXPECT_EQ(
      refused(
          "{% set n = namespace(x={}) %}{% for i in range(9999) %}{% set n.x = {'a': n.x} %}{% endfor %}"),
      message);
  EXPECT_EQ(refused("{% set n = namespace(x=[1]) %}{% for i in range(9999) %}{% set n.x = n.x | map('abs') "
                    "%}{% endfor %}"),
            message);
}

// What holds itself, or a chain of namespaces, macros and loops as long as it likes, is let go without
// recursion.
TEST(Limits, CyclesAndChains) {
  EXPECT_EQ(rendered("{% set n = namespace() %}{% set n.n = [n, {'a': n}] %}{{ n.n[0] == n }}"), "True");
  EXPECT_EQ(rendered("{% set n = namespace(x=none) %}{% for i in range(99999) %}{% set n.x = "
                     "namespace(x=n.x) %}{% endfor %}x"),
            "x");
  EXPECT_EQ(
      rendered(
          "{% set n = namespace(x=none) %}{% for i in range(50000) %}{% macro m() %}{{ i }}{% endmacro %}"
          "{% set k = n.x %}{% set n.x = m %}{% endfor %}{{ n.x() }}"),
      "49999");
  EXPECT_EQ(
      rendered(
          "{% set n = namespace(x=none) %}{% for i in range(9999) %}{% for j in [n.x] %}{% set n.x = loop %}"
          "{% endfor %}{% endfor %}x"),
      "x");
  EXPECT_EQ(rendered("{% set n = namespace(x=none) %}{% for i in range(9999) %}{% for j in [n.x] %}"
                     "{% set n.x = loop.cycle %}{% endfor %}{% endfor %}x"),
            "x");
}

// On a stack of a quarter of what threads have. Frames of code that a sanitizer watches are several times as
// large.
TEST(Limits, Stack) {
#ifdef __SANITIZE_ADDRESS__
  constexpr std::size_t kStack = 16 << 20;
#else
  constexpr std::size_t kStack = 2 << 20;
#endif
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, kStack), 0);
  pthread_t thread;
  const auto body = [](void*) -> void* {
    EXPECT_NE(refused("{% macro m() %}{{ [[[[[[ (m() ~ 1) | upper ]]]]]] }}{% endmacro %}{{ m() }}"),
              "no error");
    EXPECT_EQ(refused("{{ " + nested("(", "1", ")", 10'000) + " }}"), kTooDeep);
    EXPECT_EQ(rendered("{{ " + nested("[", "1", "]", 99) + " }}"), nested("[", "1", "]", 99));
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, body, nullptr), 0);
  pthread_join(thread, nullptr);
}

TEST(Limits, ATemplateServesThreadsAtOnce) {
  const Template t = Template::parse("{% for x in 'aß' * 50 %}{{ x ~ 'constant' | upper }}{% endfor %}");
  const std::string expected = t.render(OrderedJson::object(), test_time());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) EXPECT_EQ(t.render(OrderedJson::object(), test_time()), expected);
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace constate::jinja
