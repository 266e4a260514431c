// The methods of values. To add one, write a function and a line in the table of its kind: text_methods.cc
// for strings, methods.cc for the rest.
#pragma once

#include <span>

#include "jinja/arguments.h"

namespace constate::jinja {

struct Method {
  std::string_view name;
  std::string_view parameters;  // as Bound takes them
  Value (*run)(Run& run, const Value& self, const Bound& arguments);
};

std::span<const Method> text_methods();
std::span<const Method> list_methods();
std::span<const Method> dict_methods();

// `value.name` where Python has a method of that name: a function, an undefined value for a method that
// changes its object, nothing for no method. Throws for one that is not supported.
std::optional<Value> method_of(const Value& value, std::string_view name);

// The same for the filters of like names. `most` replacements, or all if it is negative.
std::string replace_text(Run& run, std::string_view bytes, std::string_view old, std::string_view by,
                         std::int64_t most);
enum class Padding { kBefore, kAfter, kAround };
// `bytes` with `filler`, one character, up to `width` characters.
std::string pad_text(Run& run, std::string_view bytes, std::int64_t width, std::string_view filler,
                     Padding where);
std::vector<std::string_view> lines_of(Run& run, std::string_view bytes, bool keep_ends);

// `text.format(...)`, whose arguments have no fixed names.
Value format_braces(Run& run, const Value& self, Arguments& arguments);

}  // namespace constate::jinja
