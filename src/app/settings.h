// Settings that the environment holds, for what belongs to a machine rather than to one call. An option of
// the command line wins over them. docs/commands/README.md has the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace constate::app {

// Nothing where the variable is not set, or empty.
std::optional<std::string> setting(const char* variable);

// Throw Error(kInvalidArgument) that names the variable: "CONSTATE_BLOCK: an integer between 1 and 9 is
// expected; got `x`".
std::optional<std::int64_t> integer_setting(const char* variable, std::int64_t least, std::int64_t greatest);
bool is_set_on(const char* variable);  // 1; else 0, or not set

}  // namespace constate::app
