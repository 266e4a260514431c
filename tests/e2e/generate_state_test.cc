// States on the command line: a text that is cut, at its end or by a signal, goes on in another process as if
// it had never stopped.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using Arguments = std::vector<std::string>;

const Arguments kDraws{"--temperature", "0.8", "--top-p", "0.9", "--seed", "7", "--ignore-eos"};

class States : public ::testing::Test {
 protected:
  std::string state() const { return (dir_.path / "state").string(); }

  // Standard output of a run that succeeds.
  std::string text(Arguments arguments, const Arguments& more = {}) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result r = run(arguments);
    EXPECT_EQ(r.code, 0) << r.err;
    return r.out;
  }

  const TempDir dir_;
};

std::string without_newline(std::string text) {
  EXPECT_THAT(text, EndsWith("\n"));
  text.pop_back();
  return text;
}

TEST_F(States, TwoRunsGiveTheTextOfOne) {
  const Arguments begin{"generate", demo(), "In the beginning", "-q"};
  const std::string whole = text(begin, {"-n", "60", "--temperature", "0.8", "--seed", "7"});
  std::string parts = without_newline(
      text(begin, {"-n", "23", "--temperature", "0.8", "--seed", "7", "--save-state", state()}));
  const Arguments on{"generate", demo(), "-q", "--load-state", state()};
  parts += without_newline(text(on, {"-n", "1", "--save-state", state()}));
  parts += text(on, {"-n", "36", "--block", "5"});
  EXPECT_EQ(parts, whole);
}

TEST_F(States, ATextGoesOnBehindIt) {
  text({"generate", demo(), "In the beginning", "-q", "-n", "0", "--save-state", state()});
  const std::string whole = text({"generate", demo(), "In the beginning God created", "-q", "-n", "20"});
  EXPECT_EQ(text({"generate", demo(), " God created", "-q", "-n", "20", "--load-state", state()}), whole);
}

// At any moment.
TEST_F(States, SignalsSaveBeforeTheProgramEnds) {
  const std::string whole = text({"generate", demo(), "In the beginning", "-q", "-n", "600"}, kDraws);
  int pause = 1;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGINT, SIGTERM}) {
    Arguments arguments{"generate", demo(), "In the beginning", "-n", "1000000", "--save-state", state()};
    arguments.insert(arguments.end(), kDraws.begin(), kDraws.end());
    Process process(arguments);
    process.wait_for_out();
    std::this_thread::sleep_for(std::chrono::milliseconds(pause += 37));
    process.signal(signal);
    const Result cut = process.finish();
    ASSERT_EQ(cut.code, 128 + signal);
    EXPECT_THAT(cut.err, HasSubstr("state saved in "));
    const std::string seen = without_newline(cut.out);
    const std::string rest =
        text({"generate", demo(), "-q", "-n", "40", "--ignore-eos", "--load-state", state()});
    const std::string both = seen + without_newline(rest);
    const std::size_t common = std::min(both.size(), without_newline(whole).size());
    EXPECT_EQ(both.substr(0, common), whole.substr(0, common));
  }
}

// Also while the prompt is fed: what is left of it is part of the state.
TEST_F(States, ASignalWithinThePromptSavesWhatIsLeftOfIt) {
  std::string prompt;
  for (int i = 0; i < 12000; ++i) prompt += fmt::format("In the beginning of day {} ", i % 97);
  const std::string file = (dir_.path / "prompt").string();
  std::ofstream(file) << prompt;
  const Arguments asked{"generate", demo(), "--file", file, "-n", "30", "--ignore-eos"};
  const std::string whole = text(asked, {"-q"});
  bool within = false;
  for (int pause = 600; !within && pause < 20'000; pause += pause / 3) {
    Arguments arguments = asked;
    arguments.insert(arguments.end(), {"--save-state", state()});
    Process process(arguments);
    std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    process.signal(SIGTERM);
    const Result cut = process.finish();
    ASSERT_NE(cut.code, 0) << "the prompt is too short: it was fed before a signal came";
    if (cut.err.find("state saved") == std::string::npos) continue;  // before it
    const Json shown = parse_json(run({"state", "show", "--json", "--verify", state()}).out, "state show");
    if (shown.at("unfed") == 0 || shown.at("tokens") == 0) continue;
    within = true;
    EXPECT_THAT(cut.err, HasSubstr("of the prompt to be fed"));
    EXPECT_EQ(cut.out, "\n");
    EXPECT_EQ(text({"generate", demo(), "-q", "-n", "30", "--ignore-eos", "--load-state", state()}), whole);
  }
  EXPECT_TRUE(within);
}

TEST_F(States, AKilledRunLeavesTheLastStateThatWasSaved) {
  Arguments arguments{"generate",     demo(),  "In the beginning", "-n", "1000000",
                      "--save-state", state(), "--save-every",     "10"};
  arguments.insert(arguments.end(), kDraws.begin(), kDraws.end());
  Process process(arguments);
  process.wait_for_out();
  while (!fs::exists(state())) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  process.signal(SIGKILL);
  const Result cut = process.finish();
  EXPECT_EQ(cut.code, 128 + SIGKILL);
  const Json shown = parse_json(run({"state", "show", "--json", "--verify", state()}).out, "state show");
  EXPECT_GE(shown.at("tokens").get<std::int64_t>(), 10);
  EXPECT_EQ(run({"generate", demo(), "-q", "-n", "5", "--load-state", state()}).code, 0);
}

TEST_F(States, AreMadeAgainFromTheirTokens) {
  text({"generate", demo(), "In the beginning", "-q", "-n", "30", "--save-state", state(), "--save-ids"});
  const Result good = run({"state", "verify", state(), demo()});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(good.out, EndsWith("PASS\n"));
  text({"generate", demo(), "In the beginning", "-q", "-n", "30", "--save-state", state()});
  EXPECT_THAT(run({"state", "verify", state(), demo()}).out, HasSubstr("the file has no ids"));
}

TEST_F(States, OfAnotherModelAreRefused) {
  text({"generate", demo(), "In the beginning", "-q", "-n", "3", "--save-state", state()});
  const std::string other = (fs::path(CONSTATE_SOURCE_DIR) / "tests/data/golden/groups1").string();
  const Result r = run({"generate", other, "--ids", "1", "-q", "-n", "3", "--load-state", state()});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("configuration"));
}

TEST_F(States, OptionsWithoutEffectAreRefused) {
  const auto refusal = [&](const Arguments& more) {
    Arguments all{"generate", demo(), "a", "-q"};
    all.insert(all.end(), more.begin(), more.end());
    const Result r = run(all);
    EXPECT_EQ(r.code, 1);
    return r.err.substr(0, r.err.find('\n'));
  };
  EXPECT_EQ(refusal({"--save-every", "5"}), "constate: --save-every has no effect without --save-state");
  EXPECT_EQ(refusal({"--save-ids"}), "constate: --save-ids has no effect without --save-state");
  EXPECT_EQ(refusal({"--save-state", ""}), "constate: --save-state: a file's name is expected; got ``");
  EXPECT_THAT(refusal({"--load-state", dir_.path.string()}), HasSubstr(dir_.path.string()));
  EXPECT_THAT(refusal({"--save-state", (dir_.path / "no" / "state").string()}),
              HasSubstr("cannot be written"));
  EXPECT_THAT(refusal({"--load-state", dir_.write("damaged", "12345678junk")}), HasSubstr("damaged"));
}

}  // namespace
}  // namespace constate::e2e
