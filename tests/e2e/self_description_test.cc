// Completions in the shells that they are for, and the manual page as a formatter reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "shell.h"

namespace constate::e2e {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::string script(const std::string& shell) {
  const Result r = run({"completions", shell});
  EXPECT_EQ(r.code, 0) << r.err;
  return r.out;
}

// What bash offers for `words`, the last of which is being typed; as bash takes a line apart.
std::vector<std::string> offered(const std::string& words, const std::string& before = "") {
  TempDir dir;
  const std::string file = dir.write("constate.bash", script("bash"));
  const Result r = shell("set -eu\n. " + file + "\n" + before + "\nCOMP_WORDS=(" + words +
                         ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\nset +e\n_constate\n" +
                         "printf '%s\\n' \"${COMPREPLY[@]}\"");
  EXPECT_EQ(r.code, 0) << r.out;
  std::vector<std::string> out;
  std::istringstream lines(r.out);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) out.push_back(line);
  return out;
}

TEST(Completions, CommandsAndOptionsInBash) {
  EXPECT_THAT(offered("constate ge"), ElementsAre("generate"));
  EXPECT_THAT(offered("constate dev"), ElementsAre("devices"));
  EXPECT_THAT(offered("constate --v"), ElementsAre("--version"));
  EXPECT_THAT(offered("constate generate --top"), UnorderedElementsAre("--top-k", "--top-p"));
  EXPECT_THAT(offered("constate generate models/demo --top-k 3 --rep"), ElementsAre("--repetition-penalty"));
  EXPECT_THAT(offered("constate nonsense --t"), IsEmpty());
}

TEST(Completions, ValuesInBash) {
  EXPECT_THAT(offered("constate generate x --dtype ''"),
              ElementsAre("f32", "bf16", "f16", "int8", "int4", "auto"));
  EXPECT_THAT(offered("constate generate x --dtype = b"), ElementsAre("bf16"));
  EXPECT_THAT(offered("constate bench --format ''"), ElementsAre("md", "csv", "json"));
  EXPECT_THAT(offered("constate bench -o j"), ElementsAre("json"));
  // bash takes a word apart at a colon, and completes what stands behind it.
  EXPECT_THAT(offered("constate compile x --target tpu : v"), UnorderedElementsAre("v6e", "v5e"));
  EXPECT_THAT(offered("constate generate x -n ''"), IsEmpty());
  EXPECT_THAT(offered("constate completions f"), ElementsAre("fish"));
}

TEST(Completions, PathsInBash) {
  TempDir dir;
  std::filesystem::create_directories(dir.path / "a model");
  dir.write("a file", "x");
  const std::string there = "cd " + dir.str();
  EXPECT_THAT(offered("constate generate a", there), ElementsAre("a model"));
  EXPECT_THAT(offered("constate generate m --file a", there), UnorderedElementsAre("a file", "a model"));
  EXPECT_THAT(offered("constate devices --plugin a", there), UnorderedElementsAre("a file", "a model"));
  EXPECT_THAT(offered("constate devices --plugin c", there), UnorderedElementsAre("cpu", "cuda"));
}

TEST(Completions, InFish) {
  TempDir dir;
  const std::string file = dir.write("constate.fish", script("fish"));
  const auto offered = [&](const std::string& line) {
    const Result r = shell("HOME=" + dir.str() + " fish -c 'source " + file + "; complete -C \"" + line +
                           "\"' | cut -f 1");
    EXPECT_EQ(r.code, 0) << r.out;
    return r.out;
  };
  EXPECT_EQ(offered("constate ge"), "generate\n");
  EXPECT_EQ(offered("constate generate --top"), "--top-k\n--top-p\n");
  EXPECT_EQ(offered("constate generate x --dtype b"), "bf16\n");
  EXPECT_EQ(offered("constate compile x --target tpu:"), "tpu:v5e\ntpu:v6e\n");
}

// zsh completes only for a terminal: here the functions that the script calls stand in for it, and say with
// what.
TEST(Completions, InZsh) {
  TempDir dir;
  const std::string file = dir.write("_constate", script("zsh"));
  const auto called = [&](const std::string& words) {
    const Result r = shell("zsh -f -c 'compdef() { :; }; . " + file +
                           "; _arguments() { print -rl -- \"$@\"; }; _describe() { print -rl -- $commands; };"
                           " words=(" +
                           words + "); CURRENT=${#words}; _constate'");
    EXPECT_EQ(r.code, 0) << r.out;
    return r.out;
  };
  EXPECT_THAT(called("constate x"), HasSubstr("generate:Continue a text\n"));
  EXPECT_THAT(called("constate x"), HasSubstr("--version[Print the versions"));
  const std::string generate = called("constate generate x");
  EXPECT_THAT(generate, HasSubstr("\n(-n --max-tokens)-n["));
  EXPECT_THAT(generate, HasSubstr("]:TYPE:(f32 bf16 f16 int8 int4 auto)\n"));
  EXPECT_THAT(generate, HasSubstr("\n1:DIR:_files -/\n"));
  EXPECT_THAT(generate, HasSubstr(":NAME|FILE: _alternative \"words\\:value\\:(cpu cuda tpu)\" "));
  EXPECT_THAT(called("constate compile x"), HasSubstr(":NAME:(tpu\\:v6e tpu\\:v5e "));
}

TEST(Completions, AnotherShellIsRefused) {
  const Result r = run({"completions", "tcsh"});
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.err,
            "constate: SHELL: bash, zsh or fish is expected; got `tcsh`\n"
            "hint: `constate completions --help` explains\n");
  EXPECT_EQ(r.out, "");
}

TEST(Man, IsAManualPageWithoutFault) {
  TempDir dir;
  const Result page = run({"man"});
  EXPECT_EQ(page.code, 0);
  const std::string file = dir.write("constate.1", page.out);
  // It has no date, so that the same program always prints the same page.
  const Result lint = shell("mandoc -Tlint -Wwarning " + file + " | grep -v ': missing date'");
  EXPECT_EQ(lint.out, "");
  EXPECT_EQ(lint.code, 1);
  const Result text = shell("mandoc -Tascii " + file + " | sed 's/.\\x08//g'");
  EXPECT_THAT(text.out, HasSubstr("\n   generate\n       constate generate [DIR] [PROMPT] [OPTIONS]\n"));
  EXPECT_THAT(text.out, HasSubstr("       -n, --max-tokens N\n"));
  EXPECT_THAT(text.out, HasSubstr("\nEXIT STATUS\n"));
}

}  // namespace
}  // namespace constate::e2e
