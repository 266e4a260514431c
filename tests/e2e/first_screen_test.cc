// `constate` alone, on a terminal of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoints.h"
#include "process.h"
#include "terminal.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;

TEST(FirstScreen, OnATerminalWhatToDoNext) {
  Terminal t({});
  EXPECT_EQ(t.finish(), 0);
  EXPECT_THAT(t.screen(), HasSubstr("  plugin  cpu, found in " CONSTATE_PLUGIN_DIR));
  EXPECT_THAT(t.screen(), HasSubstr("  constate demo  "));
  EXPECT_THAT(t.screen(), HasSubstr("models/demo \"In the beginning\"  continue a text\r\n"));
}

TEST(FirstScreen, TheCommandThatMendsAMissingPlugin) {
  Terminal t({}, {"CONSTATE_PLUGIN=cuda", "PATH=/nowhere", "HOME=/nowhere"});
  EXPECT_EQ(t.finish(), 0);
  EXPECT_THAT(t.screen(), HasSubstr("  plugin  none: `make plugin-cuda` fetches it\r\n"));
}

TEST(FirstScreen, ElsewhereACommandIsExpected) {
  const Result r = run({});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("constate: a command is expected: demo, generate, "));
  EXPECT_EQ(r.out, "");
}

}  // namespace
}  // namespace constate::e2e
