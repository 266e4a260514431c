// `constate perplexity`: its figures beside those of two other implementations, what it prints, what it
// refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/file.h"
#include "base/json.h"
#include "checkpoints.h"
#include "formats/safetensors.h"
#include "process.h"
#include "tokenizer/byte_level.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using Arguments = std::vector<std::string>;

const char* const kHelp = "`constate perplexity --help` explains";

std::string heldout() { return source("tests/data/heldout.txt").string(); }

Result perplexity(const std::string& folder, const Arguments& more) {
  Arguments arguments{"perplexity", folder};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run(arguments);
}

Json json_of(const std::string& folder, Arguments more) {
  more.insert(more.end(), {"-q", "--json"});
  const Result r = perplexity(folder, more);
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  return Json::parse(r.out);
}

// The literals below, of the demo model and tests/data/heldout.txt, are what this prints:
//   tools/perplexity_reference.py models/demo tests/data/heldout.txt --windows 512:256 384:384
constexpr double kSame = 0.0005;

TEST(Perplexity, OneSequenceIsThatOfFloat64InEachType) {
  const Json json = json_of(demo(), {"--file", heldout(), "--dtype", "f32,bf16"});
  EXPECT_EQ(json.at("text_tokens"), 25638);
  EXPECT_TRUE(json.at("window").is_null());
  EXPECT_TRUE(json.at("stride").is_null());
  ASSERT_EQ(json.at("results").size(), 2u);
  for (const Json& result : json.at("results")) {
    // The matrices are stored in bf16. Rows that are rounded to it move each token by about 0.01 nats
    // (scoring_test), and so the mean of 25,637 by some 6e-5.
    const double nats = result.at("dtype") == "bf16" ? 2.5e-4 : 1e-5;
    EXPECT_NEAR(result.at("nats_per_token").get<double>(), 3.3682214, nats) << result;
    EXPECT_NEAR(result.at("perplexity").get<double>(), 29.026854, std::max(29.03 * nats, kSame)) << result;
    EXPECT_NEAR(result.at("standard_error").get<double>(), 0.0197109, nats > 1e-5 ? 1e-5 : 1e-6) << result;
    EXPECT_NEAR(result.at("bits_per_token").get<double>(), 3.3682214 / std::log(2.0), 2 * nats) << result;
    EXPECT_NEAR(result.at("bits_per_byte").get<double>(), 3.3682214 * 25637 / std::log(2.0) / 103309, nats)
        << result;
    EXPECT_NEAR(result.at("first_choice").get<double>() * 25637, 9527, nats > 1e-5 ? 50 : 2.5) << result;
    EXPECT_EQ(result.at("tokens"), 25637);
    EXPECT_EQ(result.at("bytes"), 103309);
  }
  const auto perplexity_of = [&](std::size_t i) { return json.at("results")[i].at("perplexity"); };
  EXPECT_NE(perplexity_of(0), perplexity_of(1));
  EXPECT_EQ(json.at("results")[0].at("dtype"), "f32");
  EXPECT_EQ(json.at("results")[1].at("dtype"), "bf16");
}

// tools/perplexity_reference.py models/demo tests/data/heldout.txt --int8 gives 29.030670, and f32 29.027. A
// value that lies between two of its 16256 steps goes to the other one where float32 and float64 differ.
TEST(Perplexity, InEightBitsItIsNearTheReferenceInEightBits) {
  const Json json = json_of(demo(), {"--file", heldout(), "--dtype", "int8"});
  EXPECT_EQ(json.at("results")[0].at("dtype"), "int8");
  EXPECT_NEAR(json.at("results")[0].at("perplexity").get<double>(), 29.030670, 0.001);
}

// The same with --int4 gives 29.371416; the search for levels goes another way where float32 and float64
// differ.
TEST(Perplexity, InFourBitsItIsNearTheReferenceInFourBits) {
  const Json json = json_of(demo(), {"--file", heldout(), "--dtype", "int4"});
  EXPECT_EQ(json.at("results")[0].at("dtype"), "int4");
  EXPECT_NEAR(json.at("results")[0].at("perplexity").get<double>(), 29.371416, 0.01);
}

TEST(Perplexity, WindowsAreThoseOfTransformers) {
  const Json overlapping = json_of(demo(), {"--file", heldout(), "--window", "512", "--stride", "256"});
  EXPECT_EQ(overlapping.at("window"), 512);
  EXPECT_EQ(overlapping.at("stride"), 256);
  EXPECT_EQ(overlapping.at("results")[0].at("tokens"), 25637);
  EXPECT_EQ(overlapping.at("results")[0].at("bytes"), 103309);
  EXPECT_NEAR(overlapping.at("results")[0].at("perplexity").get<double>(), 29.013891, kSame);

  // Without overlap the first token of each of the 67 windows is context alone.
  const Json apart = json_of(demo(), {"--file", heldout(), "--window", "384", "--batch", "3"});
  EXPECT_EQ(apart.at("window"), 384);
  EXPECT_EQ(apart.at("stride"), 384);
  EXPECT_EQ(apart.at("results")[0].at("tokens"), 25638 - 67);
  EXPECT_NEAR(apart.at("results")[0].at("perplexity").get<double>(), 29.630518, kSame);
}

std::string first_bytes(const TempDir& dir, std::size_t count) {
  return dir.write("text", read_text(heldout()).substr(0, count));
}

TEST(Perplexity, AWindowAsLongAsTheTextIsTheWhole) {
  TempDir dir;
  const std::string file = first_bytes(dir, 1500);
  const Json whole = json_of(demo(), {"--file", file});
  const std::size_t tokens = whole.at("text_tokens");
  const double want = whole.at("results")[0].at("perplexity");
  for (const std::string& window : {std::to_string(tokens), std::string("2147483647")})
    EXPECT_EQ(json_of(demo(), {"--file", file, "--window", window}).at("results")[0].at("perplexity"), want)
        << window;
  // One window more, for the last token.
  const Json shorter =
      json_of(demo(), {"--file", file, "--window", std::to_string(tokens - 1), "--stride", "1"});
  EXPECT_EQ(shorter.at("results")[0].at("tokens"), whole.at("results")[0].at("tokens"));
  EXPECT_NE(shorter.at("results")[0].at("perplexity"), want);
  EXPECT_NEAR(shorter.at("results")[0].at("perplexity").get<double>(), want, 0.5);
}

TEST(Perplexity, WindowsAreTheSameInAnyBatch) {
  TempDir dir;
  const std::string file = first_bytes(dir, 1500);
  const auto with_batch = [&](const char* batch) -> double {
    return json_of(demo(), {"--file", file, "--window", "48", "--stride", "20", "--batch", batch})
        .at("results")[0]
        .at("perplexity");
  };
  const double alone = with_batch("1");
  EXPECT_NEAR(with_batch("3"), alone, 1e-5 * alone);
  EXPECT_NEAR(with_batch("256"), alone, 1e-5 * alone);
}

std::map<std::string, HostArray> uniform_weights() {
  std::map<std::string, HostArray> weights = zero_weights();
  weights.insert_or_assign("backbone.embeddings.weight",
                           HostArray::of(DType::kF32, {260, 4}, std::vector<float>(260 * 4)));
  return weights;
}

// A model of zeros finds each of its 260 tokens equally likely. Its tokenizer has one token a byte, with the
// byte's number as its id; a post-processor may be given.
void write_uniform(const TempDir& dir, const std::map<std::string, std::string>& extra = {},
                   const Json& post_processor = nullptr) {
  std::map<std::string, std::string> config{{"vocab_size", "260"}};
  config.insert(extra.begin(), extra.end());
  write_config(dir, config);
  formats::save_safetensors(dir.path / "model.safetensors", uniform_weights());
  Json tokenizer{{"added_tokens", Json::array()},
                 {"normalizer", nullptr},
                 {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}}},
                 {"post_processor", post_processor},
                 {"decoder", {{"type", "ByteLevel"}}},
                 {"model", {{"type", "BPE"}, {"vocab", Json::object()}, {"merges", Json::array()}}}};
  for (int b = 0; b < 256; ++b)
    tokenizer["model"]["vocab"][tokenizer::byte_level_text(std::string(1, static_cast<char>(b)))] = b;
  dir.write("tokenizer.json", tokenizer.dump());
}

TEST(Perplexity, WhatItPrints) {
  TempDir dir;
  write_uniform(dir);
  const std::string file = dir.write("text", "In the beginning\n");
  const Result r = perplexity(dir.str(), {"--file", file, "--dtype", "f32,bf16,f16"});
  EXPECT_EQ(r.code, 0) << r.err;
  // ln 260 = 5.56068, log2 260 = 8.0224; 17 bytes behind the first token.
  const std::string figures =
      " +260\\.0000 +5\\.56068 +0\\.00000 +8\\.0224 +8\\.0224 +0\\.00 % +17 +[0-9]+\n";
  EXPECT_THAT(r.out,
              MatchesRegex(
                  "type  perplexity  nats/token  std error  bits/token  bits/byte  first choice    tokens    "
                  "tok/s\nf32 " +
                  figures + "bf16" + figures + "f16 " + figures));
  const std::string device = "device cpu · plugin [^\n]* · weights ";
  EXPECT_THAT(r.err,
              MatchesRegex(device + "f32: asked for by --dtype\n[^\n]*text: 18 tokens, as one sequence\n" +
                           device + "bf16: asked for by --dtype\n" + device + "f16: asked for by --dtype\n"));
  const Result windows =
      perplexity(dir.str(), {"--file", file, "--window", "5", "--stride", "3", "-v", "--no-cache"});
  EXPECT_THAT(windows.err, HasSubstr("text: 18 tokens, in windows of 5, every 3\n"));
  EXPECT_THAT(windows.err, HasSubstr("compiled score (batch 4, 32 tokens) in "));
}

TEST(Perplexity, Json) {
  TempDir dir;
  write_uniform(dir);
  const Result r = run_with_input({"perplexity", dir.str(), "--json", "-q", "--no-cache"}, "a");
  ASSERT_EQ(r.code, 0) << r.err;
  const Json json = Json::parse(r.out);
  const auto keys = [](const Json& object) {
    std::set<std::string> out;
    for (const auto& [key, value] : object.items()) out.insert(key);
    return out;
  };
  EXPECT_EQ(keys(json), (std::set<std::string>{"text_tokens", "window", "stride", "results"}));
  EXPECT_EQ(json.at("text_tokens"), 2);
  const Json& result = json.at("results")[0];
  EXPECT_EQ(keys(result), (std::set<std::string>{"dtype", "perplexity", "nats_per_token", "standard_error",
                                                 "bits_per_token", "bits_per_byte", "first_choice", "tokens",
                                                 "bytes", "timings"}));
  EXPECT_EQ(keys(result.at("timings")),
            (std::set<std::string>{"load_s", "compile_s", "programs_from_cache", "score_s", "score_tok_s",
                                   "peak_memory_bytes"}));
  EXPECT_EQ(result.at("timings").at("programs_from_cache"), 0);
  EXPECT_NEAR(result.at("perplexity").get<double>(), 260, 1e-3);
  EXPECT_TRUE(result.at("standard_error").is_null());  // of one token
  EXPECT_EQ(result.at("first_choice"), 0.0);
  EXPECT_EQ(result.at("tokens"), 1);
  EXPECT_EQ(result.at("bytes"), 1);
}

TEST(Perplexity, TheFirstTokenIsTheTokenizersOrElseTheCheckpoints) {
  const auto tokens = [](const TempDir& dir, const std::string& text, const Arguments& more = {}) -> int {
    Arguments arguments{"perplexity", dir.str(), "--json", "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result r = run_with_input(arguments, text);
    EXPECT_EQ(r.code, 0) << r.err;
    return r.code == 0 ? Json::parse(r.out).at("text_tokens").get<int>() : -1;
  };
  TempDir a;
  write_uniform(a, {{"bos_token_id", "97"}});
  EXPECT_EQ(tokens(a, "bcd"), 4);
  EXPECT_EQ(tokens(a, "acd"), 3);  // begins with it
  EXPECT_EQ(tokens(a, "bcd", {"--no-bos"}), 3);
  EXPECT_EQ(tokens(a, "bcd\n"), 5);  // all of the text

  TempDir none;
  write_uniform(none, {{"bos_token_id", "null"}});
  EXPECT_EQ(tokens(none, "bcd"), 3);

  const auto around = [](const char* single) {
    return Json{{"type", "TemplateProcessing"},
                {"single", Json::parse(single)},
                {"pair", Json::array()},
                {"special_tokens", {{"z", {{"id", "z"}, {"ids", {122}}, {"tokens", {"z"}}}}}}};
  };
  const char* const kZ = R"({"SpecialToken": {"id": "z", "type_id": 0}})";
  const char* const kText = R"({"Sequence": {"id": "A", "type_id": 0}})";
  TempDir front;
  write_uniform(front, {{"bos_token_id", "97"}}, around((std::string("[") + kZ + "," + kText + "]").c_str()));
  EXPECT_EQ(tokens(front, "bcd"), 4);
  EXPECT_EQ(tokens(front, "bcd", {"--no-bos"}), 3);
  TempDir behind;
  write_uniform(behind, {{"bos_token_id", "97"}},
                around((std::string("[") + kText + "," + kZ + "]").c_str()));
  EXPECT_EQ(tokens(behind, "bcd"), 5);
}

void expect_error(const Result& r, const std::string& message, const std::string& hint = "") {
  EXPECT_EQ(r.err, "constate: " + message + "\n" + (hint.empty() ? "" : "hint: " + hint + "\n"));
  EXPECT_EQ(r.code, 1) << message;
  EXPECT_EQ(r.out, "") << message;
}

TEST(PerplexityErrors, Options) {
  const auto refused = [](const Arguments& more, const std::string& message,
                          const std::string& hint = kHelp) {
    expect_error(perplexity(demo(), more), message, hint);
  };
  refused({"--stride", "5"}, "--stride has no effect without --window");
  refused({"--batch", "5"}, "--batch has no effect without --window");
  refused({"--window", "8", "--stride", "9"},
          "--stride: at most the window's 8 tokens are expected; got `9`");
  refused({"--window", "1"}, "--window: an integer between 2 and 2147483647 is expected; got `1`", "");
  refused({"--window", "8", "--stride", "0"},
          "--stride: an integer between 1 and 2147483647 is expected; got `0`", "");
  refused({"--window", "8", "--batch", "257"}, "--batch: an integer between 1 and 256 is expected; got `257`",
          "");
  refused({"--dtype", "f32,"}, "--dtype: f32, bf16, f16, int8 or int4 is expected; got ``", "");
  refused({"--dtype", "bf16,f8"}, "--dtype: f32, bf16, f16, int8 or int4 is expected; got `f8`", "");
  refused({"--dtype", "bf16,f32,bf16"}, "--dtype: each type may be named once; got `bf16,f32,bf16`");
  refused({"-q", "-v"}, "--quiet and --verbose exclude each other");
  refused({"x"}, "one argument too many: `x`");
}

TEST(PerplexityErrors, Texts) {
  TempDir dir;
  write_uniform(dir, {{"bos_token_id", "97"}});
  const auto refused = [&](const std::string& text, const Arguments& more, const std::string& message,
                           const std::string& hint = "") {
    Arguments arguments{"perplexity", dir.str()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    expect_error(run_with_input(arguments, text), message, hint);
  };
  refused("", {}, "standard input: at least one token is expected; the text is empty");
  refused("a", {},
          "standard input: at least two tokens are expected, since the first is context alone; got 1");
  refused("b", {"--no-bos"},
          "standard input: at least two tokens are expected, since the first is context alone; got 1");
  refused("ab", {"--no-bos"}, "--no-bos has no effect: no token would be put in front of the text", kHelp);
  refused("abc\xff", {}, "standard input: must be UTF-8; byte 3 (0xff) is not");
  const std::string file = dir.write("bad", "\xff");
  refused("", {"--file", file}, file + ": must be UTF-8; byte 0 (0xff) is not");
  std::filesystem::remove(dir.path / "tokenizer.json");
  refused("abc", {}, dir.str() + ": no `tokenizer.json` or `tokenizer.model`, which text needs",
          "give --tokenizer FILE");

  TempDir outside;
  write_uniform(outside, {{"bos_token_id", "260"}});
  expect_error(run_with_input({"perplexity", outside.str()}, "abc"),
               outside.str() + "/config.json: `bos_token_id` must be between 0 and 259; got 260",
               "--no-bos leaves it out");
  expect_error(run_with_input(
                   {"perplexity", outside.str(), "-q", "--tokenizer", demo() + "/tokenizer.json", "--no-bos"},
                   "In the"),
               "standard input: token 0: an id is between 0 and 259; got 1143",
               "the tokenizer and the model must be of one checkpoint");
}

TEST(PerplexityErrors, LogitsThatAreNotFinite) {
  // `x`, which is token 7 from the first one on, makes its whole chunk NaN.
  TempDir dir;
  write_uniform(dir, {{"tie_word_embeddings", "false"}});
  std::map<std::string, HostArray> weights = uniform_weights();
  weights.emplace("lm_head.weight", HostArray::of(DType::kF32, {260, 4}, std::vector<float>(260 * 4)));
  weights.at("backbone.embeddings.weight").as<float>()['x' * 4] = std::nanf("");
  formats::save_safetensors(dir.path / "model.safetensors", weights);
  const auto refused = [&](const Arguments& more, const std::string& message) {
    Arguments arguments{"perplexity", dir.str(), "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    expect_error(run_with_input(arguments, "abcdefxg"), "standard input: " + message,
                 "the weights hold numbers that are not finite, or too large: are their files whole?");
    EXPECT_EQ(run_with_input(arguments, "abcdefgx").code, 0);
  };
  refused({}, "the logits of token 1 are not finite");
  refused({"--window", "4", "--stride", "2"}, "row 3: the logits of token 7 are not finite");
  refused({"--window", "4", "--stride", "2", "--batch", "1"}, "the logits of token 7 are not finite");
}

TEST(Perplexity, CtrlCEndsWithoutAFigure) {
  for (const Arguments& more : {Arguments{}, Arguments{"--json"}}) {
    Arguments arguments{"perplexity", demo(), "--file", heldout(), "--window", "512", "--stride", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process process(arguments);
    process.wait_for_err();
    process.interrupt();
    const Result r = process.finish();
    EXPECT_EQ(r.code, 130);
    EXPECT_EQ(r.out, "");
  }
}

}  // namespace
}  // namespace constate::e2e
