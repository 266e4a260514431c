// Configuration: the options of a command from elsewhere than the command line: environment variables, and a
// file in TOML with the names of the options. The command line wins over the environment, which wins over the
// file. It knows where each came from, and can write all of it down as such a file.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

namespace constate::app {

class Configuration {
 public:
  struct Rules {
    std::string prefix;                // --some-name is read from PREFIX_SOME_NAME
    std::vector<std::string> shared;   // options whose variables, CONSTATE_SOME_NAME, others read
    std::vector<std::string> own;      // of the command line alone
    std::string argument, stands_for;  // an argument without a name, and the option that is the same
  };
  // `app` has been parsed, and outlives this.
  Configuration(CLI::App& app, Rules rules);

  // Give `app` what nobody gave it before. A flag is true or false (in the environment also 1 or 0), and of
  // an option that may be given several times a variable has all values, with commas between. Throw Error
  // that names the variable, or the file, the line and the option, where there is no such option, or its
  // value is of another type or one that the option does not take.
  void read_environment();
  void read_file(const std::string& file);

  // As TOML: what was given, with where it came from in a comment, and what was not as a comment with its
  // help.
  std::string text() const;

 private:
  struct Given {
    std::vector<std::string> values;
    std::string where;
  };
  std::vector<CLI::Option*> options() const;
  void give(CLI::Option& option, std::vector<std::string> values, const std::string& where);

  CLI::App& app_;
  const Rules rules_;
  std::map<std::string, Given> given_;  // by the option's name
};

}  // namespace constate::app
