// generation_config.json.
#include <gtest/gtest.h>

#include "bad_file.h"
#include "engine/generation_config.h"

namespace constate::bad_files {
namespace {

void read(const std::filesystem::path& folder) { engine::read_generation_config(folder, {0, 1, {2}}); }

std::string sampled(const std::string& more) { return "{\"do_sample\":true," + more + "}"; }

TEST(BadGenerationConfig, TextThatIsNone) {
  const std::string parse = "not JSON: parse error at line 1, column ";
  expect_refused(
      {
          {"nothing", "",
           parse + "1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a "
                   "literal"},
          {"an array", "[]", "a JSON object is expected; got array"},
          {"text", "\"greedy\"", "a JSON object is expected; got string"},
          {"cut short", "{\"top_k\":",
           parse + "10: syntax error while parsing value - unexpected end of input; expected '[', '{', or a "
                   "literal"},
          {"a NUL", std::string("\0", 1), "not JSON: byte 0 is NUL"},
          {"a key twice", R"({"top_k":1,"top_k":2})", "key `top_k` stands twice in one object"},
          {"brackets", std::string(1000, '['), "nested more than 64 levels deep"},
          {"over a megabyte", "{" + std::string(1 << 20, ' ') + "}",
           "1048578 bytes, more than the 1048576 that are read"},
      },
      "generation_config.json", read);
}

TEST(BadGenerationConfig, SettingsThatAreNotSupported) {
  std::vector<BadFile> table;
  for (const auto& [key, off] :
       std::vector<std::pair<std::string, std::string>>{{"num_beams", "1"},
                                                        {"num_beam_groups", "1"},
                                                        {"no_repeat_ngram_size", "0"},
                                                        {"encoder_repetition_penalty", "1"},
                                                        {"typical_p", "1"},
                                                        {"epsilon_cutoff", "0"},
                                                        {"eta_cutoff", "0"},
                                                        {"min_length", "0"},
                                                        {"min_new_tokens", "0"}})
    table.push_back(
        {key, "{\"" + key + "\":0.5}", "`" + key + "` is only supported as " + off + "; got 0.5"});
  table.push_back({"text", R"({"num_beams":"1"})", "`num_beams` must be a number; got \"1\""});
  table.push_back(
      {"NaN", R"({"typical_p":NaN})", "`typical_p` is only supported as 1; got {\"__float__\":\"NaN\"}"});
  table.push_back({"true", R"({"min_length":true})", "`min_length` must be a number; got true"});
  expect_refused(table, "generation_config.json", read);
}

TEST(BadGenerationConfig, ValuesOutOfTheirRanges) {
  const std::string ids = "`eos_token_id` must be an id or a list of ids; got ";
  expect_refused(
      {
          {"an id below 0", R"({"eos_token_id":-1})", ids + "-1"},
          {"an id of 2^31", R"({"eos_token_id":2147483648})", ids + "2147483648"},
          {"an id of 2^64 - 1", R"({"eos_token_id":18446744073709551615})", ids + "18446744073709551615"},
          {"half an id", R"({"eos_token_id":[1,1.5]})", ids + "[1,1.5]"},
          {"ids in ids", R"({"eos_token_id":[[1]]})", ids + "[[1]]"},
          {"an object", R"({"eos_token_id":{}})", ids + "{}"},
          {"no ids", R"({"eos_token_id":[null]})", ids + "[null]"},
          {"a negative count", R"({"max_new_tokens":-1})", "`max_new_tokens` must not be negative; got -1"},
          {"half a count", R"({"max_new_tokens":0.5})", "`max_new_tokens` must be an integer; got 0.5"},
          {"a count of 2^63", R"({"max_new_tokens":9223372036854775808})",
           "`max_new_tokens` must be an integer; got 9223372036854775808"},
          {"perhaps", R"({"do_sample":"maybe"})", "`do_sample` must be true or false; got \"maybe\""},
          {"1 for true", R"({"do_sample":1})", "`do_sample` must be true or false; got 1"},
          {"cold", sampled(R"("temperature":-0.5)"), "temperature must be between 0 and 100; got -0.5"},
          {"hot", sampled(R"("temperature":Infinity)"), "temperature must be between 0 and 100; got inf"},
          {"no temperature", sampled(R"("temperature":NaN)"),
           "temperature must be between 0 and 100; got nan"},
          {"a temperature in words", sampled(R"("temperature":"warm")"),
           "`temperature` must be a number; got \"warm\""},
          {"less than no tokens", sampled(R"("top_k":-1)"), "top-k must be 0 or more; got -1"},
          {"more tokens than there are", sampled(R"("top_k":2147483648)"),
           "top-k must be 0 or more; got 2147483648"},
          {"half a token", sampled(R"("top_k":1.5)"), "`top_k` must be an integer; got 1.5"},
          {"no share", sampled(R"("top_p":0)"), "top-p must be above 0 and at most 1; got 0"},
          {"more than all", sampled(R"("top_p":1.0001)"), "top-p must be above 0 and at most 1; got 1.0001"},
          {"a share of nothing", sampled(R"("top_p":[])"), "`top_p` must be a number; got []"},
          {"a negative share", sampled(R"("min_p":-1)"), "min-p must be between 0 and 1; got -1"},
          {"min-p above 1", sampled(R"("min_p":2)"), "min-p must be between 0 and 1; got 2"},
          {"no penalty", R"({"repetition_penalty":0})",
           "repetition penalty must be above 0 and at most 100; got 0"},
          {"a reward", R"({"repetition_penalty":-1})",
           "repetition penalty must be above 0 and at most 100; got -1"},
          {"too much", R"({"repetition_penalty":1e9})",
           "repetition penalty must be above 0 and at most 100; got 1000000000"},
      },
      "generation_config.json", read);
}

}  // namespace
}  // namespace constate::bad_files
