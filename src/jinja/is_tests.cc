#include "jinja/is_tests.h"

#include <fmt/format.h>

#include "base/error.h"
#include "jinja/compare.h"
#include "jinja/filters.h"
#include "jinja/iterate.h"
#include "jinja/operators.h"
#include "jinja/print.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

using Kind = Value::Kind;

template <Kind kKind>
bool is_kind(Run&, const Bound& arguments) {
  return arguments[0].is(kKind);
}

bool is_defined(Run&, const Bound& arguments) { return !arguments[0].is_undefined(); }

template <bool kWhich>
bool is_flag(Run&, const Bound& arguments) {
  const bool* flag = arguments[0].boolean();
  return flag != nullptr && *flag == kWhich;
}

bool is_a_number(Run&, const Bound& arguments) {
  return arguments[0].integer() || arguments[0].real() != nullptr;
}

// Python looks for a length and for items by place, both of which dicts and undefined values have.
bool is_sequence(Run&, const Bound& arguments) {
  const Value& value = arguments[0];
  if (value.list() != nullptr) return !value.list()->is_view();
  return has_items(value) && !value.is(Kind::kIterator);
}

bool is_iterable(Run&, const Bound& arguments) {
  return has_items(arguments[0]) || arguments[0].is(Kind::kLoop);
}

bool is_callable(Run&, const Bound& arguments) {
  const Value& value = arguments[0];
  return value.is(Kind::kFunction) || value.is(Kind::kLoop) || value.is_undefined();
}

template <std::int64_t kRest>
bool remainder_of_two(Run& run, const Bound& arguments) {
  const Value rest = apply(run, Operator::kRemainder, arguments[0], Value(std::int64_t{2}));
  return equal(rest, Value(kRest), &run.meter);
}

bool divisible(Run& run, const Bound& arguments) {
  const Value rest = apply(run, Operator::kRemainder, arguments[0], arguments[1]);
  return equal(rest, Value(std::int64_t{0}), &run.meter);
}

template <bool (*kRight)(char32_t)>
bool cased_all(Run& run, const Bound& arguments) {
  const std::string text = to_str(run, arguments[0]);
  bool any = false;
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(character_size(rest))) {
    const char32_t c = first_character(rest);
    if (is_cased(c) && !kRight(c)) return false;
    any = any || is_cased(c);
  }
  return any;
}

bool same(Run&, const Bound& arguments) { return arguments[0].same_as(arguments[1]); }
bool is_in(Run& run, const Bound& arguments) { return contains(run, arguments[1], arguments[0]); }
bool is_escaped(Run&, const Bound& arguments) { return arguments[0].is_text() && arguments[0].text()->safe; }

bool eq(Run& run, const Bound& arguments) { return equal(arguments[0], arguments[1], &run.meter); }
bool ne(Run& run, const Bound& arguments) { return !eq(run, arguments); }
bool lt(Run& run, const Bound& arguments) { return less(arguments[0], arguments[1], &run.meter); }
bool gt(Run& run, const Bound& arguments) { return less(arguments[1], arguments[0], &run.meter); }
bool le(Run& run, const Bound& arguments) { return less_or_equal(arguments[0], arguments[1], &run.meter); }
bool ge(Run& run, const Bound& arguments) { return less_or_equal(arguments[1], arguments[0], &run.meter); }

bool names_filter(Run&, const Bound& arguments) {
  const Value& name = arguments[0];
  return name.is_text() && (find_filter(name.bytes()) != nullptr || is_refused_filter(name.bytes()));
}
bool names_test(Run&, const Bound& arguments) {
  return arguments[0].is_text() && find_test(arguments[0].bytes()) != nullptr;
}

constexpr IsTest kTests[] = {
    {"!=", "value other", ne},
    {"<", "value other", lt},
    {"<=", "value other", le},
    {"==", "value other", eq},
    {">", "value other", gt},
    {">=", "value other", ge},
    {"boolean", "value", is_kind<Kind::kBoolean>},
    {"callable", "value", is_callable},
    {"defined", "value", is_defined},
    {"divisibleby", "value num", divisible},
    {"eq", "value other", eq},
    {"equalto", "value other", eq},
    {"escaped", "value", is_escaped},
    {"even", "value", remainder_of_two<0>},
    {"false", "value", is_flag<false>},
    {"filter", "value", names_filter},
    {"float", "value", is_kind<Kind::kFloat>},
    {"ge", "value other", ge},
    {"greaterthan", "value other", gt},
    {"gt", "value other", gt},
    {"in", "value seq", is_in},
    {"integer", "value", is_kind<Kind::kInteger>},
    {"iterable", "value", is_iterable},
    {"le", "value other", le},
    {"lessthan", "value other", lt},
    {"lower", "value", cased_all<is_lower>},
    {"lt", "value other", lt},
    {"mapping", "value", is_kind<Kind::kDict>},
    {"ne", "value other", ne},
    {"none", "value", is_kind<Kind::kNone>},
    {"number", "value", is_a_number},
    {"odd", "value", remainder_of_two<1>},
    {"sameas", "value other", same},
    {"sequence", "value", is_sequence},
    {"string", "value", is_kind<Kind::kText>},
    {"test", "value", names_test},
    {"true", "value", is_flag<true>},
    {"undefined", "value", is_kind<Kind::kUndefined>},
    {"upper", "value", cased_all<is_upper>},
};

}  // namespace

const IsTest* find_test(std::string_view name) {
  for (const IsTest& test : kTests)
    if (test.name == name) return &test;
  return nullptr;
}

bool run_test(Run& run, const IsTest& test, Arguments& arguments) {
  return with_context(fmt::format("the test `{}`", test.name),
                      [&] { return test.run(run, Bound(test.parameters, arguments)); });
}

}  // namespace constate::jinja
