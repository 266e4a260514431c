// What `constate generate` prints and how it ends, on the demo model and on a model of zeros.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <set>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "checkpoints.h"
#include "formats/safetensors.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

// What transformers gives for the demo model in float32.
constexpr const char* kPrompt = "<|endoftext|>In the beginning";
constexpr const char* kText =
    " of the reign of Zedekiah king of Judah, in the twelfth month, in the first day of the month, that";

std::vector<Json> lines_of(const std::string& out) {
  std::vector<Json> lines;
  std::istringstream stream(out);
  for (std::string line; std::getline(stream, line);) lines.push_back(Json::parse(line));
  return lines;
}

std::set<std::string> keys_of(const Json& json) {
  std::set<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.insert(key);
  return keys;
}

TEST(Generate, TextAloneOnStandardOutput) {
  const Result r = run({"generate", demo(), kPrompt, "-n", "25", "--no-cache"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.out, std::string(kText) + "\n");
  EXPECT_THAT(
      r.err,
      MatchesRegex("device cpu · plugin [^ ]*\\.so, (found in|asked for by) [^\n]* · weights f32: [^\n]+\n"
                   "load [0-9.]+ s · compile [0-9.]+ s · prefill 4 tokens, [0-9.]+ tok/s · "
                   "decode 24 tokens, [0-9.]+ tok/s · state 0\\.83 MB · peak memory [0-9.]+ MB\n"));
}

TEST(Generate, TheTypeOfTheMatrices) {
  const Result asked = run({"generate", demo(), kPrompt, "-n", "2", "--dtype", "int8"});
  EXPECT_EQ(asked.code, 0) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr(" · weights int8: asked for by --dtype\n"));
  const Result measured = run({"generate", demo(), kPrompt, "-n", "2", "--dtype", "auto", "--no-cache"});
  EXPECT_EQ(measured.code, 0) << measured.err;
  EXPECT_THAT(measured.err, ContainsRegex(" · weights (f32|bf16): measured here: f32 [^\n]+\n"));
}

// What was found faster once is what all later starts take, and -q tells it too.
TEST(Generate, TheMeasuredTypeStaysUntilTheCacheIsCleared) {
  const TempDir dir;
  const auto run_here = [&](const std::vector<std::string>& arguments) {
    return Process(arguments, kCaptured, kCaptured, kCaptured, {"CONSTATE_CACHE=" + dir.str()}).finish();
  };
  const std::vector<std::string> generate{"generate", demo(), "--ids",   "5 17", "-n",
                                          "2",        "-q",   "--dtype", "auto", "--json"};
  const Result first = run_here(generate);
  ASSERT_EQ(first.code, 0) << first.err;
  ASSERT_THAT(first.err, MatchesRegex("weights (f32|bf16): measured here: f32 [^\n]+\n"));
  const std::string dtype = Json::parse(first.out).at("dtype");
  EXPECT_THAT(first.err, StartsWith("weights " + dtype + ": "));
  for (int i = 0; i < 3; ++i)
    EXPECT_THAT(run_here(generate).err, StartsWith("weights " + dtype + ": measured before: "));
  EXPECT_THAT(run_here({"cache", "ls"}).out, HasSubstr("type of the weights ("));
  EXPECT_EQ(run_here({"cache", "clear"}).code, 0);
  EXPECT_THAT(run_here(generate).err, HasSubstr(": measured here: "));
}

TEST(Generate, ThePlainDemo) {
  const Result r = run_with_input({"generate", demo(), "-q", "-n", "25"}, "In the beginning\n");
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(
      r.out,
      " of the year, and in the seventh day of the month, that the word of the LORD came unto me, saying,\n");
  EXPECT_EQ(r.err, "");
}

TEST(Generate, RandomWeightsOfAConfiguration) {
  const std::string config = source("tests/data/golden/groups1/config.json").string();
  const auto generate = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"generate", "--random-weights", "--config", config, "-q", "-n",
                                       "8",        "--ignore-eos"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result r = run(arguments);
    EXPECT_EQ(r.code, 0) << r.err;
    return r.out;
  };
  const std::string ids = generate({"--ids", "5 17 3"});
  EXPECT_THAT(ids, MatchesRegex("([0-9]+ ){7}[0-9]+\n"));
  EXPECT_EQ(generate({"--ids", "5 17 3"}), ids);  // the same weights each time
  // The prompt as a text is the first argument then. These characters are ids 33, 65 and 1, of 96.
  const std::string text = generate({"Aa!", "--tokenizer", demo() + "/tokenizer.json"});
  EXPECT_GT(text.size(), 1u);
}

TEST(Generate, JsonOfABatchIsWhatTransformersGives) {
  TempDir dir;
  const std::string file = dir.write("prompts", std::string(kPrompt) + "\n<|endoftext|>\n" + kPrompt + "\n");
  const Result r = run({"generate", demo(), "--batch-file", file, "--batch", "2", "--json", "-n", "40",
                        "--block", "7", "--no-cache"});
  ASSERT_EQ(r.code, 0) << r.err;
  const std::vector<Json> lines = lines_of(r.out);
  ASSERT_EQ(lines.size(), 3u);
  const formats::SafetensorsFile golden(source("tests/data/golden/demo/golden.safetensors"));
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string reference = i == 1 ? "0" : "1";
    const HostArray prompt = golden.read("prompts/" + reference), tokens = golden.read("greedy/" + reference);
    const auto p = prompt.as<std::int32_t>();
    const auto t = tokens.as<std::int32_t>();
    EXPECT_EQ(keys_of(lines[i]), (std::set<std::string>{"index", "prompt_tokens", "tokens", "text",
                                                        "finish_reason", "dtype", "timings"}));
    EXPECT_EQ(lines[i].at("index"), i);
    EXPECT_EQ(lines[i].at("prompt_tokens"), std::vector<std::int32_t>(p.begin(), p.end()));
    EXPECT_EQ(lines[i].at("tokens"), std::vector<std::int32_t>(t.begin(), t.begin() + 40));
    EXPECT_EQ(lines[i].at("finish_reason"), "length");
    const Json& timings = lines[i].at("timings");
    EXPECT_EQ(keys_of(timings),
              (std::set<std::string>{"load_s", "compile_s", "programs_from_cache", "prefill_tokens",
                                     "prefill_s", "prefill_tok_s", "decode_tokens", "decode_s",
                                     "decode_tok_s", "state_bytes", "peak_memory_bytes"}));
    for (const auto& [key, value] : timings.items())
      EXPECT_TRUE(value.is_number() && (value > 0 || key == "programs_from_cache")) << key;
    EXPECT_EQ(timings.at("programs_from_cache"), 0);
    EXPECT_EQ(timings.at("prefill_tokens"), i < 2 ? 5 : 4);  // of the group
    EXPECT_EQ(timings.at("decode_tokens"), i < 2 ? 78 : 39);
    EXPECT_EQ(timings.at("state_bytes"), 832512);
  }
  EXPECT_THAT(lines[0].at("text").get<std::string>(), StartsWith(kText));
  EXPECT_EQ(lines[0].at("text"), lines[2].at("text"));
}

TEST(Generate, ASeedGivesTheSameTextAloneAndInABatchAtAnyBlock) {
  const std::vector<std::string> prompts{"And God said", "And God said", "Son of man, set thy face against"};
  TempDir dir;
  const std::string file = dir.write("prompts", prompts[0] + "\r\n" + prompts[1] + "\n" + prompts[2]);
  const std::vector<std::string> drawing{"--temperature", "1.3", "--top-k", "50", "--top-p",
                                         "0.9",           "-n",  "20",      "-q"};
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), drawing.begin(), drawing.end());
    return run(arguments);
  };
  const Result batch = with({"generate", demo(), "--batch-file", file, "--seed", "41", "--json"});
  ASSERT_EQ(batch.code, 0) << batch.err;
  const std::vector<Json> rows = lines_of(batch.out);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_NE(rows[0].at("text"), rows[1].at("text"));  // seeds 41 and 42
  for (const std::size_t i : {0u, 2u}) {
    const Result single = with(
        {"generate", demo(), prompts[i], "--seed", std::to_string(41 + i), "--block", i == 0 ? "1" : "64"});
    EXPECT_EQ(single.code, 0) << single.err;
    EXPECT_EQ(single.out, rows[i].at("text").get<std::string>() + "\n");
  }
}

// In the narrow types the forms of a product change with the number of rows: only a fixed number keeps bits.
TEST(Generate, DeterministicGivesATextAsIfAloneInEveryType) {
  const std::vector<std::string> prompts{"And God said",
                                         "Son of man, set thy face against Jerusalem, and say",
                                         "In the beginning", "Now these are the names of the children"};
  const TempDir dir;
  std::string lines;
  for (const std::string& prompt : prompts) lines += prompt + "\n";
  const std::string file = dir.write("prompts", lines);
  for (const char* dtype : {"bf16", "f16", "int8"}) {
    const auto with = [&](std::vector<std::string> arguments) {
      for (const char* more :
           {"--deterministic", "--temperature", "1", "-n", "40", "-q", "--json", "--dtype"})
        arguments.emplace_back(more);
      arguments.emplace_back(dtype);
      const Result r =
          Process(arguments, kCaptured, kCaptured, kCaptured, {"CONSTATE_CACHE=" + dir.str() + "/kept"})
              .finish();
      EXPECT_EQ(r.code, 0) << r.err;
      return lines_of(r.out);
    };
    for (const int seed : {7, 1000}) {
      const std::vector<Json> batch =
          with({"generate", demo(), "--batch-file", file, "--seed", std::to_string(seed)});
      ASSERT_EQ(batch.size(), prompts.size());
      for (std::size_t i = 0; i < prompts.size(); ++i) {
        const std::vector<Json> alone = with({"generate", demo(), prompts[i], "--seed",
                                              std::to_string(seed + static_cast<int>(i)), "--block", "9"});
        ASSERT_EQ(alone.size(), 1u);
        EXPECT_EQ(alone[0].at("tokens"), batch[i].at("tokens")) << dtype << ", prompt " << i;
      }
    }
  }
}

TEST(Generate, TheFirstStopStringEndsTheTextBeforeIt) {
  TempDir dir;
  const std::string file = dir.write("prompts", std::string(kPrompt) + "\n" + kPrompt + "\n");
  const Result r = run({"generate", demo(), "--batch-file", file, "--json", "-q", "-n", "40", "--stop", "{}",
                        "--stop", "first day", "--stop", "lfth mon"});
  ASSERT_EQ(r.code, 0) << r.err;
  for (const Json& line : lines_of(r.out)) {
    EXPECT_EQ(line.at("text"), " of the reign of Zedekiah king of Judah, in the twe");
    EXPECT_EQ(line.at("finish_reason"), "stop");
    EXPECT_EQ(line.at("tokens").size(), 15u);  // up to the token that completed it
  }
}

TEST(Generate, InABatchEachTextIsOneLine) {
  TempDir dir;
  const std::string file = dir.write("prompts", "came unto me, saying\n");
  const Result r = run({"generate", demo(), "--batch-file", file, "-q", "-n", "2"});
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out, ",\\n\n");
}

TEST(Generate, NoTokensAtAll) {
  TempDir dir;
  const std::string file = dir.write("prompt", "In the beginning");
  const Result r = run({"generate", demo(), "--file", file, "-n", "0", "--json"});
  ASSERT_EQ(r.code, 0) << r.err;
  const Json line = Json::parse(r.out);
  EXPECT_EQ(line.at("prompt_tokens"), (std::vector<int>{1143, 259, 2078}));
  EXPECT_EQ(line.at("tokens"), Json::array());
  EXPECT_EQ(line.at("text"), "");
  EXPECT_EQ(line.at("finish_reason"), "length");
  EXPECT_TRUE(line.at("timings").at("decode_tok_s").is_null());
  EXPECT_THAT(r.err, HasSubstr(" · decode 0 tokens · "));
}

// A special token is in no text, but a text may end where it comes.
TEST(Zeros, ASpecialTokenAsAStopString) {
  TempDir dir;
  write_tiny(dir, {{"eos_token_id", "0"}});
  std::vector<std::string> generate{"generate",
                                    dir.str(),
                                    "--ids",
                                    "5",
                                    "-n",
                                    "3",
                                    "-q",
                                    "--json",
                                    "--ignore-eos",
                                    "--tokenizer",
                                    demo() + "/tokenizer.json"};
  EXPECT_EQ(Json::parse(run(generate).out).at("tokens"), (std::vector<int>{0, 0, 0}));
  generate.insert(generate.end(), {"--stop", "king", "--stop", "<|endoftext|>"});
  const Json stopped = Json::parse(run(generate).out);
  EXPECT_EQ(stopped.at("tokens"), std::vector<int>{0});
  EXPECT_EQ(stopped.at("finish_reason"), "stop");
}

// Ids in place of text, on the model of zeros.

TEST(Zeros, IdsWithoutATokenizer) {
  TempDir dir;
  write_tiny(dir);
  const Result r = run({"generate", dir.str(), "--ids", "5 1,7", "-n", "4", "-q"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.out, "0 0 0 0\n");
  EXPECT_EQ(r.err, "");
}

TEST(Zeros, EndOfTextEndsIt) {
  TempDir dir;
  write_tiny(dir, {{"eos_token_id", "[3, 0]"}});
  const Result stopped = run({"generate", dir.str(), "--ids", "5", "-n", "4", "-q", "--json"});
  EXPECT_EQ(stopped.code, 0) << stopped.err;
  EXPECT_EQ(Json::parse(stopped.out).at("finish_reason"), "stop");
  EXPECT_EQ(Json::parse(stopped.out).at("tokens"), std::vector<int>{0});
  const Result on = run({"generate", dir.str(), "--ids", "5", "-n", "3", "-q", "--ignore-eos"});
  EXPECT_EQ(on.out, "0 0 0\n");
}

TEST(Zeros, GenerationConfigWinsOverConfigAndFlagsOverBoth) {
  TempDir dir;
  write_tiny(dir, {{"eos_token_id", "0"}});
  dir.write("generation_config.json", R"({"eos_token_id": 3, "max_new_tokens": 2})");
  EXPECT_EQ(run({"generate", dir.str(), "--ids", "5", "-q"}).out, "0 0\n");
  EXPECT_EQ(run({"generate", dir.str(), "--ids", "5", "-q", "-n", "3"}).out, "0 0 0\n");
}

TEST(Zeros, VerboseNamesEachProgram) {
  TempDir dir;
  write_tiny(dir);
  const Result r = run({"generate", dir.str(), "--ids", "5", "-n", "2", "-v", "--dtype", "bf16",
                        "--temperature", "0.5", "--no-cache"});
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(r.err, HasSubstr(" · weights bf16: asked for by --dtype\n"));
  EXPECT_THAT(r.err, HasSubstr("temperature 0.5, top-k 0, top-p 1, min-p 0, seed 0, repetition penalty 1 · "
                               "at most 2 tokens · stop ids \n"));
  for (const char* program : {"prefill", "choose", "decode"})
    EXPECT_THAT(r.err, ::testing::ContainsRegex(std::string("\ncompiled ") + program + " \\([^\n]*\\) in "));
}

TEST(Zeros, AReaderThatHasGone) {
  TempDir dir;
  write_tiny(dir);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  const Result r =
      Process({"generate", dir.str(), "--ids", "5", "-n", "2", "-q"}, kCaptured, ends[1]).finish();
  ::close(ends[1]);
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.err, "");
}

TEST(Zeros, OutputThatCannotBeWritten) {
  TempDir dir;
  write_tiny(dir);
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  const Result no_space =
      Process({"generate", dir.str(), "--ids", "5", "-n", "2", "-q", "--json"}, kCaptured, full).finish();
  EXPECT_EQ(no_space.code, 1);
  EXPECT_EQ(no_space.err, "constate: standard output: cannot be written: No space left on device\n");
  const Result help = Process({"--help"}, kCaptured, full).finish();
  EXPECT_EQ(help.code, 1);
  EXPECT_EQ(help.err, "constate: standard output: cannot be written: No space left on device\n");
  ::close(full);
  const Result closed = Process({"--help"}, kCaptured, kClosed).finish();
  EXPECT_EQ(closed.code, 1);
  EXPECT_EQ(closed.err, "constate: standard output: cannot be written: Bad file descriptor\n");
}

// Everything that a terminal got.
std::string drain(int terminal) {
  std::string out;
  char buffer[4096];
  for (ssize_t n; (n = ::read(terminal, buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(n));
  return out;
}

// With a terminal as standard error, `r.err` being all that it got.
Result run_on_terminal(const std::string& kind, const std::vector<std::string>& arguments) {
  int ours = -1, theirs = -1;
  if (::openpty(&ours, &theirs, nullptr, nullptr, nullptr) != 0) throw std::runtime_error("openpty");
  Result r = Process(arguments, kCaptured, kCaptured, theirs, {"TERM=" + kind}).finish();
  ::close(theirs);
  r.err = drain(ours);
  ::close(ours);
  return r;
}

TEST(Zeros, ProgressOnATerminalIsGoneBeforeTheText) {
  TempDir dir;
  write_tiny(dir);
  const Result r = run_on_terminal("xterm", {"generate", dir.str(), "--ids", "5", "-n", "2", "--no-cache"});
  const std::string& err = r.err;
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out, "0 0\n");
  EXPECT_THAT(err, HasSubstr("compiling prefill (batch 1, 1 token)"));
  const std::size_t compiling = err.rfind("compiling"), erased = err.rfind("\r\x1b[K");
  ASSERT_NE(erased, std::string::npos);
  EXPECT_LT(compiling, erased);
  EXPECT_THAT(err.substr(erased), StartsWith("\r\x1b[Kload "));
}

TEST(Zeros, AnIncapableTerminalGetsNoEscapes) {
  TempDir dir;
  write_tiny(dir);
  for (const char* kind : {"dumb", ""}) {
    const Result r = run_on_terminal(kind, {"generate", dir.str(), "--ids", "5", "-n", "2"});
    EXPECT_EQ(r.out, "0 0\n");
    EXPECT_THAT(r.err, MatchesRegex("device [^\x1b\n]*\nload [^\x1b\n]*\n"));
  }
}

TEST(Zeros, ALongPromptIsFedWithProgress) {
  TempDir dir;
  write_tiny(dir);
  std::string ids;
  for (int i = 0; i < 20000; ++i) ids += "1 ";
  const Result r = run_on_terminal("xterm", {"generate", dir.str(), "--ids", ids, "-n", "2"});
  EXPECT_EQ(r.out, "0 0\n");
  EXPECT_THAT(r.err, ::testing::ContainsRegex("feeding the prompt 0 % of 20000 tokens"));
  EXPECT_THAT(r.err, ::testing::ContainsRegex("feeding the prompt [1-9][0-9] % of 20000 tokens\r.\\[Kload "));
}

TEST(Zeros, ATerminalIsNotAskedForAPrompt) {
  int ours = -1, theirs = -1;
  ASSERT_EQ(::openpty(&ours, &theirs, nullptr, nullptr, nullptr), 0);
  const Result r = Process({"generate", demo()}, theirs).finish();
  ::close(ours);
  ::close(theirs);
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(r.err,
            "constate: a prompt is expected: as an argument, with --file or on standard input\n"
            "hint: `constate generate --help` explains\n");
}

}  // namespace
}  // namespace constate::e2e
