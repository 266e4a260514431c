// What a shell is told to complete a command line with, as a script in its language. Reads the facts alone.
#pragma once

#include <string>
#include <vector>

#include "app/command_tree.h"

namespace constate::app {

std::string bash_completion(const std::vector<CommandFacts>& facts);
std::string zsh_completion(const std::vector<CommandFacts>& facts);
std::string fish_completion(const std::vector<CommandFacts>& facts);

}  // namespace constate::app
