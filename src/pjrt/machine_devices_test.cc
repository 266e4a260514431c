// What stands for a device, over a made-up machine; and what is refused where there is none.
#include "pjrt/machine_devices.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/testing.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

class MachineDevices : public ::testing::Test {
 protected:
  bool has(PluginKind kind, const std::string& file) const {
    const TempDir root;
    fs::create_directories((root.path / file).parent_path());
    std::ofstream(root.path / file) << "";
    return has_device(kind, root.path);
  }
};

TEST_F(MachineDevices, ATpuIsSeenByItsNumberedFiles) {
  for (const char* file : {"dev/accel0", "dev/accel3", "dev/vfio/0", "dev/vfio/17"})
    EXPECT_TRUE(has(PluginKind::kTpu, file)) << file;
  for (const char* file : {"dev/accel", "dev/accelerometer", "dev/vfio/vfio", "dev/nvidia0", "dev/null"})
    EXPECT_FALSE(has(PluginKind::kTpu, file)) << file;
}

TEST_F(MachineDevices, AGpuIsSeenByItsDriver) {
  for (const char* file : {"dev/nvidia0", "dev/nvidiactl", "proc/driver/nvidia/version"})
    EXPECT_TRUE(has(PluginKind::kCuda, file)) << file;
  EXPECT_FALSE(has(PluginKind::kCuda, "dev/accel0"));
  EXPECT_TRUE(has(PluginKind::kCpu, "dev/null"));
}

TEST_F(MachineDevices, ATpusPluginIsNotOpenedWithoutATpu) {
  const TempDir root;
  EXPECT_EQ(message_of([&] { require_device(PluginKind::kTpu, "libtpu.so", root.path); }),
            "open libtpu.so: a TPU is expected; this machine shows none (/dev/accel0, /dev/vfio/0)");
  EXPECT_NO_THROW(require_device(PluginKind::kCpu, "cpu.so", root.path));
  EXPECT_NO_THROW(require_device(PluginKind::kCuda, "cuda.so", root.path));
}

TEST(CpuThreads, AsTheEnvironmentSays) {
  ::unsetenv("PJRT_NPROC");
  ::unsetenv("NPROC");
  const int processors = cpu_threads();
  EXPECT_GE(processors, 1);
  ::setenv("NPROC", "5", 1);
  EXPECT_EQ(cpu_threads(), 5);
  ::setenv("PJRT_NPROC", "3", 1);
  EXPECT_EQ(cpu_threads(), 3);
  ::setenv("PJRT_NPROC", "3 or so", 1);
  EXPECT_EQ(cpu_threads(), 5);
  ::unsetenv("PJRT_NPROC");
  ::unsetenv("NPROC");
  EXPECT_EQ(cpu_threads(), processors);
}

}  // namespace
}  // namespace constate::pjrt
