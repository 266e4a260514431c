// The part of TOML that a file of options needs: lines `name = value`, where a value is a text, an integer, a
// number, true or false, or a list of such, which may go over several lines. No tables, dates and texts of
// several lines: these are refused. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace constate::app {

enum class TomlKind { kText, kInteger, kNumber, kBoolean };
const char* name(TomlKind kind);  // "a text"

struct TomlValue {
  TomlKind kind;
  std::string text;  // as it stands there, but without quotes and underscores
};

struct TomlLine {
  int number;  // of the line in the file
  std::string name;
  bool is_list = false;
  std::vector<TomlValue> values = {};  // one, where it is no list
};

// Throws FormatError "line 3: ...", also for a name that stands twice.
std::vector<TomlLine> parse_toml(std::string_view text);

// A text in quotes, as parse_toml reads it.
std::string toml_text(std::string_view text);

}  // namespace constate::app
