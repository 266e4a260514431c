// `constate chat` through a pipe: turns go on from the state, and what is said of what is wrong.
#include "chat.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace constate::e2e {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

const Arguments kShort{"-n", "8", "--ignore-eos"};
const Arguments kDrawn{"-n", "8", "--ignore-eos", "--temperature", "0.8", "--seed", "7"};

Ids all_ids(const std::vector<Answer>& answers) {
  Ids out;
  for (const Answer& answer : answers) out = out + answer.ids;
  return out;
}

// The same tokens as one run that is given all of the text at once.
TEST(Chat, TurnsGoOnFromTheState) {
  const Talk t = talk(demo(), "In the beginning\nAnd he said\nAnd\n", kShort);
  ASSERT_EQ(t.code, 0) << t.err;
  ASSERT_EQ(t.answers.size(), 3u);
  EXPECT_EQ(t.answers[0].ids, generated(demo(), ids_of(demo(), "In the beginning"), 8));
  const Ids second = ids_of(demo(), "In the beginning") + t.answers[0].ids + ids_of(demo(), "\nAnd he said");
  EXPECT_EQ(t.answers[1].ids, generated(demo(), second, 8));
  EXPECT_EQ(t.answers[2].ids, generated(demo(), second + t.answers[1].ids + ids_of(demo(), "\nAnd"), 8));
  EXPECT_EQ(t.answers[1].finish, "length");
  EXPECT_EQ(t.err, "");
}

TEST(Chat, TextOnStandardOutputAndAllElseBesideIt) {
  const Result r = run_cached({"chat", demo(), "-n", "12"}, "In the beginning\n");
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out, " of the year, and in the seventh day of the month\n");
  EXPECT_THAT(r.err,
              MatchesRegex("device [^\n]+\nplain text: there is no chat template, so the model goes on "
                           "with the text as it is typed\nfed 3 tokens, [0-9.]+ tok/s · first token "
                           "[0-9.]+ s · answer 12 tokens, [0-9]+ tok/s · cut at max-tokens\n"));
  const Result quiet =
      run_cached({"chat", demo(), "-n", "12", "-q"}, "\n\"\"\"\nIn\n\"\"\"\n/bye\nnot read\n");
  EXPECT_EQ(quiet.code, 0);
  EXPECT_EQ(std::count(quiet.out.begin(), quiet.out.end(), '\n'), 1);
  EXPECT_EQ(quiet.err, "");
}

// What a turn costs does not grow: it is the tokens that are new, and the last one of the answer before.
TEST(Chat, ALateTurnIsFedAsFewTokensAsAnEarlyOne) {
  std::string lines;
  for (int i = 0; i < 30; ++i) lines += "And he said\n";
  const Talk t = talk(demo(), lines + "/stats\n", kShort);
  ASSERT_EQ(t.answers.size(), 30u);
  EXPECT_EQ(t.answers[0].fed, 3);
  for (std::size_t i = 1; i < 30; ++i) EXPECT_EQ(t.answers[i].fed, 5) << i;
  EXPECT_THAT(t.err,
              MatchesRegex("30 turns · the state has seen 359 tokens · it takes 0.83 MB\n"
                           "turn 1: fed 3 tokens, [^\n]+ · first token [^\n]+ · answer 8 tokens, [^\n]+\n"
                           "turn 30: fed 5 tokens, [^\n]+ · first token [^\n]+ · answer 8 tokens, [^\n]+\n"));
}

TEST(Chat, WhatStandsBehindAStopStringWasNeverSaid) {
  const Talk t = talk(demo(), "In the beginning\nAnd he\n", {"-n", "12", "--stop", " year", "--block", "16"});
  ASSERT_EQ(t.answers.size(), 2u) << t.err;
  EXPECT_EQ(t.answers[0].text, " of the");
  EXPECT_EQ(t.answers[0].finish, "stop");
  EXPECT_EQ(t.answers[0].ids, ids_of(demo(), " of the"));
  const Ids all = ids_of(demo(), "In the beginning") + t.answers[0].ids + ids_of(demo(), "\nAnd he");
  EXPECT_EQ(t.answers[1].ids, generated(demo(), all, static_cast<int>(t.answers[1].ids.size())));
}

TEST(Chat, SavedAndLoadedItGoesOnAlike) {
  const TempDir dir;
  for (const Arguments& how : {kShort, kDrawn}) {
    const std::string by_command = dir.str() + "/command", by_option = dir.str() + "/option";
    const Talk whole = talk(demo(), "In the beginning\nAnd he said\nAnd\n/undo\nAnd\n", how);
    ASSERT_EQ(whole.answers.size(), 4u) << whole.err;
    const Talk first = talk(demo(), "In the beginning\n/save " + by_command + "\n",
                            how + Arguments{"--save-state", by_option});
    EXPECT_EQ(first.code, 0);
    EXPECT_EQ(first.err, "saved as " + by_command + ": 1 turn\n");
    const Talk by_load = talk(demo(), "/load " + by_command + "\nAnd he said\nAnd\n/undo\nAnd\n", how);
    EXPECT_THAT(by_load.err,
                StartsWith("loaded from " + by_command + ": 1 turn, 11 tokens\nthe last answer was: "));
    const Talk by_flag =
        talk(demo(), "And he said\nAnd\n/undo\nAnd\n", how + Arguments{"--load-state", by_option});
    for (const Talk& later : {by_load, by_flag}) {
      ASSERT_EQ(later.answers.size(), 3u) << later.err;
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(later.answers[i].ids, whole.answers[i + 1].ids);
        EXPECT_EQ(later.answers[i].fed, whole.answers[i + 1].fed);
      }
    }
  }
}

// An older turn than the one that was saved is made again from its text.
TEST(Chat, ALoadedConversationCanBeUndone) {
  const TempDir dir;
  const std::string file = dir.str() + "/state";
  const Talk first = talk(demo(), "In the beginning\nAnd he said\n/save " + file + "\n", kShort);
  const Talk later =
      talk(demo(), "/load " + file + "\n/undo\nAnd he said\n/undo\n/undo\nIn the beginning\n/undo\n/undo\n",
           kShort);
  ASSERT_EQ(later.answers.size(), 2u) << later.err;
  EXPECT_EQ(later.answers[0].text, first.answers[1].text);
  EXPECT_EQ(later.answers[1].ids, first.answers[0].ids);
  EXPECT_THAT(later.err, HasSubstr("constate: /undo: a question and its answer are expected; got none\n"));
}

TEST(Chat, ForkAndSwitch) {
  const Talk t =
      talk(demo(),
           "In the beginning\n/fork b\nAnd he said\nAnd\n/switch\n/switch b\nAnd he said\n/switch main\n"
           "/undo\nAnd\n/fork b\n/switch c\n/fork main\n",
           kShort);
  ASSERT_EQ(t.answers.size(), 5u) << t.err;
  EXPECT_EQ(t.answers[3].ids, t.answers[1].ids);
  EXPECT_EQ(t.answers[3].fed, t.answers[1].fed);  // nothing is fed again
  EXPECT_EQ(t.answers[4].ids, t.answers[2].ids);
  EXPECT_EQ(t.answers[4].fed, t.answers[2].fed);
  EXPECT_EQ(t.err,
            "`b` is a copy of this conversation; /switch b goes on there\n"
            "this is `main`; others: b\n"
            "this is `b`: 1 turn\n"
            "this is `main`: 3 turns\n"
            "the last question and its answer are gone: 2 turns\n"
            "constate: /fork: a new name is expected; there is a conversation `b`\n"
            "hint: /switch lists the names\n"
            "constate: /switch: the name of a conversation is expected; got `c`\n"
            "hint: /switch lists them, /fork NAME makes one\n"
            "constate: /fork: a new name is expected; there is a conversation `main`\n"
            "hint: /switch lists the names\n");
}

TEST(Chat, UndoAndRetry) {
  const Talk t = talk(demo(), "In the beginning\nAnd he said\n/undo\nAnd he said\n/retry\nAnd\n", kShort);
  ASSERT_EQ(t.answers.size(), 5u) << t.err;
  EXPECT_EQ(t.answers[2].ids, t.answers[1].ids);
  EXPECT_EQ(t.answers[2].fed, t.answers[1].fed);
  EXPECT_EQ(t.answers[3].ids, t.answers[1].ids);
  EXPECT_EQ(t.answers[3].fed, 0);
  EXPECT_EQ(t.err,
            "the last question and its answer are gone: 1 turn\n"
            "at temperature 0 the same answer comes; `/set temperature 0.8`, say, draws another one\n");
  const Talk drawn = talk(demo(), "In the beginning\n/retry\n/retry\nAnd\n/set\n", kDrawn);
  const Talk next = talk(demo(), "/set seed 9\nIn the beginning\nAnd\n", kDrawn);
  ASSERT_EQ(drawn.answers.size(), 4u) << drawn.err;
  ASSERT_EQ(next.answers.size(), 2u) << next.err;
  EXPECT_NE(drawn.answers[0].ids, drawn.answers[1].ids);
  EXPECT_EQ(drawn.answers[2].ids, next.answers[0].ids);
  EXPECT_EQ(drawn.answers[3].ids, next.answers[1].ids);
  EXPECT_THAT(drawn.err, HasSubstr(" · seed 9 · max-tokens 8\n"));
}

TEST(Chat, TheSystemTextStandsFirst) {
  const Talk t =
      talk(demo(), "In the\n/system The first book\nIn the\n", kShort + Arguments{"--system", "A psalm"});
  ASSERT_EQ(t.answers.size(), 2u) << t.err;
  EXPECT_EQ(t.answers[0].ids, generated(demo(), ids_of(demo(), "A psalm\nIn the"), 8));
  EXPECT_EQ(t.answers[1].ids, generated(demo(), ids_of(demo(), "The first book\nIn the"), 8));
  EXPECT_EQ(t.err, "a new conversation begins, with this system text\n");
}

TEST(Chat, BadLinesAreRefusedOneByOne) {
  const TempDir dir;
  const std::string damaged = dir.write("damaged", "no state"), missing = dir.str() + "/missing";
  const Talk plain = talk(demo(), "In the beginning\nAnd he said\n", kShort);
  std::string lines = "In the beginning\n";
  lines += "\xff\xfe\n";
  lines += std::string("a\0b\n", 4);
  lines += std::string(10'000'000, 'x') + "\n";
  lines += "\n \n/fly\n/save\n/save " + dir.str() + "/no/such\n/load " + missing + "\n/load " + damaged +
           "\n/set top-p 7\n/switch x\nAnd he said\n\"\"\"\nnot ended";
  const Talk t = talk(demo(), lines, kShort);
  EXPECT_EQ(t.code, 0);
  ASSERT_EQ(t.answers.size(), 2u) << t.err;
  EXPECT_EQ(all_ids(t.answers), all_ids(plain.answers));
  EXPECT_THAT(
      t.err, MatchesRegex("constate: the message: must be UTF-8; byte 0 \\(0xff\\) is not\n"
                          "constate: the message: no zero byte is expected; byte 1 is one\n"
                          "constate: the message: at most 1048576 bytes are taken; got 10000000\n"
                          "hint: it may come in several messages\n"
                          "constate: unknown command `/fly`\nhint: /help lists them\n"
                          "constate: /save: FILE is expected; got nothing\n"
                          "constate: [^\n]*/no/such: cannot be written: No such file or directory\n"
                          "constate: [^\n]*/missing: [^\n]+\n"
                          "constate: [^\n]*/damaged: [^\n]+\n(hint: [^\n]+\n)?"
                          "constate: [^\n]*top[-_]p[^\n]*\n"
                          "constate: /switch: the name of a conversation is expected; got `x`\nhint: [^\n]+\n"
                          "constate: the message: \"\"\" is expected at its end; the input ends before\n"));
}

TEST(Chat, AStateOfAnotherModelIsRefused) {
  const TempDir dir, other;
  const std::string file = dir.str() + "/state";
  copy_demo(other);
  std::ifstream in(other.path / "config.json");
  std::string config((std::istreambuf_iterator<char>(in)), {});
  config.replace(config.find("1e-05"), 5, "2e-05");
  other.write("config.json", config);
  talk(other.str(), "In the beginning\n/save " + file + "\n", kShort);
  const Talk t = talk(demo(), "In the beginning\n/load " + file + "\nAnd he said\n", kShort);
  ASSERT_EQ(t.answers.size(), 2u);
  EXPECT_EQ(t.answers[1].fed, 5);
  EXPECT_THAT(t.err,
              MatchesRegex("constate: [^\n]*/state: the state is of another model: the weights are the same, "
                           "the configuration differs [^\n]+\nhint: [^\n]+\n"));
  const Result r = run_cached({"chat", demo(), "--load-state", file});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("/state: the state is of another model: "));
}

TEST(Chat, OptionsThatMakeNoSense) {
  const auto refused = [](const Arguments& more) {
    const Result r = run_cached(Arguments{"chat"} + more);
    EXPECT_EQ(r.code, 1);
    EXPECT_EQ(r.out, "");
    return r.err;
  };
  EXPECT_EQ(refused({}), "constate: DIR is missing\nhint: `constate chat --help` explains\n");
  EXPECT_EQ(
      refused({demo(), "--system", "x", "--load-state", "y"}),
      "constate: --system and --load-state exclude each other\nhint: `constate chat --help` explains\n");
  EXPECT_EQ(refused({demo(), "-n", "0"}),
            "constate: --max-tokens: an answer has at least one token; got 0\nhint: `constate chat --help` "
            "explains\n");
  EXPECT_EQ(refused({demo(), "--seed", "3"}),
            "constate: --seed has no effect at temperature 0\nhint: add --temperature 0.8, say\n");
  EXPECT_THAT(refused({demo(), "--save-state", "/no/such/folder/x"}), HasSubstr("cannot be written: "));
  EXPECT_THAT(refused({demo(), "--load-state", "/no/such"}), StartsWith("constate: /no/such: "));
  EXPECT_EQ(refused({demo(), "--system", "\xff"}),
            "constate: --system: must be UTF-8; byte 0 (0xff) is not\n");
}

TEST(Chat, SignalsEndItWithItsStateSaved) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    const TempDir dir;
    const std::string file = dir.str() + "/state";
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    ASSERT_EQ(::write(ends[1], "In the beginning\n", 17), 17);
    Process process({"chat", demo(), "-n", "2000000000", "--ignore-eos", "-q", "--save-state", file}, ends[0],
                    kCaptured, kCaptured, chat_environment());
    ::close(ends[0]);
    process.wait_for_out();
    process.signal(signal);
    const Result r = process.finish();
    ::close(ends[1]);
    EXPECT_EQ(r.code, 128 + signal);
    EXPECT_EQ(r.err, "");
    ASSERT_FALSE(r.out.empty());
    EXPECT_EQ(r.out.back(), '\n');
    const Talk t = talk(demo(), "/stats\n", {"--load-state", file});
    EXPECT_THAT(t.err, StartsWith("1 turn · "));
  }
}

TEST(Chat, ASignalWhileItWaitsForALine) {
  const TempDir dir;
  const std::string file = dir.str() + "/state";
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ASSERT_EQ(::write(ends[1], "In the beginning\n", 17), 17);
  Process process({"chat", demo(), "-n", "4", "--save-state", file}, ends[0], kCaptured, kCaptured,
                  chat_environment());
  ::close(ends[0]);
  process.wait_for_err("answer 4 tokens");
  process.signal(SIGTERM);
  EXPECT_EQ(process.finish().code, 143);
  ::close(ends[1]);
  EXPECT_THAT(talk(demo(), "/stats\n", {"--load-state", file}).err, StartsWith("1 turn · "));
}

}  // namespace
}  // namespace constate::e2e
