// Compiled programs on disk: the second start compiles nothing and says the same; `constate cache`.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
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
  EXPECT_THAT(list.out, MatchesRegex("program +model +dtype +plugin +device +bytes  last use\n"
                                     "([a-z]+ \\(batch 1, [^)]*\\) +(mamba2 3.7 M  f32  |any +any  ) "
                                     " [^ ]+\\.so  cpu +[0-9.]+ k?M?B  "
                                     "[0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+\n){3}"
                                     "3 files, [0-9.]+ k?M?B in " +
                                     dir.str() + "/kept\n"));
  for (const char* program : {"\ndecode (batch 1, ", "\nchoose (batch 1, ",
                              "\nprefill (batch 1, 16 tokens)             mamba2 3.7 M  f32 "})
    EXPECT_THAT(list.out, HasSubstr(program));

  const Result clear = run_in(here, {"cache", "clear"});
  EXPECT_THAT(clear.out, MatchesRegex("removed 3 files, [0-9.]+ k?M?B in " + dir.str() + "/kept\n"));
  EXPECT_EQ(clear.code, 0);
  EXPECT_THAT(files_in(dir.path / "kept"), IsEmpty());
  EXPECT_EQ(run_in(here, {"cache", "ls"}).out, "0 files, 0 B in " + dir.str() + "/kept\n");
}

TEST(Cache, AsJson) {
  const TempDir dir;
  const std::vector<std::string> here{"CONSTATE_CACHE=" + dir.str() + "/kept"};
  const auto json_of = [&](const Arguments& arguments) {
    const Result r = run_in(here, arguments);
    EXPECT_EQ(r.err, "");
    EXPECT_EQ(r.code, 0);
    return Json::parse(r.out);
  };
  const Arguments ls{"cache", "ls", "--json"}, clear{"cache", "clear", "--json"};
  EXPECT_EQ(run_in(here, ls).out,
            "{\n  \"folder\": \"" + dir.str() + "/kept\",\n  \"bytes\": 0,\n  \"programs\": []\n}\n");
  Arguments generate = kGenerate;
  generate.insert(generate.end(), {"-q", "--json"});
  EXPECT_EQ(json_of(generate).at("timings").at("programs_from_cache"), 0);
  EXPECT_EQ(json_of(generate).at("timings").at("programs_from_cache"), 3);
  const std::string damaged = dir.str() + "/kept/0123456789abcdef.program";
  std::ofstream(damaged) << "damage";
  const timespec long_ago[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, damaged.c_str(), long_ago, 0), 0);

  const Json list = json_of(ls);
  EXPECT_EQ(list.size(), 3u);
  EXPECT_EQ(list.at("folder"), dir.str() + "/kept");
  ASSERT_THAT(list.at("programs"), SizeIs(4));
  std::set<std::string> names;
  std::uintmax_t bytes = 6;
  for (std::size_t i = 0; i < 3; ++i) {
    const Json& p = list.at("programs")[i];
    const std::string file = p.at("file"), name = p.at("name");
    names.insert(name.substr(0, name.find(' ')));
    EXPECT_THAT(file, MatchesRegex("[0-9a-f]{16}\\.program"));
    EXPECT_EQ(p.at("plugin"), "pjrt_c_api_cpu_plugin.so");
    EXPECT_EQ(p.at("device"), "cpu");
    EXPECT_EQ(p.at("bytes"), fs::file_size(dir.path / "kept" / file));
    EXPECT_THAT(p.at("last_use").get<std::string>(),
                MatchesRegex("2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
    EXPECT_TRUE(p.at("damage").is_null());
    EXPECT_EQ(p.size(), 9u);
    const bool choice = name.starts_with("choose");  // the same for each model of that vocabulary
    EXPECT_EQ(p.at("model"), choice ? Json(nullptr) : Json("mamba2 3.7 M"));
    EXPECT_EQ(p.at("dtype"), choice ? Json(nullptr) : Json("f32"));
    bytes += fs::file_size(dir.path / "kept" / file);
  }
  EXPECT_EQ(names, (std::set<std::string>{"prefill", "choose", "decode"}));
  EXPECT_EQ(list.at("programs")[3], Json::parse(R"({"file": "0123456789abcdef.program", "name": null,
      "model": null, "dtype": null, "plugin": null, "device": null, "bytes": 6, "last_use": "2001-09-09T01:46:40Z",
      "damage": "cut short after 6 bytes"})"));
  EXPECT_EQ(list.at("bytes"), bytes);

  const Json gone = json_of(clear);
  EXPECT_EQ(gone.at("folder"), dir.str() + "/kept");
  EXPECT_EQ(gone.at("bytes"), bytes);
  std::map<std::string, std::uint64_t> listed, removed;
  for (const Json& p : list.at("programs")) listed.emplace(p.at("file"), p.at("bytes"));
  for (const Json& p : gone.at("removed")) removed.emplace(p.at("file"), p.at("bytes"));
  EXPECT_EQ(removed, listed);
  EXPECT_THAT(files_in(dir.path / "kept"), IsEmpty());
  EXPECT_EQ(json_of(clear).at("removed"), Json::array());
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
            "HOME names a folder from the root\nhint: CONSTATE_CACHE=DIR names one\n");
  EXPECT_EQ(none.code, 1);
}

TEST(Cache, NoFolderForItIsToldOnce) {
  const std::string note =
      "compile cache: programs are not kept: neither CONSTATE_CACHE, XDG_CACHE_HOME nor HOME names a folder "
      "from "
      "the root; CONSTATE_CACHE=DIR names one\n";
  for (const char* home : {"HOME=", "HOME=relative"}) {
    const std::vector<std::string> nowhere{"CONSTATE_CACHE=", "XDG_CACHE_HOME=", home};
    const Result r = run_in(nowhere, kGenerate);
    EXPECT_EQ(r.out, kText);
    EXPECT_THAT(r.err, MatchesRegex(note + "device [^\n]*\nload [^\n]*\n"));
    Arguments quiet = kGenerate;
    quiet.push_back("-q");
    EXPECT_EQ(run_in(nowhere, quiet).err, "");
    Arguments none = kGenerate;
    none.push_back("--no-cache");
    EXPECT_THAT(run_in(nowhere, none).err, Not(HasSubstr("cache")));
  }
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

TEST(Cache, AFullDiskIsNoError) {
  const TempDir dir;
  const std::vector<std::string> here{"CONSTATE_CACHE=" + dir.str() + "/kept"};
  std::signal(SIGXFSZ, SIG_DFL);  // as a shell starts a program
  const auto run_full = [&] {
    std::optional<FileSizeLimit> full(1000);
    Process process(kGenerate, kCaptured, kCaptured, kCaptured, here);
    full.reset();
    return process.finish();
  };
  const Result first = run_full();
  EXPECT_EQ(first.out, kText);
  EXPECT_EQ(first.code, 0);
  EXPECT_THAT(first.err, MatchesRegex("device [^\n]*\ncompile cache: " + dir.str() +
                                      "/kept/[0-9a-f]{16}\\.program: cannot be written: File too large\n"
                                      "load [0-9.]+ s · compile [0-9.]+ s · prefill [^\n]*\n"));
  EXPECT_THAT(files_in(dir.path / "kept"), IsEmpty());
  EXPECT_THAT(run_in(here, kGenerate).err, Not(HasSubstr("cache")));
  EXPECT_THAT(files_in(dir.path / "kept"), SizeIs(3));
  const Result third = run_full();  // reading takes no room
  EXPECT_EQ(third.out, kText);
  EXPECT_THAT(third.err, AllOf(HasSubstr(" (3 from cache) "), Not(HasSubstr("compile cache"))));
}

TEST(Cache, APluginThatCannotWriteProgramsIsNoErrorOfGenerate) {
  const TempDir dir;
  const std::vector<std::string> here{"CONSTATE_CACHE=" + dir.str()};
  const std::string plugin = CONSTATE_TEST_PLUGINS "/cpu_serialize_unimplemented.so";
  const std::string note = "compile cache: not used: serialize: UNIMPLEMENTED: not on this device\n";
  Arguments generate = kGenerate;
  generate.insert(generate.end(), {"--plugin", plugin});
  for (int start = 0; start < 2; ++start) {
    const Result r = run_in(here, generate);
    EXPECT_EQ(r.out, kText);
    EXPECT_EQ(r.code, 0);
    EXPECT_THAT(r.err,
                MatchesRegex("device [^\n]*\n" + note + "load [0-9.]+ s · compile [0-9.]+ s · [^\n]*\n"));
  }
  EXPECT_THAT(files_in(dir.path), IsEmpty());
  const Result compile =
      run_in(here, {"compile", demo(), "--program", "prefill", "--length", "1", "--plugin", plugin});
  EXPECT_EQ(compile.err, note + "constate: compile cache: prefill (batch 1, 1 token) could not be kept in " +
                             dir.str() +
                             "\nhint: the line above says why; CONSTATE_CACHE names the folder\n");
  EXPECT_EQ(compile.code, 1);
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
