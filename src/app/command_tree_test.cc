// The facts that completions and the manual page are made of, as the flags give them.
#include "app/command_tree.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/commands.h"
#include "app/manual_page.h"

namespace constate::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<CommandFacts> program() {
  CLI::App root{"What it is", "constate"};
  add_commands(root);
  return facts_of(root);
}

const CommandFacts& command(const std::vector<CommandFacts>& facts, const std::string& name) {
  for (const CommandFacts& c : facts)
    if (c.names[0] == name) return c;
  throw std::runtime_error(name);
}

TEST(CommandTree, AllCommandsInTheirOrder) {
  std::vector<std::string> names;
  for (const CommandFacts& c : program()) names.push_back(c.names[0]);
  EXPECT_THAT(names,
              ElementsAre("constate", "demo", "generate", "chat", "serve", "pull", "inspect", "tokenize",
                          "convert", "perplexity", "verify", "bench", "profile", "devices", "doctor", "dump",
                          "compile", "cache", "state", "completions", "man", "help"));
}

// Each option whose values a shell can offer: they come from the help text.
TEST(CommandTree, Choices) {
  std::vector<std::string> found;
  for (const CommandFacts& c : program()) {
    for (const auto* options : {&c.arguments, &c.options})
      for (const OptionFacts& o : *options)
        if (!o.choices.empty())
          found.push_back(fmt::format("{} {}: {}", c.names[0], o.names.back(), fmt::join(o.choices, " ")));
  }
  EXPECT_THAT(
      found,
      ElementsAre("demo --plugin: cpu cuda tpu", "generate --dtype: f32 bf16 f16 int8 int4 auto",
                  "generate --plugin: cpu cuda tpu", "chat --dtype: f32 bf16 f16 int8 int4 auto",
                  "chat --plugin: cpu cuda tpu", "serve --dtype: f32 bf16 f16 int8 int4 auto",
                  "serve --plugin: cpu cuda tpu", "perplexity --dtype: f32 bf16 f16 int8 int4",
                  "perplexity --plugin: cpu cuda tpu", "verify --dtype: f32 bf16 f16 int8 int4 auto",
                  "verify --plugin: cpu cuda tpu", "bench --dtype: f32 bf16 f16 int8 int4",
                  "bench --format: md csv json", "bench --plugin: cpu cuda tpu",
                  "profile --dtype: f32 bf16 f16 int8 int4", "profile --plugin: cpu cuda tpu",
                  "devices --plugin: cpu cuda tpu", "doctor --dtype: f32 bf16 f16 int8 int4",
                  "doctor --plugin: cpu cuda tpu", "dump --program: prefill decode choose score inspect",
                  "dump --for: cpu cuda tpu", "dump --dtype: f32 bf16 f16 int8 int4",
                  "compile --target: tpu:v6e tpu:v5e cuda:h100 cuda:h200 cuda:b200 cpu",
                  "compile --program: prefill decode all", "compile --dtype: f32 bf16 f16 int8 int4",
                  "compile --plugin: cpu cuda tpu", "state --dtype: f32 bf16 f16 int8 int4 auto",
                  "state --plugin: cpu cuda tpu", "completions SHELL: bash zsh fish"));
}

TEST(CommandTree, OptionsAndArguments) {
  const auto facts = program();
  const CommandFacts& verify = command(facts, "verify");
  ASSERT_FALSE(verify.arguments.empty());
  EXPECT_THAT(verify.arguments[0].names, ElementsAre("DIR"));
  EXPECT_TRUE(verify.arguments[0].takes_folder);
  for (const OptionFacts& o : command(facts, "generate").options) {
    if (o.names.back() == "--max-tokens") {
      EXPECT_THAT(o.names, ElementsAre("-n", "--max-tokens"));
      EXPECT_EQ(o.value, "N");
      EXPECT_FALSE(o.takes_file);
    }
    if (o.names.back() == "--greedy") {
      EXPECT_EQ(o.value, "");
    }
    if (o.names.back() == "--file") {
      EXPECT_TRUE(o.takes_file);
    }
  }
}

TEST(ManualPage, MarksWhatRoffWouldTake) {
  const std::vector<CommandFacts> facts{
      {{"constate"},
       "It's a program.\n\n  example --x 'y'\n.end",
       "",
       {},
       {{{"-h", "--help"}, "", "Help", false, {}, false, false}}},
      {{"do", "run"}, "Does it", "", {{{"DIR"}, "", "Folder", true, {}, false, true}}, {}}};
  const std::string page = manual_page(facts, "1.2");
  EXPECT_THAT(page, HasSubstr(".TH CONSTATE 1 \"\" \"constate 1.2\" \"User Commands\"\n"));
  EXPECT_THAT(page, HasSubstr(".SH DESCRIPTION\nIt\\(aqs a program.\n.PP\n.EX\nexample \\-\\-x "
                              "\\(aqy\\(aq\n.EE\n.PP\n\\&.end\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nHelp.\n"));
  EXPECT_THAT(page, HasSubstr(".SS do\n\\fBconstate do\\fR \\fIDIR\\fR\n.PP\nDoes it.\nAlso: \\fBrun\\fR.\n"
                              ".TP\n\\fBDIR\\fR\nFolder.\n"));
}

}  // namespace
}  // namespace constate::app
