// What `constate verify` prints, how it ends, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/json.h"
#include "checkpoints.h"
#include "formats/safetensors.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::string golden(const std::string& name) { return source("tests/data/golden/" + name).string(); }
const std::string kGroups2 = golden("groups2");
std::string file_of(const std::string& name) { return golden(name) + "/golden.safetensors"; }

// A golden file with one change.
std::string changed(const TempDir& dir, const std::string& from,
                    const std::function<void(std::map<std::string, HostArray>&)>& change) {
  const formats::SafetensorsFile file(file_of(from));
  std::map<std::string, HostArray> tensors;
  for (const auto& [name, entry] : file.tensors())
    if (!name.starts_with("prompts/") && !name.starts_with("greedy/")) tensors.emplace(name, file.read(name));
  change(tensors);
  const std::string path = (dir.path / "changed.safetensors").string();
  formats::save_safetensors(path, tensors);
  return path;
}

TEST(VerifyAgainst, PrintsATableAndPasses) {
  const Result r = run({"verify", kGroups2, "--against", file_of("groups2"), "--dtype", "f32"});
  EXPECT_EQ(r.code, 0) << r.err;
  const std::string number = " +[0-9.]+e-[0-9]+",
                    row = number + number + number + "  token [0-9]+: [0-9.]+e-[0-9]+\n";
  EXPECT_THAT(r.out, MatchesRegex(" layer     error   its f32   allowed  worst\n     0" + row + "     1" +
                                  row + "logits" + row +
                                  "first choice: the same at 70 of 70 places\n"
                                  "greedy: [0-9]+ of [0-9]+ tokens in [0-9]+ runs\nPASS\n"));
  EXPECT_THAT(r.err, MatchesRegex("device cpu · plugin .* · weights f32: asked for by --dtype\n"));
}

TEST(VerifyAgainst, QuietlyTheVerdictAlone) {
  const Result r =
      run({"verify", golden("conv1_bf16"), "--against", file_of("conv1_bf16"), "--dtype", "bf16", "-q"});
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(
      r.out, MatchesRegex("PASS within what bf16 may differ by: [0-9]+ of 256 greedy tokens are the same\n"));
  EXPECT_EQ(r.err, "");
}

TEST(VerifyAgainst, AFailureIsPrintedThenTold) {
  const TempDir dir;
  const std::string file = changed(dir, "groups2", [](auto& tensors) {
    const auto all = tensors.at("hidden_f64").template as<double>();
    all[all.size() / 2 + 17 * 32 + 3] += 0.5;  // layer 1, token 17
    for (double& v : tensors.at("logits_f64").template as<double>()) v *= 1.001;
  });
  const Result r = run({"verify", kGroups2, "--against", file, "--dtype", "f32"});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.out, HasSubstr("token 17: "));
  EXPECT_THAT(r.out,
              MatchesRegex(".*\n     1 [^\n]*  FAIL\nlogits [^\n]*  FAIL\nfirst choice: the same at 70 of 70 "
                           "places\nFAIL\n"));
  EXPECT_THAT(r.err,
              MatchesRegex(".*\nconstate: verification failed: layer 1: the relative error is [0-9.]+, "
                           "[0-9.e-]+ is allowed; the worst is token 17; and 1 more\n"));
}

// Most tokens may differ in int8: then PASS by itself would say too much.
TEST(VerifyAgainst, TokensThatTheBoundsLetDifferAreToldWithTheVerdict) {
  const std::string same = "[0-9]+ of 448 greedy tokens are the same\n";
  const Result r = run({"verify", demo(), "--against", file_of("demo"), "--dtype", "int8", "-q"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, MatchesRegex("PASS within what int8 may differ by: " + same));
  const Result all = run({"verify", demo(), "--against", file_of("demo"), "--dtype", "int8"});
  EXPECT_THAT(all.out,
              ::testing::ContainsRegex("\ngreedy: [0-9]+ of 448 tokens in 7 runs\n  run 0: [0-9]+ of 64, "
                                       "then token [^\n]* is allowed: as int8 may\n"));
  EXPECT_THAT(all.out, ::testing::EndsWith(r.out));
}

// A golden checkpoint whose last norm holds a NaN.
std::string broken(const TempDir& dir) {
  const std::string from = golden("groups1");
  const formats::SafetensorsFile file(from + "/model.safetensors");
  std::map<std::string, HostArray> tensors;
  for (const auto& [name, entry] : file.tensors()) tensors.emplace(name, file.read(name));
  tensors.at("backbone.norm_f.weight").as<float>()[0] = std::nanf("");
  formats::save_safetensors(dir.path / "model.safetensors", tensors);
  std::filesystem::copy(from + "/config.json", dir.path);
  return dir.str();
}

TEST(Verify, LogitsThatAreNotFiniteAreAFailure) {
  const TempDir dir;
  const std::string model = broken(dir);
  const Result text = run({"verify", model, "--against", file_of("groups1"), "--dtype", "f32"});
  EXPECT_EQ(text.code, 1);
  EXPECT_THAT(text.out, HasSubstr("\nlogits       inf "));
  EXPECT_THAT(text.out,
              HasSubstr("\nfirst choice: the same at 0 of 70 places; 70 have logits that are not finite  "
                        "FAIL\ngreedy: 0 of 256 tokens in 4 runs\n"));
  EXPECT_THAT(text.out, HasSubstr(", then logits that are not finite  FAIL\n"));
  EXPECT_THAT(text.out, ::testing::EndsWith("\nFAIL\n"));
  EXPECT_THAT(text.err,
              MatchesRegex("device [^\n]*\nconstate: verification failed: logits: the relative error is "
                           "inf, [0-9.e-]+ is allowed; the worst is token [0-9]+; and [0-9]+ more\n"));

  const Result json =
      run({"verify", model, "--against", file_of("groups1"), "--self", "--tokens", "20", "--json", "-q"});
  EXPECT_EQ(json.code, 1);
  const Json all = Json::parse(json.out);
  EXPECT_EQ(all.at("passed"), false);
  EXPECT_TRUE(all.at("against").at("logits").at("error").is_null());
  EXPECT_EQ(all.at("against").at("greedy").at("equal"), 0);
  for (const Json& way : all.at("self").at("ways")) EXPECT_EQ(way.at("passed"), false) << way;
  EXPECT_THAT(all.at("failures").dump(),
              HasSubstr("greedy tokens in blocks: blocks of 64: row 0: the logits of "
                        "token 0 are not finite"));
}

TEST(VerifyAgainst, JsonTellsTheSame) {
  const Result r =
      run({"verify", kGroups2, "--against", file_of("groups2"), "--dtype", "f32", "--json", "-q"});
  EXPECT_EQ(r.code, 0) << r.err;
  const Json json = Json::parse(r.out);
  EXPECT_EQ(json.at("passed"), true);
  EXPECT_EQ(json.at("failures"), Json::array());
  EXPECT_EQ(json.at("dtype"), "f32");
  const Json& against = json.at("against");
  ASSERT_EQ(against.at("layers").size(), 2u);
  EXPECT_LE(against.at("layers")[0].at("error"), against.at("layers")[0].at("allowed"));
  EXPECT_EQ(against.at("places"), 70);
  EXPECT_EQ(against.at("places_not_finite"), 0);
  EXPECT_EQ(against.at("choices"), Json::array());
  EXPECT_EQ(against.at("greedy").at("equal"), against.at("greedy").at("count"));
  EXPECT_EQ(against.at("runs")[0].at("equal"), against.at("runs")[0].at("count"));
  EXPECT_EQ(against.at("runs")[0].at("first_difference"), nullptr);
}

void expect_ways(const Result& r, const std::string& rest) {
  EXPECT_EQ(r.code, 0) << r.err;
  const std::string number = " +[0-9.]+e[-+][0-9]+", row = " +[0-9]+" + number + number + number;
  EXPECT_THAT(
      r.out, MatchesRegex("cases    logits     state   allowed\n" + row + "  whole and step by step\n" + row +
                          "  whole and split\n" + row + "  alone and in a batch\n +3         -" + number +
                          number + "  greedy tokens in blocks\n" + rest + "PASS\n"));
}

TEST(VerifySelf, PassesOnATinyModel) {
  expect_ways(run({"verify", kGroups2, "--self", "--tokens", "40", "--seed", "3"}),
              "(no other plugin here|.* on .* by [^\n]*)\n");
}

// Beside int8 its keys and values are bf16, whose rounding is the larger one; in f32 nothing is rounded so
// far.
TEST(VerifySelf, KeysAndValuesCount) {
  const Result r = run({"verify", golden("granite"), "--self", "--dtype", "int8", "--tokens", "150", "-q"});
  EXPECT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_EQ(r.out, "PASS\n");
}

TEST(VerifySelf, PassesOnTheDemoAndATextOfItsOwn) {
  const TempDir dir;
  const std::string text =
      dir.write("text.txt", "In the beginning was the word, and the word was with them.\n");
  expect_ways(run({"verify", demo(), "--self", "--file", text, "-v"}),
              "(no other plugin here|.* on .* by [^\n]*)\n");
}

TEST(VerifySelf, ComparesWithTheOtherPluginsAndTellsJson) {
  const std::string older = std::string(CONSTATE_PLUGIN_DIR) + "/cpu-0.81/xla_cpu_pjrt.so";
  const Result r = run({"verify", kGroups2, "--self", "--tokens", "20", "--plugin", older, "--json", "-q"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  const Json json = Json::parse(r.out);
  EXPECT_EQ(json.at("plugin"), "xla_cpu_pjrt.so");
  const Json& self = json.at("self");
  EXPECT_EQ(self.at("tokens"), 20);
  EXPECT_GE(self.at("other_devices"), 1);
  ASSERT_GE(self.at("ways").size(), 5u);
  const Json& last = self.at("ways").back();
  EXPECT_EQ(last.at("name"), "on cpu by pjrt_c_api_cpu_plugin.so");
  EXPECT_EQ(last.at("passed"), true);
  EXPECT_LE(last.at("logits").at("difference"), last.at("allowed"));
}

std::string error(const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"verify"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Result r = run(all);
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.out, "");
  return r.err;
}

TEST(VerifyErrors, OptionsThatMakeNoSense) {
  const std::string hint = "hint: `constate verify --help` explains\n";
  EXPECT_EQ(error({}), "constate: DIR is missing\n" + hint);
  EXPECT_EQ(error({kGroups2}), "constate: --against FILE or --self is expected\n" + hint);
  for (const char* option : {"--tokens", "--seed"})
    EXPECT_EQ(error({kGroups2, "--against", "x", option, "5"}),
              std::string("constate: ") + option + " has no effect without --self\n" + hint);
  EXPECT_EQ(error({kGroups2, "--against", "x", "--file", "y"}),
            "constate: --file has no effect without --self\n" + hint);
  EXPECT_EQ(error({kGroups2, "--self", "--tokenizer", "y"}),
            "constate: --tokenizer has no effect without --file\n" + hint);
  EXPECT_EQ(error({kGroups2, "--self", "--file", "x", "--seed", "1"}),
            "constate: --file and --seed exclude each other\n" + hint);
  EXPECT_EQ(error({kGroups2, "--self", "-q", "-v"}),
            "constate: --quiet and --verbose exclude each other\n" + hint);
  EXPECT_EQ(error({kGroups2, "--self", "--tokens", "1"}),
            "constate: --tokens: an integer between 2 and 65536 is expected; got `1`\n");
  EXPECT_EQ(error({kGroups2, "--self", "--dtype", "f64"}),
            "constate: --dtype: f32, bf16, f16, int8 or int4, or auto is expected; got `f64`\n");
}

// Refused before a device is opened: the plugin is none.
TEST(VerifyErrors, FilesThatAreNotAsTheyShouldBe) {
  const TempDir dir;
  const auto against = [&](const std::string& file) {
    return error({kGroups2, "--against", file, "--plugin", "none"});
  };
  EXPECT_EQ(against("/nonexistent"), "constate: /nonexistent: cannot be opened: No such file or directory\n");
  EXPECT_EQ(against(file_of("groups1")), "constate: " + file_of("groups1") +
                                             ": `hidden_f64`: must be f64[2, 70, 32] for this model (layers, "
                                             "tokens, width); got f64[3, 70, 32]\n"
                                             "hint: the file must be made from the same checkpoint\n");
  EXPECT_EQ(against(changed(dir, "groups2", [](auto& tensors) { tensors.erase("logits_f64"); })),
            "constate: " + dir.str() +
                "/changed.safetensors: `logits_f64` is missing\n"
                "hint: tools/make_golden.py --model DIR OUT.safetensors writes such a file\n");
  EXPECT_EQ(
      against(changed(dir, "groups2",
                      [](auto& tensors) { tensors.at("tokens").template as<std::int32_t>()[3] = 500; })),
      "constate: " + dir.str() +
          "/changed.safetensors: `tokens`: element 3: an id of this model is between 0 and 127; got 500\n");
  const std::string empty = dir.write("empty.txt", "");
  EXPECT_EQ(error({demo(), "--self", "--file", empty}),
            "constate: " + empty + ": at least 2 tokens are expected; got 0\n");
  EXPECT_EQ(
      error({kGroups2, "--self", "--file", empty}),
      "constate: " + kGroups2 +
          ": no `tokenizer.json` or `tokenizer.model`, which --file needs\nhint: give --tokenizer FILE\n");
}

}  // namespace
}  // namespace constate::e2e
