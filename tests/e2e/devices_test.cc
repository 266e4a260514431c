// constate devices: which plugins there are, and where it looked for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;

Result run_in(const std::vector<std::string>& environment, const std::vector<std::string>& arguments) {
  return Process(arguments, kCaptured, kCaptured, kCaptured, environment).finish();
}

void with_python(const TempDir& dir) {
  std::filesystem::create_directories(dir.path / "bin");
  std::filesystem::create_directories(dir.path / "lib/python3.12/site-packages/jax_plugins/xla_cuda13");
  dir.write("bin/python3", "x");
}

TEST(Devices, EachFolderIsTold) {
  TempDir dir;
  with_python(dir);
  dir.write("lib/python3.12/site-packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so", "x");
  const Result r =
      run_in({"PATH=" + dir.str() + "/bin", "CONSTATE_PLUGIN_DIR=/nowhere"}, {"devices", "--plugin", "cpu"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr("  device 0: cpu\nlooked in\n"
                               "  /nowhere (CONSTATE_PLUGIN_DIR): no such folder\n"
                               "  " CONSTATE_PLUGIN_DIR " (built in): cpu"));
  EXPECT_THAT(r.out,
              HasSubstr("\n  " + dir.str() + "/lib/python3.12/site-packages (python3 on the PATH): cuda\n"));
}

// On a GPU's machine, whose Python has the plugin but whose driver does not open it, the reason is told.
TEST(Devices, APluginOfAPythonOnThePathIsTaken) {
  TempDir dir;
  with_python(dir);
  const std::string plugin =
      dir.write("lib/python3.12/site-packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so", "x");
  const Result r = run_in({"PATH=" + dir.str() + "/bin"}, {"devices", "--plugin", "cuda"});
  EXPECT_THAT(r.out, HasSubstr(plugin + " (asked for, found in " + dir.str() +
                               "/lib/python3.12/site-packages)\n  cannot be used: plugin "));
}

}  // namespace
}  // namespace constate::e2e
