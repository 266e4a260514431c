#include <gtest/gtest.h>

#include "app/device_options.h"
#include "app/flags.h"
#include "app/generate.h"
#include "app/prompts.h"
#include "app/text.h"
#include "base/error.h"
#include "base/testing.h"

namespace constate::app {
namespace {

using Lines = std::vector<std::string>;
using Ids = std::vector<std::int32_t>;

TEST(Text, Bytes) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(97408), "97.4 kB");
  EXPECT_EQ(bytes_text(99999), "100 kB");
  EXPECT_EQ(bytes_text(100000), "0.10 MB");
  EXPECT_EQ(bytes_text(832512), "0.83 MB");
  EXPECT_EQ(bytes_text(999500), "1.0 MB");
  EXPECT_EQ(bytes_text(231000000), "231 MB");
  EXPECT_EQ(bytes_text(999499999), "999 MB");
  EXPECT_EQ(bytes_text(999500000), "1.0 GB");
  EXPECT_EQ(bytes_text(5'400'000'000'000), "5.4 TB");
}

TEST(DTypes, InWordsAndBack) {
  for (const auto& [word, dtype] :
       std::initializer_list<std::pair<const char*, DType>>{{"f32", DType::kF32},
                                                            {"bf16", DType::kBF16},
                                                            {"f16", DType::kF16},
                                                            {"int8", DType::kS8},
                                                            {"int4", DType::kS4}}) {
    EXPECT_EQ(user_name(dtype), word);
    EXPECT_EQ(dtype_of(word), dtype);
  }
  for (const char* word : {"s8", "s4", "f64", "", "F32", "auto"})
    EXPECT_EQ(message_of([&] { dtype_of(word, ", or auto"); }),
              std::string("--dtype: f32, bf16, f16, int8 or int4, or auto is expected; got `") + word + "`");
}

TEST(Text, SecondsAndRates) {
  EXPECT_EQ(seconds_text(0.034), "0.03 s");
  EXPECT_EQ(seconds_text(1.94), "1.9 s");
  EXPECT_EQ(seconds_text(99.96), "100 s");
  EXPECT_EQ(rate(10, 4), 2.5);
  EXPECT_EQ(rate(0, 4), 0);
  EXPECT_EQ(rate(10, 0), 0);
  EXPECT_EQ(tokens_text(119, 0.1), "119 tokens, 1190 tok/s");
  EXPECT_EQ(tokens_text(1, 0.5), "1 token, 2.0 tok/s");
  EXPECT_EQ(tokens_text(0, 0), "0 tokens");
}

TEST(Text, Counts) {
  EXPECT_EQ(count_text(0, "token"), "0 tokens");
  EXPECT_EQ(count_text(1, "token"), "1 token");
  EXPECT_EQ(count_text(2, "token"), "2 tokens");
}

TEST(Text, PrintableStaysOnItsLine) {
  EXPECT_EQ(printable("a\nb\r\x1b[2J\x7f\té"), "a\\nb\\r\\x1b[2J\\x7f\\té");
  EXPECT_EQ(printable("a\nb\x1b", true), "a\nb\\x1b");
}

TEST(Text, LineOfCanBeReadBack) {
  EXPECT_EQ(line_of("a\nb\\n\r\tc"), "a\\nb\\\\n\\r\tc");
  EXPECT_EQ(line_of(""), "");
}

TEST(Text, PieceOfATokenThatIsHalfACharacter) {
  EXPECT_EQ(piece_text(" the"), " the");
  EXPECT_EQ(piece_text("\xc3"), "\\xc3");
  EXPECT_EQ(piece_text("é\n\xff"), "é\\n\\xff");
}

TEST(Text, Nearest) {
  const Lines names{"--temperature", "--top-k", "--top-p", "--seed"};
  EXPECT_EQ(nearest("--temp", names), "--temperature");
  EXPECT_EQ(nearest("--te", names), "");
  EXPECT_EQ(nearest("--temprature", names), "--temperature");
  EXPECT_EQ(nearest("--top-P", names), "--top-p");
  EXPECT_EQ(nearest("--seeds", names), "--seed");
  EXPECT_EQ(nearest("--frequency", names), "");
  EXPECT_EQ(nearest("", names), "");
}

TEST(Prompts, LastNewline) {
  EXPECT_EQ(without_last_newline("a\n"), "a");
  EXPECT_EQ(without_last_newline("a\r\n"), "a");
  EXPECT_EQ(without_last_newline("a\n\n"), "a\n");
  EXPECT_EQ(without_last_newline("a\r"), "a\r");
  EXPECT_EQ(without_last_newline(""), "");
}

TEST(Prompts, OneALine) {
  EXPECT_EQ(prompts_of("a\nb c\n", "f"), (Lines{"a", "b c"}));
  EXPECT_EQ(prompts_of("a\r\nb", "f"), (Lines{"a", "b"}));
  EXPECT_EQ(prompts_of(" a ", "f"), (Lines{" a "}));
}

TEST(Prompts, BadLinesAreToldByNumber) {
  EXPECT_EQ(message_and_hint_of([] { prompts_of("", "f"); }),
            "f: a prompt on each line is expected; got an empty file");
  EXPECT_EQ(message_and_hint_of([] { prompts_of("a\n\nb\n", "f"); }),
            "f: line 2: a prompt is expected; got a blank line");
  EXPECT_EQ(message_and_hint_of([] { prompts_of("a\n \t\r\n", "f"); }),
            "f: line 2: a prompt is expected; got a blank line");
  EXPECT_EQ(message_and_hint_of([] { prompts_of("\n", "f"); }),
            "f: line 1: a prompt is expected; got a blank line");
  EXPECT_EQ(message_and_hint_of([] { prompts_of("a\nb\xff", "f"); }),
            "f: line 2: must be UTF-8; byte 1 (0xff) is not");
}

TEST(Prompts, Ids) {
  EXPECT_EQ(ids_of("5 17 99"), (Ids{5, 17, 99}));
  EXPECT_EQ(ids_of(" 5,17,\n0 "), (Ids{5, 17, 0}));
  EXPECT_EQ(ids_of("2147483647"), (Ids{2147483647}));
  const char* rule = "--ids: integers from 0, with spaces between, are expected; got `";
  for (const char* bad : {"x", "1.5", "-1", "2147483648", "0x10", "+1"})
    EXPECT_EQ(message_and_hint_of([&] { ids_of(std::string("1 ") + bad); }), rule + std::string(bad) + "`");
  EXPECT_EQ(message_and_hint_of([] { ids_of(" ,"); }), "--ids: at least one id is expected; got none");
}

TEST(Flags, Integers) {
  EXPECT_EQ(integer_of("-n", "0", 0, 9), 0);
  EXPECT_EQ(integer_of("-n", "9", 0, 9), 9);
  for (const char* bad : {"-1", "10", "", "3x", " 3", "1e3", "99999999999999999999"})
    EXPECT_EQ(message_and_hint_of([&] { integer_of("-n", bad, 0, 9); }),
              std::string("-n: an integer between 0 and 9 is expected; got `") + bad + "`");
  EXPECT_EQ(unsigned_of("--seed", "18446744073709551615"), 18446744073709551615u);
  for (const char* bad : {"-1", "18446744073709551616", "x"})
    EXPECT_EQ(
        message_and_hint_of([&] { unsigned_of("--seed", bad); }),
        std::string("--seed: an integer between 0 and 18446744073709551615 is expected; got `") + bad + "`");
}

TEST(Flags, Numbers) {
  EXPECT_EQ(number_of("--x", "0.5"), 0.5);
  EXPECT_EQ(number_of("--x", "1e-2"), 0.01);
  for (const char* bad : {"", "x", "1,5", "0.5 ", "1e999"})
    EXPECT_EQ(message_and_hint_of([&] { number_of("--x", bad); }),
              std::string("--x: a number is expected; got `") + bad + "`");
}

TEST(Flags, Exclude) {
  EXPECT_NO_THROW(exclude("c", {{"a", true}, {"b", false}}));
  EXPECT_EQ(message_and_hint_of([] {
              exclude("c", {{"a", true}, {"b", false}, {"d", true}});
            }),
            "a and d exclude each other [`constate c --help` explains]");
}

TEST(Flags, AModelByNameComesFirst) {
  using Argument = std::optional<std::string>;
  Argument named = "m", first = "a", second;
  take_model("c", named, "DIR", {&first, &second});
  EXPECT_EQ(first, "m");
  EXPECT_EQ(second, "a");
  EXPECT_FALSE(named.has_value());
  named = "n";
  EXPECT_EQ(message_and_hint_of([&] {
              take_model("c", named, "DIR", {&first, &second});
            }),
            "one argument too many: `a` [`constate c --help` explains]");
  Argument none;
  EXPECT_EQ(message_and_hint_of([&] { take_model("c", named, "DIR", {&none}); }),
            "DIR is missing [`constate c --help` explains]");
  take_model("c", named, "DIR", {&none}, /*is_needed=*/false);
  EXPECT_FALSE(none.has_value());
}

TEST(Sampling, FlagsWinOverTheCheckpoint) {
  const engine::Sampling checkpoint{0.7, 20, 0.9, 0.1, 1.1, 0};
  engine::Sampling s = sampling_of({}, checkpoint);
  EXPECT_EQ(s.temperature, 0.7);
  EXPECT_EQ(s.top_k, 20);
  EXPECT_EQ(s.top_p, 0.9);
  EXPECT_EQ(s.min_p, 0.1);
  EXPECT_EQ(s.repetition_penalty, 1.1);
  GeneratePlan plan;
  plan.temperature = 0.5;
  plan.top_k = 3;
  plan.top_p = 0.8;
  plan.min_p = 0.2;
  plan.repetition_penalty = 1.0;
  plan.seed = 18446744073709551615u;
  s = sampling_of(plan, checkpoint);
  EXPECT_EQ(s.temperature, 0.5);
  EXPECT_EQ(s.top_k, 3);
  EXPECT_EQ(s.top_p, 0.8);
  EXPECT_EQ(s.min_p, 0.2);
  EXPECT_EQ(s.repetition_penalty, 1.0);
  EXPECT_EQ(s.seed, 18446744073709551615u);
  GeneratePlan greedy;
  greedy.greedy = true;
  EXPECT_EQ(sampling_of(greedy, checkpoint).temperature, 0);
}

TEST(Sampling, WhatHasNoEffectIsRefused) {
  GeneratePlan plan;
  plan.min_p = 0.1;
  EXPECT_EQ(message_and_hint_of([&] { sampling_of(plan, {}); }),
            "--min-p has no effect at temperature 0 [add --temperature 0.8, say]");
  plan.temperature = 1;
  EXPECT_EQ(message_and_hint_of([&] { sampling_of(plan, {}); }), "no error");
  plan.min_p = 1.5;
  EXPECT_EQ(message_and_hint_of([&] { sampling_of(plan, {}); }), "min-p must be between 0 and 1; got 1.5");
}

}  // namespace
}  // namespace constate::app
