// The commands and options as plain facts, read from what parses them: for completions and the manual page,
// which so cannot say anything else. Parses nothing.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace constate::app {

struct OptionFacts {
  std::vector<std::string> names;  // "-n", "--max-tokens"; of an argument, one: "DIR"
  std::string value;               // "FILE", "N"; empty for a flag
  std::string help;
  bool is_required = false;
  std::vector<std::string> choices;  // values that are known, not always all
  bool takes_file = false, takes_folder = false;
};

struct CommandFacts {
  std::vector<std::string> names;  // its aliases after it
  std::string about;
  std::string footer;  // examples, mostly
  std::vector<OptionFacts> arguments, options;
};

// The program itself first, then its commands.
std::vector<CommandFacts> facts_of(const CLI::App& root);

}  // namespace constate::app
