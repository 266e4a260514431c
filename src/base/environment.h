// A variable of this process's environment. Reads it, so not while another thread changes it.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace constate {

// Nothing where the variable is not set, or empty.
inline std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

}  // namespace constate
