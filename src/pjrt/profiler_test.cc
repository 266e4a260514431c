#include "pjrt/profiler.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "pjrt/device_trace.h"

namespace constate::pjrt {
namespace {

const std::string kFolder = CONSTATE_PLUGIN_DIR;

TEST(Profiler, ThePluginOfTheCpuHasNone) {
  const auto plugin = Plugin::load(kFolder + "/cpu/pjrt_c_api_cpu_plugin.so");
  EXPECT_EQ(
      message_and_hint_of([&] { Profiler profiler(*plugin); }),
      "plugin " + plugin->path().string() + ": it has no profiler [the plugin for NVIDIA GPUs has one]");
}

// The plugin of NVIDIA's GPUs records also where there is none: then there is nothing on a device.
TEST(Profiler, RecordsNothingOfADeviceThatIsNotHere) {
  const auto plugin = Plugin::load(kFolder + "/cuda-compile/jax_plugins/xla_cuda13/xla_cuda_plugin.so");
  Profiler profiler(*plugin);
  const DeviceTrace trace = read_trace(profiler.finish());
  EXPECT_EQ(trace.counts().kernels, 0);
  EXPECT_EQ(trace.counts().copies_to_host, 0);
}

}  // namespace
}  // namespace constate::pjrt
