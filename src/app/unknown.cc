#include "app/unknown.h"

#include <fmt/format.h>

#include <array>

#include "app/text.h"
#include "base/error.h"

namespace constate::app {
namespace {

struct Elsewhere {
  const char* word;
  const char* instead;
};

constexpr const char* kPull = "`constate pull ORG/NAME` fetches a checkpoint from the hub";
constexpr const char* kNoConversion =
    "a checkpoint is read as it is published; `--dtype int8` or `int4` quantises it while loading";
constexpr const char* kLists =
    "`constate cache ls` lists compiled programs, `constate devices` plugins and devices; models are folders";

// Commands of other programs that run or serve language models.
constexpr std::array<Elsewhere, 18> kElsewhere{{
    {"server", "`constate serve DIR` serves a model over HTTP"},
    {"download", kPull},
    {"fetch", kPull},
    {"convert", kNoConversion},
    {"quantize", kNoConversion},
    {"quantise", kNoConversion},
    {"list", kLists},
    {"ls", kLists},
    {"ps", "a server says at /slots and /metrics what it does; nothing else runs between two commands"},
    {"rm", "`constate cache clear` removes compiled programs; models are folders of yours"},
    {"show", "`constate inspect DIR` shows what a checkpoint is"},
    {"info", "`constate inspect DIR` shows what a checkpoint is"},
    {"ppl", "`constate perplexity DIR --file FILE` measures it"},
    {"eval", "`constate perplexity DIR --file FILE` measures how well a model predicts a text"},
    {"score", "`constate perplexity DIR --file FILE` measures how well a model predicts a text"},
    {"benchmark", "`constate bench DIR` measures speed"},
    {"complete", "`constate generate DIR PROMPT` continues a text"},
    {"version", "`constate --version` tells it"},
}};

[[noreturn]] void refuse_unknown(const std::string& word, const std::string& what,
                                 const std::vector<std::string>& known, const std::string& command) {
  const std::string near = nearest(word.substr(0, word.find('=')), known);
  const std::string help = fmt::format("`constate {}{}--help`", command, command.empty() ? "" : " ");
  throw Error(
      Code::kInvalidArgument, fmt::format("unknown {} `{}`", what, printable(word)),
      near.empty() ? help + " lists them" : fmt::format("did you mean `{}`? {} lists all", near, help));
}

}  // namespace

std::vector<std::string> command_names(const CLI::App& root) {
  std::vector<std::string> names;
  for (const CLI::App* command : root.get_subcommands(nullptr)) names.push_back(command->get_name());
  return names;
}

const CLI::App* command_named(const CLI::App& root, const std::string& word) {
  for (const CLI::App* command : root.get_subcommands(nullptr))
    if (command->check_name(word)) return command;
  return nullptr;
}

void refuse_command(const std::string& word, const CLI::App& root) {
  for (const Elsewhere& e : kElsewhere)
    if (word == e.word)
      throw Error(Code::kInvalidArgument, fmt::format("unknown command `{}`", word), e.instead);
  refuse_unknown(word, "command", command_names(root), "");
}

void refuse_option(const std::string& word, const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  refuse_unknown(word, "option", names, app.get_parent() ? app.get_name() : "");
}

}  // namespace constate::app
