// What a person sees who gives no command, and where the demo model is looked for.
#include "app/first_screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/demo_model.h"
#include "app/shell_text.h"
#include "base/testing.h"

namespace constate::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

fs::path with_model(const TempDir& dir, const std::string& place) {
  fs::create_directories(dir.path / place);
  dir.write(place + "/config.json", "{}");
  return dir.path / place;
}

TEST(DemoModel, OfAnInstallationAndOfTheProjectsFolder) {
  const TempDir dir;
  EXPECT_EQ(demo_model_of(dir.path / "bin/constate"), "");
  const fs::path own = with_model(dir, "models/demo");
  EXPECT_EQ(demo_model_of(dir.path / "build/constate"), own);
  const fs::path installed = with_model(dir, "share/constate/models/demo");
  EXPECT_EQ(demo_model_of(dir.path / "bin/constate"), installed);
}

TEST(ShellText, APathAsAShellTakesIt) {
  EXPECT_EQ(shell_path("/a/models/demo", "/a"), "models/demo");
  EXPECT_EQ(shell_path("/a/models/demo", "/a/b"), "/a/models/demo");
  EXPECT_EQ(shell_path("/a/my models/demo", "/a"), "'my models/demo'");
  EXPECT_EQ(shell_path("/a/it's/demo", "/b"), "'/a/it'\\''s/demo'");
  EXPECT_EQ(shell_path("/a/größe", "/b"), "/a/größe");
}

TEST(FirstScreen, NamesTheModelThatIsHere) {
  EXPECT_EQ(
      (FirstScreen{"cpu, found in plugins", "/x/models/demo"}).text(),
      "constate 0.1.0: language models on any device that has a PJRT plugin\n\n"
      "Here\n"
      "  plugin  cpu, found in plugins\n"
      "  model   /x/models/demo, a small one to try things with\n\n"
      "What to do next\n"
      "  constate demo                                        see it work: a text, a check, and a page to "
      "talk to it\n"
      "  constate generate /x/models/demo \"In the beginning\"  continue a text\n"
      "  constate chat /x/models/demo                         converse with a model\n"
      "  constate serve /x/models/demo                        serve it to other programs, and as a page\n"
      "  constate pull ORG/NAME                               fetch another model; its name then stands for "
      "its folder\n"
      "  constate doctor                                      check this machine, and say what will run\n"
      "  constate help                                        list all commands\n");
}

TEST(FirstScreen, WithoutAModelOrAPlugin) {
  const std::string text = FirstScreen{"none: `make setup` fetches it", ""}.text();
  EXPECT_THAT(text,
              HasSubstr("  plugin  none: `make setup` fetches it\n  model   none came with the program\n"));
  EXPECT_THAT(text, HasSubstr("  constate generate DIR \"In the beginning\"  continue a text\n"));
  EXPECT_THAT(text, Not(HasSubstr("constate demo ")));
}

}  // namespace
}  // namespace constate::app
