// Environment variables that stand for options: they count where the option is not given, and a bad one is
// refused by its name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "checkpoints.h"
#include "formats/safetensors.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Arguments = std::vector<std::string>;

Result run_with(const std::vector<std::string>& environment, const Arguments& arguments) {
  return Process(arguments, kCaptured, kCaptured, kCaptured, environment).finish();
}

void expect_error(const std::vector<std::string>& environment, const Arguments& arguments,
                  const std::string& message) {
  const Result r = run_with(environment, arguments);
  EXPECT_EQ(r.err, "constate: " + message + "\n");
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(r.code, 1);
}

TEST(Settings, TheTypeOfTheMatrices) {
  const std::vector<std::string> bf16{"CONSTATE_DTYPE=bf16"};
  TempDir dir;
  write_tiny(dir);
  const Arguments generate{"generate", dir.str(), "--ids", "5", "-n", "2"};
  EXPECT_THAT(run_with(bf16, generate).err, HasSubstr(" · weights bf16: asked for by CONSTATE_DTYPE\n"));
  Arguments f32 = generate;
  f32.insert(f32.end(), {"--dtype", "f32"});
  EXPECT_THAT(run_with(bf16, f32).err, HasSubstr(" · weights f32: asked for by --dtype\n"));
  EXPECT_THAT(run_with({"CONSTATE_DTYPE="}, generate).err, Not(HasSubstr("asked for by CONSTATE_DTYPE")));
  EXPECT_EQ(run_with(bf16, {"dump", demo()}).out, run({"dump", demo(), "--dtype", "bf16"}).out);
  const Result bench = run_with(bf16, {"bench", "--random-weights", "--config", demo(), "-p", "4", "-n", "0",
                                       "-r", "1", "-q", "-o", "json"});
  EXPECT_EQ(Json::parse(bench.out).at("tests")[0].at("dtype"), "bf16") << bench.err;
}

TEST(Settings, ATypeThatIsNone) {
  const std::vector<std::string> bad{"CONSTATE_DTYPE=f64"}, automatic{"CONSTATE_DTYPE=auto"};
  const std::string rule = "CONSTATE_DTYPE: f32, bf16, f16, int8 or int4";
  expect_error(bad, {"generate", demo(), "x"}, rule + ", or auto is expected; got `f64`");
  expect_error(bad, {"verify", demo(), "--self"}, rule + ", or auto is expected; got `f64`");
  expect_error(bad, {"perplexity", demo()}, rule + " is expected; got `f64`");
  expect_error(automatic, {"bench", demo()}, rule + " is expected; got `auto`");
  expect_error(automatic, {"dump", demo()}, rule + " is expected; got `auto`");
  expect_error(automatic, {"compile", demo()}, rule + " is expected; got `auto`");
}

TEST(Settings, ATokenizerForFoldersWithoutOne) {
  TempDir dir;
  write_tiny(dir);
  const std::string tokenizer = "CONSTATE_TOKENIZER=" + demo() + "/tokenizer.json";
  const Result r = run_with({tokenizer}, {"generate", dir.str(), "<|endoftext|>", "-n", "2", "-q", "--json"});
  EXPECT_EQ(r.err, "");
  EXPECT_EQ(Json::parse(r.out).at("prompt_tokens"), std::vector<int>{0});
  expect_error({"CONSTATE_TOKENIZER=/nonexistent"}, {"generate", dir.str(), "x"},
               "CONSTATE_TOKENIZER: /nonexistent: cannot be opened: No such file or directory");
  // A folder's own comes first, and inspect tells what a folder holds.
  EXPECT_EQ(run_with({"CONSTATE_TOKENIZER=/nonexistent"}, {"generate", demo(), "x", "-n", "0", "-q"}).code,
            0);
  EXPECT_THAT(run_with({tokenizer}, {"inspect", dir.str()}).out,
              HasSubstr("\ntokenizer      none in the folder\n"));
}

TEST(Settings, TheCompileCache) {
  TempDir dir, model;
  write_tiny(model);
  const std::string cache = "CONSTATE_CACHE=" + dir.str() + "/kept";
  const Arguments generate{"generate", model.str(), "--ids", "5", "-n", "2", "-q"};
  EXPECT_EQ(run_with({cache, "CONSTATE_NO_CACHE=1"}, generate).out, "0 0\n");
  EXPECT_FALSE(std::filesystem::exists(dir.path / "kept"));
  const auto kept = [&](const std::vector<std::string>& environment) {
    EXPECT_EQ(run_with(environment, generate).out, "0 0\n");
    return Json::parse(run_with({cache}, {"cache", "ls", "--json"}).out).at("programs").size();
  };
  EXPECT_EQ(kept({cache, "CONSTATE_CACHE_LIMIT=0"}), 0u);
  EXPECT_EQ(kept({cache, "CONSTATE_NO_CACHE=0"}), 3u);
  // `compile` is there to keep programs.
  EXPECT_EQ(run_with({cache, "CONSTATE_NO_CACHE=1"},
                     {"compile", model.str(), "--program", "prefill", "--length", "7"})
                .code,
            0);
  expect_error({"CONSTATE_NO_CACHE=yes"}, {"generate", model.str(), "--ids", "5"},
               "CONSTATE_NO_CACHE: an integer between 0 and 1 is expected; got `yes`");
  expect_error({"CONSTATE_CACHE_LIMIT=2G"}, {"generate", model.str(), "--ids", "5"},
               "CONSTATE_CACHE_LIMIT: an integer between 0 and 9223372036854775807 is expected; got `2G`");
}

TEST(Settings, TokensOfOneCall) {
  TempDir model;
  write_tiny(model);
  const Arguments generate{"generate", model.str(), "--ids", "5", "-n", "2", "-v", "--no-cache"};
  EXPECT_THAT(run_with({"CONSTATE_BLOCK=3"}, generate).err,
              HasSubstr("compiled decode (batch 1, 4 stop ids, 3 tokens)"));
  Arguments one = generate;
  one.insert(one.end(), {"--block", "1"});
  EXPECT_THAT(run_with({"CONSTATE_BLOCK=3"}, one).err,
              HasSubstr("compiled decode (batch 1, 4 stop ids, 1 token)"));
  expect_error({"CONSTATE_BLOCK=0"}, {"generate", model.str(), "--ids", "5", "-q"},
               "CONSTATE_BLOCK: an integer between 1 and 4096 is expected; got `0`");
}

}  // namespace
}  // namespace constate::e2e
