// `constate compile` as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using Arguments = std::vector<std::string>;

Result run_in(const std::vector<std::string>& environment, const Arguments& arguments) {
  return Process(arguments, kCaptured, kCaptured, kCaptured, environment).finish();
}

TEST(Compile, FillsTheCacheForGenerate) {
  const TempDir dir;
  const std::vector<std::string> here{"CONSTATE_CACHE=" + dir.str()};
  const Result first = run_in(here, {"compile", demo()});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, MatchesRegex("prefill of 1 token: compiled in [0-9.]+ s\n"
                                      "prefill of 16 tokens: compiled in [0-9.]+ s\n"
                                      "prefill of 32 tokens: compiled in [0-9.]+ s\n"
                                      "prefill of 64 tokens: compiled in [0-9.]+ s\n"
                                      "prefill of 128 tokens: compiled in [0-9.]+ s\n"
                                      "prefill of 256 tokens: compiled in [0-9.]+ s\n"
                                      "choose: compiled in [0-9.]+ s\n"
                                      "decode of 64 tokens: compiled in [0-9.]+ s\n"
                                      "8 programs compiled, 0 there already, in " +
                                      dir.str() + "\n"));
  EXPECT_THAT(run_in(here, {"generate", demo(), "In the beginning", "-n", "5", "--greedy"}).err,
              HasSubstr("(3 from cache)"));
  const Result second = run_in(here, {"compile", demo(), "--program", "decode"});
  EXPECT_EQ(
      second.out,
      "choose: there already\ndecode of 64 tokens: there already\n0 programs compiled, 2 there already, in " +
          dir.str() + "\n");
}

TEST(Compile, ForRowsAndTypesOfOnesOwn) {
  const TempDir dir;
  const Result result = run_in({"CONSTATE_CACHE=" + dir.str()}, {"compile", demo(), "--program", "prefill",
                                                                 "--length", "32", "--batch", "3", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  const Json json = parse_json(result.out, "output");
  EXPECT_EQ(json.at("cache"), dir.str());
  ASSERT_EQ(json.at("programs").size(), 1u);
  EXPECT_EQ(json.at("programs")[0].at("program"), "prefill of 32 tokens");
  EXPECT_EQ(json.at("programs")[0].at("compiled"), true);
  EXPECT_THAT(run_in({"CONSTATE_CACHE=" + dir.str()}, {"cache", "ls"}).out,
              HasSubstr("prefill (batch 3, 32 tokens)"));
}

TEST(Compile, WithoutACacheThereIsNowhereToPutIt) {
  const Result result = run_in({"CONSTATE_CACHE=", "XDG_CACHE_HOME=", "HOME="}, {"compile", demo()});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(
      result.err,
      "constate: no folder for compiled programs: neither CONSTATE_CACHE, XDG_CACHE_HOME nor HOME names a "
      "folder from the root\nhint: CONSTATE_CACHE=DIR names one; or compile for a --target\n");
}

TEST(Compile, ACacheThatCannotBeWrittenIsAnError) {
  const Result result =
      run_in({"CONSTATE_CACHE=/proc/nowhere"}, {"compile", demo(), "--program", "prefill", "--length", "1"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, MatchesRegex("prefill of 1 token: compiled in [0-9.]+ s\n"));
  EXPECT_EQ(result.err,
            "compile cache: /proc/nowhere: cannot be written: No such file or directory\n"
            "constate: compile cache: prefill (batch 1, 1 token) could not be kept in /proc/nowhere\n"
            "hint: the line above says why; CONSTATE_CACHE names the folder\n");
}

// The CPU's plugin has no cost analysis: that is said, and no 0 stands for it.
TEST(Compile, ForTheCpuWithFigures) {
  const TempDir dir;
  const Result result =
      run({"compile", demo(), "--target", "cpu", "--program", "decode", "--out", dir.str() + "/made"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out,
              MatchesRegex("profile of this machine's CPU: measured on x86-64 with AVX2 and with AVX-512\n"
                           "decode for cpu \\(1 row, a block of 64 tokens\\), weights f32\n"
                           "  compiled in      [0-9.]+ s\n"
                           "  flops            not told\n"
                           "  bytes accessed   not told\n"
                           "  transcendentals  not told\n"
                           "  arguments        [0-9.]+ MB\n"
                           "  outputs          [0-9.]+ MB\n"
                           "  aliased          [0-9.]+ MB\n"
                           "  temporaries      [0-9.]+ [kM]B\n"
                           "  peak             ([0-9.]+ MB|not told)\n"
                           "  code             ([0-9.]+ [kM]B|not told)\n"
                           "  executable       [0-9.]+ [kM]B\n"
                           "  custom calls     none in the program; by the compiler: none\n"));
  EXPECT_GT(fs::file_size(dir.path / "made/decode.executable"), 1000u);
  EXPECT_GT(fs::file_size(dir.path / "made/decode.hlo.pb"), 1000u);
}

// Compiled as if for another machine, then taken into a cache that is empty.
TEST(Compile, WhatWasKeptIsTaken) {
  const TempDir dir;
  const std::string kept = dir.str() + "/kept";
  EXPECT_EQ(run({"compile", demo(), "--target", "cpu", "--program", "decode", "--keep", kept}).code, 0);
  const std::vector<std::string> cache{"CONSTATE_CACHE=" + dir.str() + "/cache"};
  const Result taken = run_in(cache, {"compile", demo(), "--program", "decode", "--take", kept});
  EXPECT_EQ(taken.code, 0) << taken.err;
  EXPECT_THAT(taken.out, MatchesRegex("choose: not taken: " + kept +
                                      " holds no such program for cpu by this pjrt_c_api_cpu_plugin\\.so\n"
                                      "choose: compiled in [0-9.]+ s\ndecode of 64 tokens: there already\n"
                                      "1 program compiled, 1 there already, in .*\n"));
  const Json json = parse_json(
      run_in(cache, {"compile", demo(), "--program", "decode", "--take", kept, "--json"}).out, "output");
  for (const Json& program : json.at("programs")) {
    EXPECT_EQ(program.at("compiled"), false);
    EXPECT_EQ(program.at("not_taken"), "");
  }
}

TEST(Compile, AsJson) {
  const Result result = run({"compile", demo(), "--target", "cpu", "--program", "prefill", "--length", "1",
                             "--dtype", "bf16", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  const Json json = parse_json(result.out, "output");
  EXPECT_EQ(json.at("target"), "cpu");
  EXPECT_EQ(json.at("dtype"), "bf16");
  const Json& program = json.at("programs").at(0);
  EXPECT_EQ(program.at("program"), "prefill");
  EXPECT_EQ(program.at("shape"), "1 row, 1 token");
  EXPECT_TRUE(program.at("flops").is_null());
  EXPECT_EQ(program.at("custom_calls_emitted"), 0);
  EXPECT_GT(program.at("argument_bytes"), json.at("weight_bytes"));
}

struct Refused {
  Arguments arguments;
  int code;
  std::string err;
};

TEST(Compile, WhatMakesNoSense) {
  const std::string help = "\nhint: `constate compile --help` explains\n";
  const std::string cpu = std::string(CONSTATE_PLUGIN_DIR) + "/cpu/pjrt_c_api_cpu_plugin.so";
  for (const Refused& r : std::vector<Refused>{
           {{"--target", "tpu:v9"},
            1,
            "--target: tpu:v6e, tpu:v5e, cuda:h100, cuda:h200, cuda:b200 or cpu is expected; got `tpu:v9`\n"},
           {{"--keep", "x"}, 1, "--keep has no effect without --target" + help},
           {{"--take", "x", "--target", "cpu"}, 1, "--take has no effect with --target" + help},
           {{"--take", ""}, 1, "--take: the name of a folder is expected; got ``" + help},
           {{"--program", "choose"}, 1, "--program: prefill, decode or all is expected; got `choose`\n"},
           {{"--program", "decode", "--length", "8"}, 1, "--length has no effect on decode" + help},
           {{"--program", "prefill", "--block", "8"}, 1, "--block has no effect on prefill" + help},
           {{"--program", "prefill", "--rules", "draw"}, 1, "--rules has no effect on prefill" + help},
           {{"--out", "x"}, 1, "--out has no effect without --target" + help},
           {{"--target", "tpu:v6e", "--plugin", cpu},
            2,
            "tpu:v6e: a tpu plugin compiles for it; " + cpu + " is one for cpu\n"},
           {{"--target", "cuda:h200", "--plugin", "tpu"},
            2,
            "cuda:h200: a cuda plugin compiles for it; " + std::string(CONSTATE_PLUGIN_DIR) +
                "/tpu/libtpu.so is one for tpu\n"},
           {{"--target", "cpu", "--plugin", "none.so"},
            2,
            "plugin `none.so`: cpu, cuda, tpu or a plugin's file is expected; there is no such file\n"}}) {
    Arguments arguments{"compile", demo()};
    arguments.insert(arguments.end(), r.arguments.begin(), r.arguments.end());
    const Result result = run(arguments);
    EXPECT_EQ(result.err, "constate: " + r.err);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.code, r.code);
  }
}

}  // namespace
}  // namespace constate::e2e
