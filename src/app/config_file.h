// Options of a command from elsewhere than the command line: environment variables, and a file in TOML with
// the names of the options. The command line wins over the environment, which wins over the file.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace constate::app {

// Has each long option --some-name read PREFIX_SOME_NAME, but for those in `except`.
void add_environment(CLI::App& app, const std::string& prefix, const std::vector<std::string>& except);

// Gives `app` what `file` has and nobody gave it: lines `some-name = value`. Throws Error for a name that is
// no option, and for a value that the option does not take.
void read_config_file(CLI::App& app, const std::string& file);

}  // namespace constate::app
