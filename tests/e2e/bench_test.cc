// `constate bench` and `profile`: which rows they measure, what they write, what they refuse. Never how fast.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <optional>
#include <stdexcept>

#include "base/file.h"
#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

Result bench(const Arguments& more) {
  Arguments arguments{"bench"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run(arguments);
}

Json json_of(Arguments more) {
  more.insert(more.end(), {"-q", "-o", "json"});
  const Result r = bench(more);
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  return Json::parse(r.out);
}

std::vector<std::string> rows_of(const Json& json) {
  std::vector<std::string> out;
  for (const Json& t : json.at("tests"))
    out.push_back(t.at("dtype").get<std::string>() + " b" + t.at("batch").dump() + " " +
                  t.at("kind").get<std::string>() + " " + t.at("tokens").dump() + " d" +
                  t.at("depth").dump());
  return out;
}

void expect_samples(const Json& samples, std::size_t count) {
  EXPECT_EQ(samples.size(), count);
  for (const Json& sample : samples) EXPECT_GT(sample.get<double>(), 0);
}

TEST(Bench, ListsMakeARowForEachCombination) {
  const Json json = json_of(
      {demo(), "-p", "4,8", "-n", "2", "-d", "0,3", "-b", "1,2", "-r", "2", "--no-start", "--no-cache"});
  EXPECT_THAT(rows_of(json), ElementsAre("f32 b1 prefill 4 d0", "f32 b1 prefill 8 d0", "f32 b1 decode 2 d0",
                                         "f32 b1 prefill 4 d3", "f32 b1 prefill 8 d3", "f32 b1 decode 2 d3",
                                         "f32 b2 prefill 4 d0", "f32 b2 prefill 8 d0", "f32 b2 decode 2 d0",
                                         "f32 b2 prefill 4 d3", "f32 b2 prefill 8 d3", "f32 b2 decode 2 d3"));
  for (const Json& t : json.at("tests")) {
    EXPECT_EQ(t.at("model"), "demo");
    EXPECT_EQ(t.at("parameters"), 3653408);
    EXPECT_EQ(t.at("weight_bytes"), 14613632);
    EXPECT_EQ(t.at("state_bytes"), 832512);
    EXPECT_EQ(t.at("device"), "cpu");
    expect_samples(t.at("seconds"), 2);
    const double limit = t.at("limit_tokens_per_second"), median = t.at("tokens_per_second").at("median");
    EXPECT_DOUBLE_EQ(t.at("share_of_limit"), median / limit);
  }
  for (const char* rate : {"read_bytes_per_second", "row_bytes_per_second", "matrix_flops_per_second"}) {
    expect_samples(json.at("limits").at(rate), 2);
    EXPECT_EQ(json.at("limits").at("by_dtype").at("f32").at(rate), json.at("limits").at(rate));
  }
  EXPECT_EQ(json.at("start"), Json::array());
  EXPECT_EQ(json.at("read_weights_seconds"), Json::array());
  EXPECT_EQ(json.at("constate"), "0.1.0");
  EXPECT_THAT(json.at("command").get<std::string>(), HasSubstr(" bench "));
  EXPECT_THAT(json.at("date").get<std::string>(),
              MatchesRegex("2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
  EXPECT_EQ(json.at("plugin").at("name"), "pjrt_c_api_cpu_plugin.so");
  EXPECT_GT(json.at("machine").at("cores"), 0);
  EXPECT_GT(json.at("machine").at("memory_bytes"), 1 << 20);
  EXPECT_GT(json.at("peak_bytes"), 14613632);
  // For each batch: segments of 1 and 16 tokens, the first token, a block.
  EXPECT_EQ(json.at("programs"), 8);
  EXPECT_EQ(json.at("programs_from_cache"), 0);
}

TEST(Bench, AZeroLeavesAKindOutAndEachTypeHasItsLimits) {
  const Json json = json_of(
      {"--random-weights", "--config", demo(), "-p", "0", "-n", "3", "-r", "1", "--dtype", "bf16,f32"});
  EXPECT_THAT(rows_of(json), ElementsAre("bf16 b1 decode 3 d0", "f32 b1 decode 3 d0"));
  EXPECT_EQ(json.at("tests")[0].at("weight_bytes"), 7355520);
  const Json& limits = json.at("limits");
  EXPECT_EQ(limits.at("by_dtype").size(), 2u);
  EXPECT_EQ(limits.at("matrix_flops_per_second"),
            limits.at("by_dtype").at("bf16").at("matrix_flops_per_second"));
  EXPECT_EQ(json.at("start"), Json::array());
}

TEST(Bench, StartsColdAndWarm) {
  const Json json = json_of({demo(), "-p", "4", "-n", "0", "-r", "2"});
  ASSERT_EQ(json.at("start").size(), 2u);
  EXPECT_EQ(json.at("start")[0].at("cache"), "cold");
  EXPECT_EQ(json.at("start")[1].at("cache"), "warm");
  for (const Json& start : json.at("start")) {
    EXPECT_EQ(start.at("dtype"), "f32");
    for (const char* key :
         {"first_token_seconds", "process_seconds", "compile_seconds", "load_seconds", "peak_bytes"})
      expect_samples(start.at(key), 2);
    EXPECT_LT(start.at("first_token_seconds")[0], start.at("process_seconds")[0]);
    EXPECT_GT(start.at("peak_bytes")[0], 14613632);
  }
  expect_samples(json.at("read_weights_seconds"), 2);
}

// Tells what comes into being in a folder, from here on.
class Watch {
 public:
  explicit Watch(const std::filesystem::path& folder) : fd_(::inotify_init1(IN_CLOEXEC)) {
    if (::inotify_add_watch(fd_, folder.c_str(), IN_CREATE) < 0)
      throw std::runtime_error("inotify_add_watch");
  }
  ~Watch() { ::close(fd_); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  std::string next() const {
    pollfd ready{fd_, POLLIN, 0};
    alignas(inotify_event) char buffer[sizeof(inotify_event) + 256];
    if (::poll(&ready, 1, 120'000) <= 0 || ::read(fd_, buffer, sizeof buffer) <= 0)
      throw std::runtime_error("nothing came into being");
    return buffer + offsetof(inotify_event, name);
  }

 private:
  int fd_;
};

TEST(Bench, CtrlCDuringAStartLeavesNothingBehind) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // what the program leaves running becomes a child of this one
  const TempDir dir;
  const Watch places(dir.path);
  Process process({"bench", demo(), "-p", "4", "-n", "0", "-r", "1000"}, kCaptured, kCaptured, kCaptured,
                  {"TMPDIR=" + dir.str()});
  const std::filesystem::path place = dir.path / places.next();
  const Watch kept(place);
  if (std::filesystem::is_empty(place)) kept.next();  // the child is at work
  process.interrupt();
  const Result r = process.finish();
  EXPECT_EQ(r.code, 130);
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(r.err, "");
  EXPECT_TRUE(std::filesystem::is_empty(dir.path));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Bench, PrintsATableAndSaysWhichDevice) {
  const Result r =
      bench({"--random-weights", "--config", demo(), "-p", "4", "-n", "2", "-d", "3", "-r", "2"});
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(r.err, MatchesRegex("device cpu · plugin [^\n]* · weights f32: [^\n]*\n"));
  const std::string number = " +[0-9]+\\.[0-9][0-9] ";
  const std::string row_end =
      " \\|" + number + "±" + number + "\\|" + number + "\\|" + number + "\\|" + number + "\\|\n";
  EXPECT_THAT(
      r.out,
      MatchesRegex("\\| model [^\n]*\n\\|---[^\n]*\n"
                   "\\| demo  \\|      3\\.7 M \\| 14\\.6 MB \\| cpu    \\| f32   \\|     1 \\| pp4 @ d3" +
                   row_end +
                   "\\| demo  \\|      3\\.7 M \\| 14\\.6 MB \\| cpu    \\| f32   \\|     1 \\| tg2 @ d3" +
                   row_end + "(.|\n)*"));
  EXPECT_THAT(r.out, HasSubstr("\nno start was measured: random weights have no files to start from\n"));
}

TEST(Bench, WritesAFileAndComparesIt) {
  const TempDir dir;
  const std::string file = dir.write("a.json", "what was there before, which is longer than nothing");
  const Result r =
      bench({demo(), "-p", "4", "-n", "2", "-r", "2", "--no-start", "-q", "-o", "json", "--output", file});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(Json::parse(read_text(file)).at("tests").size(), 2u);
  const Result same = bench({"--compare", file, file});
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_EQ(same.err, "");
  EXPECT_THAT(same.out, AllOf(StartsWith("A: " + file + ": constate 0.1.0, 2"), HasSubstr("| pp4  |"),
                              HasSubstr("| tg2  |"), HasSubstr("| 1.000 |"),
                              HasSubstr("\n0 of 2 differ beyond it.\n")));
}

TEST(Bench, AFullDiskLeavesTheFileAsItWas) {
  const TempDir dir;
  const std::string file = dir.write("a.json", "what was there before");
  const Arguments arguments{"bench", demo(), "-p",   "4",          "-n",         "0",        "-r", "1",
                            "-q",    "-o",   "json", "--no-start", "--no-cache", "--output", file};
  std::signal(SIGXFSZ, SIG_DFL);  // as a shell starts a program
  std::optional<FileSizeLimit> full(100);
  Process process(arguments);
  full.reset();
  const Result r = process.finish();
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.err, "constate: " + file +
                       ": cannot be written: File too large\nhint: the result is on standard output\n");
  EXPECT_EQ(Json::parse(r.out).at("tests").size(), 1u);
  EXPECT_EQ(read_text(file), "what was there before");
  std::filesystem::remove(file);
  EXPECT_TRUE(std::filesystem::is_empty(dir.path));
}

TEST(Bench, CsvHasARowForEachTest) {
  const Result r = bench({demo(), "-p", "4", "-n", "2", "-r", "1", "--no-start", "-q", "-o", "csv"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, MatchesRegex("model,parameters,[^\n]*,seconds\n"
                                  "demo,3653408,14613632,832512,cpu,f32,1,prefill,4,0,[^\n]*\n"
                                  "demo,3653408,14613632,832512,cpu,f32,1,decode,2,0,[^\n]*\n"));
}

std::string error(const Arguments& arguments, int code = 1) {
  const Result r = bench(arguments);
  EXPECT_EQ(r.code, code);
  EXPECT_EQ(r.out, "");
  return r.err;
}

TEST(BenchErrors, Sizes) {
  const auto size = [](const char* option, const char* value) { return error({demo(), option, value}); };
  const auto expected = [](const char* option, const char* most, const char* value, const char* least = "0") {
    return std::string("constate: ") + option + ": an integer between " + least + " and " + most +
           " is expected; got `" + value + "`\n";
  };
  for (const char* bad : {"16777217", "-1", "x", "4,", "", "1e3", "99999999999999999999"}) {
    const std::string word = std::string(bad) == "4," ? "" : bad;
    EXPECT_EQ(size("-p", bad), expected("--prompt", "16777216", word.c_str()));
    EXPECT_EQ(size("-d", bad), expected("--depth", "16777216", word.c_str()));
  }
  EXPECT_EQ(size("-n", "1048577"), expected("--generate", "1048576", "1048577"));
  EXPECT_EQ(size("-b", "0"), expected("--batch", "4096", "0", "1"));
  EXPECT_EQ(size("-b", "1,4097"), expected("--batch", "4096", "4097", "1"));
  EXPECT_EQ(size("-r", "0"), expected("--repetitions", "1000", "0", "1"));
  EXPECT_EQ(size("-r", "1001"), expected("--repetitions", "1000", "1001", "1"));
  EXPECT_EQ(
      error({demo(), "-b", "4096", "-p", "4097"}),
      "constate: --batch 4096 with --prompt 4097: at most 16777216 tokens of all sequences are expected; got "
      "16781312\n");
  EXPECT_EQ(
      error({demo(), "-b", "2", "-d", "16777216"}),
      "constate: --batch 2 with --depth 16777216: at most 16777216 tokens of all sequences are expected; got "
      "33554432\n");
}

// Of any machine: 4096 sequences of the largest model are 700 GB.
TEST(BenchErrors, WhatDoesNotFitIntoMemory) {
  EXPECT_THAT(
      error({"--random-weights", "--config", "mamba2-2.7b", "-b", "4096", "--dtype", "f32"}, 2),
      MatchesRegex("constate: weights of 10\\.8 GB, arrays for the limits of 2\\.1 GB and 4096 sequences "
                   "with a state of 171\\.9 MB take 717\\.1 GB; there is [0-9.]+ GB of memory\n"
                   "hint: fewer sequences, fewer depths or fewer types fit\n"));
}

TEST(BenchErrors, OptionsThatMakeNoSense) {
  const std::string hint = "hint: `constate bench --help` explains\n";
  EXPECT_EQ(error({}), "constate: DIR is missing\n" + hint);
  EXPECT_EQ(error({demo(), "-p", "0", "-n", "0"}),
            "constate: --prompt and --generate are both 0: nothing to measure\n" + hint);
  EXPECT_EQ(error({demo(), "-p", "8,4,8"}),
            "constate: --prompt: each may be named once; got `8,4,8`\n" + hint);
  EXPECT_EQ(error({demo(), "--dtype", "f32,f32"}),
            "constate: --dtype: each may be named once; got `f32,f32`\n" + hint);
  EXPECT_EQ(error({demo(), "--dtype", "f32,f64"}),
            "constate: --dtype: f32, bf16, f16, int8 or int4 is expected; got `f64`\n");
  EXPECT_EQ(error({demo(), "-o", "xml"}), "constate: --format: md, csv or json is expected; got `xml`\n");
  EXPECT_EQ(error({demo(), "b.json"}), "constate: one argument too many: `b.json`\n" + hint);
  EXPECT_EQ(error({demo(), "-q", "-v"}), "constate: --quiet and --verbose exclude each other\n" + hint);
  EXPECT_EQ(error({"--config", "mamba2-130m"}),
            "constate: --config needs --random-weights: a configuration has no weights\n" + hint);
  EXPECT_EQ(error({demo(), "--random-weights"}), "constate: --random-weights needs --config NAME\n" + hint);
  EXPECT_EQ(error({demo(), "--random-weights", "--config", "mamba2-130m"}),
            "constate: DIR and --config exclude each other: random weights have no folder\n" + hint);
  EXPECT_EQ(error({"--random-weights", "--config", "mamba2-130m", "--no-start"}),
            "constate: --no-start has no effect: random weights have no files to start from\n" + hint);
  EXPECT_EQ(error({demo(), "--output", ""}),
            "constate: --output: the name of a file is expected; got ``\n" + hint);
  EXPECT_EQ(error({demo(), "--output", "/nonexistent/a.json"}),
            "constate: /nonexistent/a.json: cannot be written: No such file or directory\n");
  EXPECT_EQ(error({"/nonexistent"}), "constate: /nonexistent: no such folder\n");
}

TEST(BenchErrors, Comparing) {
  const std::string hint = "hint: `constate bench --help` explains\n";
  const TempDir dir;
  const std::string text = dir.write("text", "no JSON"), other = dir.write("other.json", "{}");
  const Arguments names{"--compare", "a.json"};
  EXPECT_EQ(error(names),
            "constate: --compare: two files are expected, of `constate bench -o json`\n" + hint);
  for (const Arguments& option : {Arguments{"-p", "5"},
                                  {"-n", "5"},
                                  {"-d", "5"},
                                  {"-b", "5"},
                                  {"-r", "5"},
                                  {"--dtype", "f32"},
                                  {"-o", "json"},
                                  {"--output", "x"},
                                  {"--plugin", "cpu"},
                                  {"--no-start"},
                                  {"--no-cache"},
                                  {"-q"},
                                  {"-v"}}) {
    Arguments all{"--compare", "a.json", "b.json"};
    all.insert(all.end(), option.begin(), option.end());
    EXPECT_THAT(error(all), MatchesRegex("constate: --[a-z-]+ has no effect with --compare\n" + hint))
        << option[0];
  }
  EXPECT_EQ(error({"--compare", "/nonexistent", text}),
            "constate: /nonexistent: cannot be opened: No such file or directory\n");
  EXPECT_THAT(error({"--compare", text, other}), StartsWith("constate: " + text + ": not JSON: "));
  EXPECT_EQ(error({"--compare", other, other}),
            "constate: " + other +
                ": no result of a benchmark: `constate` is missing\n"
                "hint: `constate bench ... -o json --output FILE` writes one\n");
}

// Its plugin has no profiler, which is told before anything is written.
TEST(Profile, OnTheCpuThereIsNone) {
  const TempDir temp;
  const std::string file = temp.str() + "/recording";
  const Result result = run({"profile", demo(), "-n", "2", "--out", file, "--plugin", "cpu"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err,
              MatchesRegex("device cpu · .*\nconstate: plugin .*pjrt_c_api_cpu_plugin\\.so: it has "
                           "no profiler\nhint: the plugin for NVIDIA GPUs has one\n"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Profile, WhatMakesNoSense) {
  const auto refused = [](std::vector<std::string> words) {
    words.insert(words.begin(), "profile");
    const Result result = run(words);
    EXPECT_EQ(result.code, 1);
    return result.err.substr(0, result.err.find('\n'));
  };
  EXPECT_EQ(refused({}), "constate: DIR is missing");
  EXPECT_EQ(refused({demo(), "-p", "0", "-n", "0"}),
            "constate: --prompt and --generate are both 0: nothing to measure");
  EXPECT_EQ(refused({demo(), "--config", "mamba2-130m"}),
            "constate: --config needs --random-weights: a configuration has no weights");
  EXPECT_EQ(refused({demo(), "--out", ""}), "constate: --out: the name of a file is expected; got ``");
  EXPECT_EQ(refused({demo(), "--out", "/proc/nowhere/x"}),
            "constate: /proc/nowhere/x: cannot be written: No such file or directory");
}

}  // namespace
}  // namespace constate::e2e
