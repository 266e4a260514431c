// The functions that every template knows. To add one, write it and a line in the table of functions.cc.
#pragma once

#include "jinja/arguments.h"

namespace constate::jinja {

struct GlobalFunction {
  std::string_view name;
  Value (*run)(Run& run, Arguments& arguments);
};

// Null for a name that is none.
const GlobalFunction* find_function(std::string_view name);
// Whether it is one of Jinja2's that is not supported here.
bool is_refused_function(std::string_view name);

// `time` as C's strftime writes it in English: %a %A %b %B %d %e %H %I %j %m %M %p %S %y %Y %F %T %R %D, each
// number also as %-d without what fills it up. Throws for others.
std::string format_time(const std::tm& time, std::string_view format);

}  // namespace constate::jinja
