// A word that is no command and no option here: what to say about it. Knows the commands of other programs of
// the kind, so that who types one learns what there is in its place.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace constate::app {

// In the order of the help. The first is the command's own name; others stand for it.
std::vector<std::string> command_names(const CLI::App& root);
// By its name or by one that stands for it; null where there is none.
const CLI::App* command_named(const CLI::App& root, const std::string& word);

// Throw Error(kInvalidArgument).
[[noreturn]] void refuse_command(const std::string& word, const CLI::App& root);
[[noreturn]] void refuse_option(const std::string& word,
                                const CLI::App& app);  // of a command, or of the root

}  // namespace constate::app
