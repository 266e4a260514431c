#include "app/settings.h"

#include "app/flags.h"
#include "base/environment.h"

namespace constate::app {

std::optional<std::string> setting(const char* variable) { return environment_variable(variable); }

std::optional<std::int64_t> integer_setting(const char* variable, std::int64_t least, std::int64_t greatest) {
  const std::optional<std::string> value = setting(variable);
  if (!value) return std::nullopt;
  return integer_of(variable, *value, least, greatest);
}

bool is_set_on(const char* variable) { return integer_setting(variable, 0, 1).value_or(0) == 1; }

}  // namespace constate::app
