// constate help: what `--help` says, for whoever types it as a command.
#include <CLI/Formatter.hpp>
#include <memory>

#include "app/commands.h"
#include "app/flags.h"
#include "app/terminal.h"
#include "app/unknown.h"

namespace constate::app {

Command add_help(CLI::App& root) {
  CLI::App* app = root.add_subcommand("help", "Explain the program, or a command");
  app->footer("Examples:\n  constate help\n  constate help generate");
  const auto asked = std::make_shared<std::optional<std::string>>();
  Flags(*app).text("COMMAND", *asked, "", "The command to explain; without it, the whole program");
  return {
      app, [&root, asked] {
        const CLI::App* about = *asked ? command_named(root, **asked) : &root;
        if (!about) refuse_command(**asked, root);
        // App::help would explain the command that was parsed: this one.
        write_out(about->get_formatter()->make_help(about, about->get_name(), CLI::AppFormatMode::Normal));
        return 0;
      }};
}

}  // namespace constate::app
