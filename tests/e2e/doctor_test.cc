// `constate doctor` and `constate demo`, on a machine as it is and on one where something is amiss.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "base/json.h"
#include "checkpoints.h"
#include "process.h"
#include "shell.h"

namespace constate::e2e {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

Result run_in(const std::vector<std::string>& environment, const std::vector<std::string>& arguments) {
  return Process(arguments, kCaptured, kCaptured, kCaptured, environment).finish();
}

// The finding called `what`; null where there is none.
Json finding(const Json& report, const std::string& what) {
  for (const Json& one : report.at("findings"))
    if (one.at("what") == what) return one;
  return nullptr;
}

TEST(Doctor, SaysWhatWillRun) {
  const Result r = run({"doctor", demo(), "--batch", "4"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  EXPECT_THAT(r.out, ContainsRegex("ok    processor +"));
  EXPECT_THAT(r.out, ContainsRegex(
                         "ok    plugin cpu +[^\n]*/cpu/pjrt_c_api_cpu_plugin.so \\(found in [^\n]*\\): PJRT "
                         "API 0[.][0-9]+, 1 cpu; a program was compiled in [0-9.]+ s and is right\n"));
  EXPECT_THAT(r.out, ContainsRegex("ok    will run +on cpu in f32, with [0-9.]+ .B of memory\n"));
  EXPECT_THAT(r.out, ContainsRegex("ok    model +[^\n]*models/demo: mamba2, and its files fit together\n"));
  EXPECT_THAT(r.out,
              ContainsRegex("ok    memory on cpu +it fits: weights f32 of [0-9.]+ MB and 4 states of "));
}

TEST(Doctor, TheSameAsJson) {
  const Result r = run({"doctor", demo(), "--json", "--dtype", "bf16"});
  EXPECT_EQ(r.code, 0) << r.err;
  const Json report = Json::parse(r.out);
  EXPECT_EQ(report.at("passed"), true);
  const Json plugin = finding(report, "plugin cpu"), memory = finding(report, "memory on cpu");
  EXPECT_EQ(plugin.at("platform"), "cpu");
  EXPECT_EQ(plugin.at("status"), "ok");
  EXPECT_EQ(memory.at("dtype"), "bf16");
  EXPECT_EQ(memory.at("fits"), true);
  EXPECT_GT(finding(report, "memory").at("memory_bytes"), 0);
  EXPECT_EQ(finding(report, "program cache").at("folder"), kept_programs().string());
}

TEST(Doctor, WithoutAPluginTheCommandThatFetchesIt) {
  const Result r = run_in({"CONSTATE_PLUGIN=cuda", "PATH=/nowhere", "HOME=/nowhere"}, {"doctor"});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.out, HasSubstr("bad   plugin "));
  EXPECT_THAT(r.err, HasSubstr("constate: plugin: found no cuda plugin; looked in "));
  EXPECT_THAT(r.err, HasSubstr("\nhint: `make plugin-cuda` fetches it\n"));
}

TEST(Doctor, ADamagedPluginDoesNotRunAndItsReasonIsTold) {
  TempDir dir;
  std::filesystem::create_directories(dir.path / "plugins/cpu");
  const std::string file = dir.write("plugins/cpu/pjrt_c_api_cpu_plugin.so",
                                     "\x7f"
                                     "ELF, or part of it");
  const Result alone = run({"doctor", "--plugin", file});
  EXPECT_EQ(alone.code, 1);
  EXPECT_THAT(alone.err, HasSubstr("constate: plugin cpu: " + file + " (asked for) cannot be used: "));
  EXPECT_THAT(alone.err, HasSubstr("\nhint: `make setup` fetches another\n"));
  // Where another one runs, it is no more than a note.
  const Result both = run_in({"CONSTATE_PLUGIN_DIR=" + dir.str() + "/plugins"}, {"doctor"});
  EXPECT_EQ(both.code, 0) << both.err;
  EXPECT_THAT(both.out, ContainsRegex("note  plugin cpu +" + file));
  EXPECT_THAT(both.out, ContainsRegex("ok    plugin cpu +"));
}

TEST(Doctor, AFileInTheEnvironmentThatIsNoPlugin) {
  TempDir dir;
  const std::string file = dir.write("libsome.so", "no library");
  const Result r = run_in({"CONSTATE_PLUGIN=" + file}, {"doctor"});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("constate: plugin other: " + file +
                               " (asked for by CONSTATE_PLUGIN) cannot be used: "));
  EXPECT_THAT(r.err, HasSubstr("\nhint: `unset CONSTATE_PLUGIN` takes the best plugin that is installed\n"));
}

TEST(Doctor, APluginWhoseDeviceIsNotHere) {
  TempDir dir;
  std::filesystem::create_directories(dir.path / "libtpu");
  const std::string file = dir.write("libtpu/libtpu.so", "no library");
  const Result r = run({"doctor", "--plugin", file});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("\nhint: this machine shows no TPU: take another plugin\n"));
}

TEST(Doctor, PluginsThatTheEnvironmentNames) {
  const Result r = run_in({"PJRT_NAMES_AND_LIBRARY_PATHS=metal:/no/such.so"}, {"doctor", "--json"});
  EXPECT_EQ(r.code, 0) << r.err;
  const Json metal = finding(Json::parse(r.out), "plugin metal");
  EXPECT_EQ(metal.at("status"), "note");
  EXPECT_THAT(metal.at("text").get<std::string>(),
              HasSubstr("/no/such.so (named by PJRT_NAMES_AND_LIBRARY_PATHS) cannot be used: "));
}

TEST(Doctor, ACacheThatCannotBeWritten) {
  TempDir dir;
  const std::string file = dir.write("file", "x");
  const Result r = run_in({"CONSTATE_CACHE=" + file + "/cache"}, {"doctor", "--json"});
  EXPECT_EQ(r.code, 0) << r.err;
  const Json cache = finding(Json::parse(r.out), "program cache");
  EXPECT_EQ(cache.at("status"), "note");
  EXPECT_EQ(cache.at("mend"), "CONSTATE_CACHE=DIR names one");
}

TEST(Doctor, AModelThatIsNoneOrDoesNotFit) {
  TempDir dir;
  const Result none = run({"doctor", dir.str()});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.out, HasSubstr("bad   model "));
  EXPECT_THAT(none.err, HasSubstr("constate: model: "));
  write_tiny(dir);
  EXPECT_EQ(run({"doctor", dir.str()}).code, 0);
}

TEST(Doctor, AModelTooLargeForTheMemory) {
  const std::string doctor =
      "ulimit -v 3000000 && '" CONSTATE_PROGRAM "' doctor '" + demo() + "' --batch 4096";
  const Result r = shell(doctor);  // 0.83 MB a state
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.out,
              ContainsRegex("bad   memory on cpu +weights f32 of 14.6 MB and 4096 sequences with a state of "
                            "0.8 MB take 3.4 GB; there is [0-9.]+ GB of address space"));
  EXPECT_THAT(r.out, ContainsRegex("hint: [0-9]+ sequences fit\n"));
}

TEST(Doctor, OptionsOfAModelNeedOne) {
  const Result r = run({"doctor", "--batch", "2"});
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.err, "constate: --batch has no effect without DIR\nhint: `constate doctor --help` explains\n");
  EXPECT_EQ(r.out, "");
}

TEST(Demo, ATextAndACheck) {
  const Result r = run({"demo", "--no-serve"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr(" of the year, and in the seventh day of the month"));
  EXPECT_THAT(r.out, HasSubstr("\nPASS\n"));
  EXPECT_THAT(r.err, ContainsRegex("\n[$] constate generate [^\n]*models/demo 'In the beginning' -n 60\n"));
  EXPECT_THAT(r.err, ContainsRegex("\n[$] constate verify [^\n]*models/demo --self --tokens 64\n"));
  EXPECT_THAT(r.err, Not(HasSubstr("constate serve")));
}

TEST(Demo, ThePage) {
  Process p({"demo", "--port", "0"});
  p.wait_for_err("ready at http://127.0.0.1:");
  p.signal(SIGTERM);
  const Result r = p.finish();
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.err, HasSubstr("models/demo --port 0\n"));
}

TEST(Demo, ServingAndAPortAreOneThing) {
  const Result r = run({"demo", "--no-serve", "--port", "1"});
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.err,
            "constate: --no-serve and --port exclude each other\nhint: `constate demo --help` explains\n");
}

// A program that lies elsewhere, without the model beside it.
TEST(Demo, WithoutTheModel) {
  TempDir dir;
  std::filesystem::create_directories(dir.path / "bin");
  std::filesystem::copy_file(CONSTATE_PROGRAM, dir.path / "bin/constate");
  const Result r = shell("'" + dir.str() + "/bin/constate' demo");
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.out,
            "constate: the demo model is not here: the program looks for share/constate/models/demo and "
            "models/demo beside the folder that it is in\n"
            "hint: `constate generate DIR PROMPT` takes any other model\n");
}

}  // namespace
}  // namespace constate::e2e
