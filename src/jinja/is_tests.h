// The tests: `value is name(arguments)`. To add one, write a function and a line in the table of is_tests.cc.
#pragma once

#include "jinja/arguments.h"

namespace constate::jinja {

struct IsTest {
  std::string_view name;
  std::string_view parameters;  // as Bound takes them; the first is the value
  bool (*run)(Run& run, const Bound& arguments);
};

// Null for a name that is none.
const IsTest* find_test(std::string_view name);
// `arguments` begin with the value. Errors name the test.
bool run_test(Run& run, const IsTest& test, Arguments& arguments);

}  // namespace constate::jinja
