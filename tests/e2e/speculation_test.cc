// --speculate and --draft-model: the same text in fewer steps, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <sstream>

#include "base/file.h"
#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using Arguments = std::vector<std::string>;

TEST(Speculate, GuessedTokensChangeTheNumberOfStepsAlone) {
  const std::string verse = "And he said unto them, ";
  const auto generated = [&](const Arguments& more) {
    Arguments arguments{"generate",     demo(),  verse + verse + verse + "And he", "-n", "60",
                        "--ignore-eos", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result r = run(arguments);
    EXPECT_EQ(r.code, 0) << r.err;
    return std::pair(Json::parse(r.out), r.err);
  };
  for (const Arguments& rules : {Arguments{}, {"--temperature", "0.2", "--seed", "5"}}) {
    const Json plain = generated(rules).first;
    EXPECT_FALSE(plain.at("timings").contains("drafted_tokens"));
    for (const auto& [drafts, how] :
         {std::pair(7, Arguments{"--speculate", "lookup"}),
          {2, {"--speculate", "lookup:2"}},
          {4, {"--draft-model", demo()}},
          {2, {"--speculate", "draft:2", "--draft-model", demo(), "--draft-dtype", "int8"}}}) {
      Arguments arguments = rules;
      arguments.insert(arguments.end(), how.begin(), how.end());
      const auto [drafted, err] = generated(arguments);
      EXPECT_EQ(drafted.at("tokens"), plain.at("tokens"));
      EXPECT_EQ(drafted.at("finish_reason"), plain.at("finish_reason"));
      const auto tried = drafted.at("timings").at("drafted_tokens").get<int>(),
                 right = drafted.at("timings").at("accepted_tokens").get<int>();
      EXPECT_EQ(tried % drafts, 0);
      EXPECT_GT(right, 0);
      EXPECT_LE(right, tried);
      EXPECT_THAT(
          err, HasSubstr(" · drafts " + std::to_string(right) + " of " + std::to_string(tried) + " right\n"));
    }
  }
}

TEST(Speculate, AConversationIsTheSameWithADraftModel) {
  const auto answers = [](const Arguments& more) {
    Arguments arguments{"chat", demo(), "-q", "-n", "20"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_with_input(arguments, "In the beginning\nAnd he said\n").out;
  };
  const std::string plain = answers({});
  EXPECT_FALSE(plain.empty());
  EXPECT_EQ(answers({"--draft-model", demo()}), plain);
}

// Standard error of a command that ends with `code`.
std::string refused(const Arguments& arguments, int code) {
  const Result r = run(arguments);
  EXPECT_EQ(r.code, code) << r.err;
  EXPECT_EQ(r.out, "");
  return r.err;
}

std::string refused_generate(const Arguments& more, int code = 1) {
  Arguments arguments{"generate", demo(), "x"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return refused(arguments, code);
}

std::string usage(const std::string& message, const std::string& command = "generate") {
  return "constate: " + message + "\nhint: `constate " + command + " --help` explains\n";
}

TEST(Speculate, SaysWhatIsNoWayToGuess) {
  const auto is_no_way = [](const std::string& how) {
    return "constate: --speculate: `lookup`, `lookup:K`, `draft` or `draft:K` is expected; got `" + how +
           "`\n";
  };
  for (const char* how : {"guess", "lookups", ""})
    EXPECT_EQ(refused_generate({"--speculate", how}), is_no_way(how));
  for (const char* kind : {"lookup", "draft"})
    for (const char* count : {"", "0", "17", "x"})
      EXPECT_EQ(refused_generate({"--speculate", kind + std::string(":") + count}),
                "constate: --speculate " + std::string(kind) +
                    ":K: an integer between 1 and 16 is expected; got `" + count + "`\n");
}

TEST(Speculate, SaysWhatExcludesEachOtherOrHasNoEffect) {
  const std::string with_deterministic = " and --deterministic exclude each other";
  for (const Arguments& how : {Arguments{"--speculate", "lookup"}, {"--draft-model", demo()}}) {
    Arguments all{how[0], how[1], "--deterministic"};
    EXPECT_EQ(refused_generate(all), usage(how[0] + with_deterministic));
    all.insert(all.begin(), {"serve", demo()});
    EXPECT_EQ(refused(all, 1), usage(how[0] + with_deterministic, "serve"));
    EXPECT_EQ(
        refused_generate({how[0], how[1], "--save-state", "s", "--stop", "."}),
        usage(how[0] + " and --stop exclude each other with --save-state: a draft may go beyond the text"));
  }
  EXPECT_EQ(refused_generate({"--speculate", "lookup", "--draft-model", demo()}),
            usage("--speculate lookup and --draft-model exclude each other"));
  EXPECT_EQ(refused_generate({"--speculate", "draft"}), usage("--speculate draft needs --draft-model DIR"));
  EXPECT_EQ(refused_generate({"--draft-dtype", "int8"}),
            usage("--draft-dtype has no effect without --draft-model"));
  EXPECT_EQ(refused_generate({"--draft-model", demo(), "--draft-dtype", "int2"}),
            "constate: --draft-dtype: f32, bf16, f16, int8 or int4 is expected; got `int2`\n");
  EXPECT_EQ(refused({"chat", demo(), "--speculate", "draft"}, 1),
            usage("--speculate draft needs --draft-model DIR", "chat"));
  EXPECT_EQ(refused({"serve", "a=" + demo(), "--model", "b=" + demo(), "--draft-model", demo()}, 1),
            usage("--draft-model is of one model: serve each such model by a server of its own", "serve"));
}

// A copy of the demo model with another tokenizer.
std::string other_tokens(const TempDir& dir, const std::function<void(Json&)>& change) {
  for (const char* file : {"config.json", "model.safetensors"})
    std::filesystem::copy_file(std::filesystem::path(demo()) / file, dir.path / file);
  Json tokenizer = Json::parse(read_text(std::filesystem::path(demo()) / "tokenizer.json"));
  change(tokenizer);
  dir.write("tokenizer.json", tokenizer.dump());
  return dir.str();
}

TEST(Speculate, ADraftModelHasTheTokensOfTheModel) {
  const std::string rule =
      "constate: --draft-model: a draft model has the tokens of the model that it guesses for; ";
  const std::string hint =
      "\nhint: give a smaller checkpoint of the same family, or use --speculate lookup\n";
  const TempDir changed, longer, special, small;
  const std::string swapped = other_tokens(changed, [](Json& t) {
    Json& vocabulary = t.at("model").at("vocab");
    std::swap(vocabulary.at("om"), vocabulary.at("\u0120l"));
  });
  EXPECT_EQ(refused_generate({"--draft-model", swapped}),
            rule + "token 301 is `om` in the draft model and `\u0120l` in the model" + hint);
  const auto with_one_more = [&](const TempDir& dir, bool is_special) {
    return other_tokens(dir, [&](Json& t) {
      Json more = t.at("added_tokens")[0];
      more["id"] = 4096, more["content"] = "<|more|>", more["special"] = is_special;
      t.at("added_tokens").push_back(more);
    });
  };
  EXPECT_EQ(refused_generate({"--draft-model", with_one_more(longer, false)}),
            rule + "token 4096 is `<|more|>` in the draft model and no token in the model" + hint);
  const Result r =
      run({"generate", demo(), "x", "-q", "-n", "4", "--draft-model", with_one_more(special, true)});
  EXPECT_EQ(r.code, 0) << r.err;
  write_tiny(small);
  EXPECT_EQ(refused_generate({"--draft-model", small.str()}),
            rule + "its `vocab_size` is 8, and that of the model is 4096" + hint);
}

TEST(Speculate, SaysWhatIsWrongWithADraftModel) {
  EXPECT_THAT(refused_generate({"--draft-model", "nowhere"}),
              HasSubstr("constate: --draft-model: nowhere: no such folder\n"));
  const TempDir cut;
  for (const char* file : {"config.json", "tokenizer.json"})
    std::filesystem::copy_file(std::filesystem::path(demo()) / file, cut.path / file);
  const std::string weights = read_text(std::filesystem::path(demo()) / "model.safetensors");
  cut.write("model.safetensors", std::string_view(weights).substr(0, weights.size() / 2));
  EXPECT_THAT(refused_generate({"--draft-model", cut.str()}), HasSubstr("constate: --draft-model: "));
}

}  // namespace
}  // namespace constate::e2e
