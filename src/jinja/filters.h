// The filters: `value | name(arguments)`. To add one, write a function and a line in the table of its file:
// text_filters.cc, number_filters.cc, sequence_filters.cc, or lazy_filters.cc for those that give one item
// after another.
#pragma once

#include <span>

#include "jinja/arguments.h"

namespace constate::jinja {

struct Filter {
  std::string_view name;
  std::string_view parameters;  // as Bound takes them; the first is the value
  Value (*run)(Run& run, const Bound& arguments) = nullptr;
  // Instead of both, for one whose arguments have no fixed names. The first one is the value.
  Value (*run_any)(Run& run, Arguments& arguments) = nullptr;
};

std::span<const Filter> text_filters();
std::span<const Filter> number_filters();
std::span<const Filter> sequence_filters();
std::span<const Filter> lazy_filters();

// Null for a name that is none.
const Filter* find_filter(std::string_view name);
// Whether it is one of Jinja2's that is not supported here.
bool is_refused_filter(std::string_view name);
// `arguments` begin with the value. Errors name the filter.
Value run_filter(Run& run, const Filter& filter, Arguments& arguments);

// As Python's int() and float() read a text; nothing where it is no number. Throws for an integer of more
// than 64 bits.
std::optional<std::int64_t> read_integer(std::string_view text, std::int64_t base = 10);
std::optional<double> read_float(std::string_view text);

// Lower case for what is text: what filters compare by, unless told otherwise.
Value without_case(Run& run, Value value);

}  // namespace constate::jinja
