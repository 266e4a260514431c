#include "runtime/program_folder.h"

#include "base/environment.h"

namespace constate::runtime {

std::filesystem::path default_program_folder() {
  const auto named = [](const char* variable) {
    return std::filesystem::path(environment_variable(variable).value_or(""));
  };
  if (const auto folder = named("CONSTATE_CACHE"); !folder.empty()) return folder;
  // The XDG base directory specification has relative paths ignored.
  if (const auto base = named("XDG_CACHE_HOME"); base.is_absolute()) return base / "constate";
  if (const auto home = named("HOME"); home.is_absolute()) return home / ".cache" / "constate";
  return {};
}

}  // namespace constate::runtime
