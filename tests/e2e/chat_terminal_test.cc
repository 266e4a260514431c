// `constate chat` on a terminal: keys, history, Ctrl-C and Ctrl-D.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "chat.h"
#include "terminal.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char *kUp = "\x1b[A", *kCtrlA = "\x01", *kCtrlC = "\x03", *kCtrlD = "\x04", *kErase = "\x7f";
constexpr const char* kAnswer = " of the year, and in the seventh day of the month";

class ChatTerminal : public ::testing::Test {
 protected:
  std::string history() const { return dir_.str() + "/history"; }
  std::vector<std::string> environment(const std::string& kind = "xterm") const {
    return {chat_environment()[0], "CONSTATE_HISTORY=" + history(), "TERM=" + kind, "HOME=" + dir_.str()};
  }
  TempDir dir_;
};

TEST_F(ChatTerminal, LinesAreEditedAndRemembered) {
  Terminal t({"chat", demo(), "-n", "12"}, environment());
  t.wait_for("/help lists the commands; Ctrl-D leaves");
  t.wait_for("> ");
  t.type(std::string("n the begx") + kErase + "inning" + kCtrlA + "I\r");
  t.wait_for(kAnswer);
  t.wait_for("\x1b[2mfed 3 tokens");
  t.wait_for("> ");
  t.type("/undo\r");
  t.wait_for("gone: 0 turns");
  t.wait_for("> ");
  t.type(std::string(kUp) + kUp + "\r");
  t.wait_for("In the beginning");
  t.wait_for(kAnswer);
  t.wait_for("> ");
  t.type("Gr\xc3\xbc\xc3\x9f\xc3" + std::string("\xb6") + kErase + "e\r");
  t.wait_for("answer 12 tokens");
  t.wait_for("> ");
  t.type(kCtrlD);
  EXPECT_EQ(t.finish(), 0);
  std::ifstream in(history());
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}),
            "In the beginning\n/undo\nIn the beginning\nGrüße\n");

  Terminal later({"chat", demo(), "-n", "12"}, environment());
  later.wait_for("> ");
  later.type(std::string(kUp) + kUp + "\r");
  later.wait_for(kAnswer);
  later.wait_for("> ");
  later.type("/bye\r");
  EXPECT_EQ(later.finish(), 0);
}

TEST_F(ChatTerminal, CtrlCStopsTheAnswerAlone) {
  Terminal t({"chat", demo(), "-n", "2000000000", "--ignore-eos"}, environment());
  t.wait_for("> ");
  t.type("In the beginning\r");
  t.wait_for(kAnswer);
  t.type(kCtrlC);
  t.wait_for("interrupted");
  t.wait_for("> ");
  t.type("/set max-tokens 8\r");
  t.wait_for("max-tokens 8");
  t.wait_for("> ");
  t.type("And he said\r");
  t.wait_for("fed 5 tokens");  // with the last token of the answer that was cut
  t.wait_for("> ");
  t.type("/stats\r");
  t.wait_for("2 turns");
  t.wait_for("> ");
  t.type("/bye\r");
  EXPECT_EQ(t.finish(), 0);
}

TEST_F(ChatTerminal, CtrlCClearsTheLineAndTwiceLeaves) {
  const std::string file = dir_.str() + "/state";
  Terminal t({"chat", demo(), "-n", "4", "--save-state", file}, environment());
  t.wait_for("> ");
  t.type("In the");
  t.wait_for("In the");
  t.type(kCtrlC);
  t.wait_for("> ");
  t.type("And he said\r");
  t.wait_for("fed 3 tokens");  // without the line that was given up
  t.wait_for("> ");
  t.type("\"\"\"\r");
  t.wait_for("... ");
  t.type("one\r");
  t.wait_for("... ");
  t.type(kCtrlC);
  t.wait_for("> ");
  EXPECT_THAT(t.screen(), Not(HasSubstr("once more")));
  t.type(kCtrlC);
  t.wait_for("Ctrl-C once more leaves, and so do Ctrl-D and /bye");
  t.wait_for("> ");
  t.type("/stats\r");
  t.wait_for("1 turn ");
  t.wait_for("> ");
  t.type(kCtrlC);
  t.wait_for("once more");
  t.wait_for("> ");
  t.type(kCtrlC);
  EXPECT_EQ(t.finish(), 130);
  EXPECT_THAT(talk(demo(), "/stats\n", {"--load-state", file}).err, HasSubstr("1 turn · "));
}

TEST_F(ChatTerminal, AMessageOfSeveralLines) {
  Terminal t({"chat", demo(), "-n", "4"}, environment());
  t.wait_for("> ");
  t.type("\"\"\"In the beginning\r");
  t.wait_for("... ");
  t.type("God\"\"\"\r");
  const std::size_t count = ids_of(demo(), "In the beginning\nGod").size();
  t.wait_for("fed " + std::to_string(count) + " tokens");
  t.wait_for("> ");
  t.type("/fork b\r");
  t.wait_for("> ");
  t.type("/switch b\r");
  t.wait_for("b> ");
  t.type(kCtrlD);
  EXPECT_EQ(t.finish(), 0);
}

// A terminal that cannot edit takes lines as they are.
TEST_F(ChatTerminal, ADumbTerminal) {
  Terminal t({"chat", demo(), "-n", "12"}, environment("dumb"));
  t.wait_for("> ");
  t.type("In the beginning\n");
  t.wait_for(kAnswer);
  t.wait_for("> ");
  t.type(kCtrlC);
  t.wait_for("once more");
  t.wait_for("> ");
  t.type(kCtrlC);
  EXPECT_EQ(t.finish(), 130);
  EXPECT_THAT(t.screen(), Not(HasSubstr("\x1b")));
  EXPECT_FALSE(std::filesystem::exists(history()));
}

}  // namespace
}  // namespace constate::e2e
