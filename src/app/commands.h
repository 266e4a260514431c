// The commands, one file each. `add_...` registers a command with its options and returns what runs it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace constate::app {

struct Command {
  CLI::App* app;
  std::function<int()> run;  // the exit code; throws what report.h tells
};

Command add_generate(CLI::App& root);
Command add_chat(CLI::App& root);
Command add_serve(CLI::App& root);
Command add_pull(CLI::App& root);
Command add_inspect(CLI::App& root);
Command add_tokenize(CLI::App& root);
Command add_convert(CLI::App& root);
Command add_perplexity(CLI::App& root);
Command add_verify(CLI::App& root);
Command add_demo(CLI::App& root);
Command add_devices(CLI::App& root);
Command add_doctor(CLI::App& root);
Command add_bench(CLI::App& root);
Command add_profile(CLI::App& root);
Command add_dump(CLI::App& root);
Command add_compile(CLI::App& root);
Command add_cache(CLI::App& root);
Command add_state(CLI::App& root);
Command add_completions(CLI::App& root);
Command add_man(CLI::App& root);
Command add_help(CLI::App& root);
// All of them, as the help lists them.
std::vector<Command> add_commands(CLI::App& root);

// For `constate --version`: several lines.
std::string version_text();

// The whole program.
int run(int argc, const char* const* argv);

}  // namespace constate::app
