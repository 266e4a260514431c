// Which names a body of a template hides although they have no value yet. Jinja2 decides by the source: a
// name that a body assigns to before it reads it belongs to that body from its beginning, so that a loop
// inside of it, which comes earlier, does not see the variable of the same name that the caller gave.
#pragma once

#include "jinja/syntax.h"

namespace constate::jinja {

// Fills `hidden` of all statements and macros; returns the names for the template itself.
std::vector<std::string> find_hidden_names(Body& body);

}  // namespace constate::jinja
