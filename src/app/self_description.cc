// constate completions, constate man: what the program says of itself to shells and to man.
#include <memory>

#include "app/commands.h"
#include "app/completions.h"
#include "app/flags.h"
#include "app/manual_page.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/error.h"

namespace constate::app {

Command add_completions(CLI::App& root) {
  CLI::App* app = root.add_subcommand("completions", "Print what a shell completes command lines with");
  app->footer(
      "Examples:\n  source <(constate completions bash)\n"
      "  constate completions fish > ~/.config/fish/completions/constate.fish");
  const auto shell = std::make_shared<std::optional<std::string>>();
  Flags(*app).text("SHELL", *shell, "", "bash, zsh or fish")->required();
  return {app, [&root, shell] {
            const std::vector<CommandFacts> facts = facts_of(root);
            if (**shell == "bash")
              write_out(bash_completion(facts));
            else if (**shell == "zsh")
              write_out(zsh_completion(facts));
            else if (**shell == "fish")
              write_out(fish_completion(facts));
            else
              usage_error("SHELL: bash, zsh or fish is expected; got `" + printable(**shell) + "`",
                          "completions");
            return 0;
          }};
}

Command add_man(CLI::App& root) {
  CLI::App* app = root.add_subcommand("man", "Print the manual page, for man");
  app->footer("Example:\n  constate man | man -l -");
  return {app, [&root] {
            write_out(manual_page(facts_of(root), CONSTATE_VERSION));
            return 0;
          }};
}

}  // namespace constate::app
