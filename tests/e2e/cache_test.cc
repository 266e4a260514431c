// Compiled programs on disk: the second start compiles nothing and says the same; `constate cache`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

using Arguments = std::vector<std::string>;

Result run_in(const std::vector<std::string>& environment, const Arguments& arguments) {
  return Process(arguments, kCaptured, kCaptured, kCaptured, environment).finish();
}

const Arguments kGenerate = {"generate", demo(), "In the beginning", "-n", "25"};
constexpr const char* kText =
    " of the year, and in the seventh day of the month, that the word of the LORD came unto me, saying,\n";

std::vector<fs::path> files_in(const fs::path& folder) {
  if (!fs::exists(folder)) return {};
  return {fs::directory_iterator(folder), {}};
}

TEST(Cache, TheSecondStartCompilesNothing) {
  const TempDir dir;
  const std::vector<std::string> here{"CONSTATE_CACHE=" + dir.str() + "/kept"};
  const Result first = run_in(here, kGenerate), second = run_in(here, kGenerate);
  EXPECT_EQ(first.out, kText) << first.err;
  EXPECT_EQ(second.out, kText) << second.err;
  EXPECT_THAT(first.err, Not(HasSubstr("cache")));
  EXPECT_THAT(second.err,
              MatchesRegex("device [^\n]*\nload [0-9.]+ s · compile [0-9.]+ s \\(3 from cache\\) · "
                           "prefill 3 tokens, [^\n]*\n"));
  EXPECT_THAT(files_in(dir.path / "kept"), SizeIs(3));

  const Result list = run_in(here, {"cache", "ls"});
  EXPECT_EQ(list.err, "");
  EXPECT_EQ(list.code, 0);
  EXPECT_THAT(list.out, MatchesRegex("program +plugin +device +bytes  last use\n"
                                     "([a-z]+ \\(batch 1, [^)]*\\) +[^ ]+\\.so  cpu +[0-9.]+ k?M?B  "
                                     "[0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+\n){3}"
                                     "3 files, [0-9.]+ k?M?B in " +
                                     dir.str() + "/kept\n"));
  for (const char* program :
       {"\ndecode (batch 1, ", "\nchoose (batch 1, ", "\nprefill (batch 1, 32 tokens) "})
    EXPECT_THAT(list.out, HasSubstr(program));

  const Result clear = run_in(here, {"cache", "clear"});
  EXPECT_THAT(clear.out, MatchesRegex("removed 3 files, [0-9.]+ k?M?B in " + dir.str() + "/kept\n"));
  EXPECT_EQ(clear.code, 0);
  EXPECT_THAT(files_in(dir.path / "kept"), IsEmpty());
  EXPECT_EQ(run_in(here, {"cache", "ls"}).out, "0 files, 0 B in " + dir.str() + "/kept\n");
}

TEST(Cache, OtherCommandsUseItToo) {
  const TempDir dir;
  const std::vector<std::string> here{"CONSTATE_CACHE=" + dir.str()};
  const std::string text = dir.write("text.txt", "In the beginning");
  const Arguments score{"perplexity", demo(), "--file", text, "-v"};
  const Result first = run_in(here, score), second = run_in(here, score);
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr("\ncompiled score"));
  EXPECT_THAT(second.err, Not(HasSubstr("compiled")));
  Arguments none = score;
  none.push_back("--no-cache");
  EXPECT_THAT(run_in(here, none).err, HasSubstr("\ncompiled score"));
}

TEST(Cache, NoCacheTouchesNothing) {
  const TempDir dir;
  Arguments arguments = kGenerate;
  arguments.push_back("--no-cache");
  const Result r = run_in({"CONSTATE_CACHE=" + dir.str() + "/kept"}, arguments);
  EXPECT_EQ(r.out, kText);
  EXPECT_THAT(r.err, Not(HasSubstr("cache")));
  EXPECT_FALSE(fs::exists(dir.path / "kept"));
}

TEST(Cache, WhereItIs) {
  const TempDir dir;
  const auto shown = [&](std::vector<std::string> environment) {
    return run_in(environment, {"cache", "ls"}).out;
  };
  const std::string home = "HOME=" + dir.str() + "/home", xdg = "XDG_CACHE_HOME=" + dir.str() + "/xdg";
  EXPECT_EQ(shown({"CONSTATE_CACHE=" + dir.str() + "/own", xdg, home}),
            "0 files, 0 B in " + dir.str() + "/own\n");
  EXPECT_EQ(shown({"CONSTATE_CACHE=", xdg, home}), "0 files, 0 B in " + dir.str() + "/xdg/constate\n");
  EXPECT_EQ(shown({"CONSTATE_CACHE=", "XDG_CACHE_HOME=", home}),
            "0 files, 0 B in " + dir.str() + "/home/.cache/constate\n");
  EXPECT_EQ(shown({"CONSTATE_CACHE=", "XDG_CACHE_HOME=relative", home}),
            "0 files, 0 B in " + dir.str() + "/home/.cache/constate\n");
  const std::vector<std::string> nowhere{"CONSTATE_CACHE=", "XDG_CACHE_HOME=", "HOME="};
  const Result none = run_in(nowhere, {"cache", "ls"});
  EXPECT_EQ(none.err,
            "constate: no folder for compiled programs: neither CONSTATE_CACHE, XDG_CACHE_HOME nor "
            "HOME names one\n");
  EXPECT_EQ(none.code, 1);
  EXPECT_EQ(run_in(nowhere, kGenerate).out, kText);
}

TEST(Cache, DamageIsToldAndMended) {
  const TempDir dir;
  const std::vector<std::string> here{"CONSTATE_CACHE=" + dir.str()};
  EXPECT_EQ(run_in(here, kGenerate).out, kText);
  for (const fs::path& file : files_in(dir.path)) fs::resize_file(file, 100);
  EXPECT_THAT(run_in(here, {"cache", "ls"}).out,
              HasSubstr(".program: cut short or damaged; it has 100 bytes "));
  const Result again = run_in(here, kGenerate);
  EXPECT_EQ(again.out, kText);
  EXPECT_EQ(again.code, 0);
  for (const char* program : {"prefill", "choose", "decode"})
    EXPECT_THAT(again.err, ::testing::ContainsRegex("compile cache: " + dir.str() +
                                                    "/[0-9a-f]*\\.program: cut short or damaged; it has 100 "
                                                    "bytes; `" +
                                                    program + " \\([^`\n]*\\)` is compiled again\n"));
  EXPECT_THAT(run_in(here, kGenerate).err, HasSubstr(" (3 from cache) "));
}

TEST(Cache, AFolderThatCannotBeWrittenIsNoError) {
  const TempDir dir;
  const std::string file = dir.write("file", "");
  const std::vector<std::string> here{"CONSTATE_CACHE=" + file + "/cache"};
  const Result r = run_in(here, kGenerate);
  EXPECT_EQ(r.out, kText);
  EXPECT_EQ(r.code, 0);
  const std::string note = "compile cache: " + file + "/cache: cannot be written: Not a directory\n";
  ASSERT_THAT(r.err, HasSubstr(note));
  EXPECT_THAT(r.err.substr(r.err.find(note) + note.size()), Not(HasSubstr("cache")));
  const Result list = run_in(here, {"cache", "ls"});
  EXPECT_EQ(list.err, "constate: " + file + "/cache: cannot be read: Not a directory\n");
  EXPECT_EQ(list.code, 1);
}

TEST(Cache, BadUse) {
  const Result r = run({"cache", "list"});
  EXPECT_EQ(r.err,
            "constate: `ls` or `clear` is expected; got `list`\n"
            "hint: `constate cache --help` explains\n");
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(run({"cache"}).err, "constate: ACTION is missing\nhint: `constate cache --help` explains\n");
}

}  // namespace
}  // namespace constate::e2e
