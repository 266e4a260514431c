// The whole program: finds the command, turns what goes wrong into one line and an exit code.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/commands.h"
#include "app/first_screen.h"
#include "app/flags.h"
#include "app/report.h"
#include "app/terminal.h"
#include "app/text.h"
#include "app/unknown.h"

namespace constate::app {
namespace {

constexpr const char* kAbout =
    "constate runs language models with a recurrent state (Mamba-2, and hybrids such as Granite 4, "
    "Falcon-H1,\n"
    "Nemotron-H and Qwen3.5) on any device that has a PJRT plugin: CPU, NVIDIA GPU, TPU.\n"
    "The state is of constant size: save it, fork it, carry on from it on another machine.\n\n"
    "Examples:\n"
    "  constate demo                                              see it work\n"
    "  constate generate models/demo \"In the beginning\" -n 60     continue a text\n"
    "  constate chat models/demo                                  converse with a model\n"
    "  constate inspect models/demo                               what a checkpoint is\n"
    "  constate doctor                                            what it can run on, and what is amiss\n\n"
    "`constate COMMAND --help` explains a command.";

// Descriptions and usage as CLI11 writes them, without its own order of things.
class Help : public CLI::Formatter {
 public:
  Help() {
    column_width(32);
    label("Positionals", "Arguments");
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    if (!app->get_parent()) return "\nUsage: constate COMMAND [ARGUMENTS]\n";
    std::string out = fmt::format("\nUsage: constate {} [OPTIONS]", name);
    for (const CLI::Option* option :
         app->get_options([](const CLI::Option* o) { return o->get_positional(); }))
      out += option->get_required() ? " " + option->get_name(true) : " [" + option->get_name(true) + "]";
    return out + "\n";
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_name().empty() ? "" : " " + option->get_type_name();
  }
};

// Whether the command has an argument that is a text, which a shell takes apart at its spaces.
bool takes_text(const CLI::App& command) {
  return command.get_option_no_throw("PROMPT") || command.get_option_no_throw("TEXT");
}

// What CLI11 found wrong by itself, in our words.
[[noreturn]] void refuse(const CLI::ParseError& error, const std::string& command) {
  std::string what = error.what();
  if (dynamic_cast<const CLI::RequiredError*>(&error)) {
    what = what.substr(0, what.find(' ')) + " is missing";
  } else if (what.find("flag override") != what.npos) {
    what = "--" + what.substr(0, what.find(' ')) + ": takes no value";
  } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    const std::string option = what.substr(0, what.find(':'));
    what = option + (what.find("At Most") != what.npos || what.find("xactly") != what.npos ||
                             what.find("but received") != what.npos
                         ? ": may be given once"
                         : ": a value is expected; got none");
  }
  usage_error(printable(what), command);
}

int run_command(CLI::App& root, const std::vector<Command>& commands, int argc, const char* const* argv) {
  const auto command_of = [&]() -> const Command* {
    for (const Command& command : commands)
      if (command.app->parsed()) return &command;
    return nullptr;
  };
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const Command* command = command_of();
    write_out((command ? *command->app : root).help());
    return kOk;
  } catch (const CLI::ParseError& e) {
    const Command* command = command_of();
    refuse(e, command ? command->app->get_name() : "");
  }
  const Command* command = command_of();
  if (!command) {
    const std::vector<std::string> rest = root.remaining();
    if (rest.empty() && root.get_option("--version")->count() > 0) {
      write_out(version_text());
      return kOk;
    }
    if (rest.empty() && stdout_is_terminal()) {
      write_out(FirstScreen::of_this_machine().text());
      return kOk;
    }
    if (rest.empty())
      usage_error(fmt::format("a command is expected: {}", fmt::join(command_names(root), ", ")));
    if (rest[0].starts_with('-')) refuse_option(rest[0], root);
    refuse_command(rest[0], root);
  }
  const std::string name = command->app->get_name();
  if (root.get_option("--version")->count() > 0) usage_error("--version takes no command");
  bool literal = false;  // after `--` all are arguments
  for (const std::string& word : command->app->remaining(true)) {
    if (word == "--" && !literal) {
      literal = true;
      continue;
    }
    if (!literal && word.size() > 1 && word.starts_with('-')) refuse_option(word, *command->app);
    usage_error(fmt::format("one argument too many: `{}`{}", printable(word),
                            takes_text(*command->app) ? "; a text with spaces goes in quotes" : ""),
                name);
  }
  return command->run();
}

}  // namespace

std::vector<Command> add_commands(CLI::App& root) {
  return {add_demo(root),    add_generate(root), add_chat(root),    add_serve(root),       add_pull(root),
          add_inspect(root), add_tokenize(root), add_convert(root), add_perplexity(root),  add_verify(root),
          add_bench(root),   add_profile(root),  add_devices(root), add_doctor(root),      add_dump(root),
          add_compile(root), add_cache(root),    add_state(root),   add_completions(root), add_man(root),
          add_help(root)};
}

int run(int argc, const char* const* argv) {
  try {
    prepare_streams();
    CLI::App root{kAbout, "constate"};
    root.formatter(std::make_shared<Help>());
    root.set_help_flag("-h,--help", "Print this and exit");
    bool version = false;
    root.add_flag("--version", version, "Print the versions of the program and its plugin, and exit");
    root.require_subcommand(0, 1);
    root.allow_extras();
    const std::vector<Command> commands = add_commands(root);
    for (const Command& command : commands) command.app->allow_extras()->group("Commands");
    return run_command(root, commands, argc, argv);
  } catch (...) {
    return report(std::current_exception());
  }
}

}  // namespace constate::app
