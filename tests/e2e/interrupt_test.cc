// Ctrl-C, SIGTERM and SIGHUP: what is there stays whole, what is not does not look as if it were.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::MatchesRegex;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

const Arguments kEndless{"generate", demo(), "In the beginning", "-n", "2000000000", "--ignore-eos"};

TEST(Signals, EndBetweenBlocksAndKeepTheText) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Process process(kEndless);
    process.wait_for_out();
    process.signal(signal);
    const Result r = process.finish();
    EXPECT_EQ(r.code, 128 + signal);
    EXPECT_THAT(r.out, StartsWith(" of"));
    EXPECT_EQ(r.out.back(), '\n');
    EXPECT_THAT(r.err, MatchesRegex("device [^\n]+\nload [^\n]+\n"));
  }
}

TEST(Signals, BeforeThereIsTextEndAtOnce) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Process process(kEndless);
    process.wait_for_err();  // the device is open; programs are still to be compiled
    process.signal(signal);
    EXPECT_EQ(process.finish().code, 128 + signal);
  }
}

// `nohup`: who starts a program so does not want it to end with the terminal.
TEST(Signals, OneThatWasIgnoredStaysIgnored) {
  std::signal(SIGHUP, SIG_IGN);
  Process process(kEndless);
  std::signal(SIGHUP, SIG_DFL);
  process.wait_for_out();
  process.signal(SIGHUP);
  process.signal(SIGTERM);
  EXPECT_EQ(process.finish().code, 128 + SIGTERM);
}

// The first prompt ends by its stop string, the second one never does, the third one is not begun. The second
// is so long that it needs a program of its own: once that is compiled, the first text is printed.
class Batch : public ::testing::Test {
 protected:
  Result cut(const Arguments& more) {
    std::string longer = "And he said";
    for (int i = 0; i < 40; ++i) longer += " unto the king";
    const std::string file = dir_.write("prompts", "In the beginning\n" + longer + "\nAnd he was king\n");
    Arguments arguments{"generate",     demo(),   "--batch-file", file, "--batch",   "1", "-n", "2000000000",
                        "--ignore-eos", "--stop", "seventh day",  "-v", "--no-cache"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process process(arguments);
    process.wait_for_err("compiled prefill (batch 1, 128 tokens)");
    process.signal(SIGTERM);
    return process.finish();
  }
  TempDir dir_;
};

TEST_F(Batch, ACutLineEndsWithABackslash) {
  const Result r = cut({});
  EXPECT_EQ(r.code, 143);
  EXPECT_THAT(r.out, MatchesRegex(" of the year, and in the \n[^\n]*\\\\\n"));
  EXPECT_THAT(r.err,
              ::testing::ContainsRegex("\ninterrupted: 1 text cut short, with a backslash at the end, 1 "
                                       "prompt not begun\nload [^\n]+\n$"));
}

TEST_F(Batch, JsonSaysSo) {
  const Result r = cut({"--json"});
  EXPECT_EQ(r.code, 143);
  EXPECT_THAT(r.err, ::testing::HasSubstr("\ninterrupted: 1 text cut short, 1 prompt not begun\n"));
  const std::size_t end = r.out.find('\n');
  EXPECT_EQ(Json::parse(r.out.substr(0, end)).at("finish_reason"), "stop");
  const Json second = Json::parse(r.out.substr(end + 1));
  EXPECT_EQ(second.at("index"), 1);
  EXPECT_EQ(second.at("finish_reason"), "interrupted");
}

}  // namespace
}  // namespace constate::e2e
