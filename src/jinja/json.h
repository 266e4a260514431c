// JSON into values, and values into JSON as Python's json.dumps writes it.
#pragma once

#include <string>

#include "base/json.h"
#include "jinja/value.h"

namespace constate::jinja {

// Throws FormatError for an integer of more than 64 bits, text that is not UTF-8 and what nests too deep.
Value to_value(Meter& meter, const OrderedJson& json);

struct JsonStyle {
  bool ascii = false, sort_keys = false;
  std::optional<std::string> indent;  // of one level; none: all on one line
  std::string item_separator = ", ", key_separator = ": ";
};
std::string to_json(Run& run, const Value& value, const JsonStyle& style);

}  // namespace constate::jinja
