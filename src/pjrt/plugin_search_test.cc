// The search, over a made-up machine: a temporary folder stands for the root of the file system.
#include "pjrt/plugin_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "base/error.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

class SearchTest : public ::testing::Test {
 protected:
  SearchTest() {
    fs::create_directories(root_);
    options_.environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = environment_.find(name);
      if (found == environment_.end()) return std::nullopt;
      return found->second;
    };
    options_.root = root_;
    options_.folders = {root_ / "plugins"};
  }
  ~SearchTest() override { fs::remove_all(root_); }

  void have(const std::string& file) const {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << "x";
  }
  std::vector<std::string> found() const {
    std::vector<std::string> out;
    for (const PluginChoice& choice : find_plugins(options_))
      out.push_back(std::string(name(choice.kind)) + " " + fs::relative(choice.path, root_).string());
    return out;
  }
  std::pair<std::string, std::string> refusal() const {
    try {
      find_plugins(options_);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::kNotFound);
      return {e.what(), e.hint()};
    }
    return {"no error", ""};
  }

  const fs::path root_ = fs::temp_directory_path() / ("constate_search_test_" + std::to_string(::getpid()));
  std::map<std::string, std::string> environment_;
  SearchOptions options_;
};

constexpr char kCpu[] = "plugins/cpu/pjrt_c_api_cpu_plugin.so";
constexpr char kCuda[] = "plugins/cuda/jax_plugins/xla_cuda13/xla_cuda_plugin.so";
constexpr char kTpu[] = "plugins/tpu/libtpu.so";

TEST_F(SearchTest, TheCpuWhereThereIsNoOtherDevice) {
  for (const char* file : {kCpu, kCuda, kTpu}) have(file);
  EXPECT_THAT(found(), ElementsAre(std::string("cpu ") + kCpu));
  EXPECT_EQ(find_plugins(options_)[0].why, "found in " + (root_ / "plugins").string());
}

TEST_F(SearchTest, ADeviceThatIsThereComesFirst) {
  for (const char* file : {kCpu, kCuda, kTpu}) have(file);
  for (const char* device : {"dev/nvidia0", "dev/nvidiactl", "proc/driver/nvidia/version"}) {
    have(device);
    EXPECT_THAT(found(), ElementsAre(std::string("cuda ") + kCuda, std::string("cpu ") + kCpu)) << device;
    fs::remove_all(root_ / "dev");
    fs::remove_all(root_ / "proc");
  }
  for (const char* device : {"dev/accel0", "dev/vfio/0"}) {
    have(device);
    EXPECT_THAT(found(), ElementsAre(std::string("tpu ") + kTpu, std::string("cpu ") + kCpu)) << device;
    fs::remove_all(root_ / "dev");
  }
}

TEST_F(SearchTest, ADeviceWithoutItsPluginIsSaid) {
  have(kCpu);
  have("dev/nvidia0");
  ASSERT_THAT(found(), ElementsAre(std::string("cpu ") + kCpu));
  EXPECT_EQ(find_plugins(options_)[0].why,
            "found in " + (root_ / "plugins").string() + "; the machine's GPU needs `make plugin-cuda`");
}

TEST_F(SearchTest, NewestCudaAndPythonPlacesAfterOurOwn) {
  have("dev/nvidia0");
  have(kCuda);
  have("plugins/cuda/jax_plugins/xla_cuda12/xla_cuda_plugin.so");
  have("venv/lib/python3.12/site-packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so");
  have("home/.local/lib/python3.11/site-packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so");
  have("usr/local/lib/python3.11/dist-packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so");
  have("usr/lib/python3/dist-packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so");
  environment_ = {{"VIRTUAL_ENV", root_ / "venv"}, {"HOME", root_ / "home"}};
  EXPECT_THAT(
      found(),
      ElementsAre(std::string("cuda ") + kCuda, "cuda plugins/cuda/jax_plugins/xla_cuda12/xla_cuda_plugin.so",
                  "cuda venv/lib/python3.12/site-packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so",
                  "cpu home/.local/lib/python3.11/site-packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
                  "cpu usr/lib/python3/dist-packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
                  "cpu usr/local/lib/python3.11/dist-packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"));
}

TEST_F(SearchTest, TheVariablesFolderComesFirst) {
  have(kCpu);
  have("mine/cpu/pjrt_c_api_cpu_plugin.so");
  environment_["CONSTATE_PLUGIN_DIR"] = root_ / "mine";
  EXPECT_THAT(found(), ElementsAre("cpu mine/cpu/pjrt_c_api_cpu_plugin.so", std::string("cpu ") + kCpu));
}

TEST_F(SearchTest, AskedForByKindNeedsNoDevice) {
  for (const char* file : {kCpu, kCuda, kTpu}) have(file);
  options_.requested = "tpu";
  EXPECT_THAT(found(), ElementsAre(std::string("tpu ") + kTpu));
  options_.requested = "cuda";
  EXPECT_THAT(found(), ElementsAre(std::string("cuda ") + kCuda));
  EXPECT_EQ(find_plugins(options_)[0].why, "asked for, found in " + (root_ / "plugins").string());
}

TEST_F(SearchTest, WhatOnlyCompilesCountsForCompilingAlone) {
  constexpr char kCompiler[] = "plugins/cuda-compile/jax_plugins/xla_cuda13/xla_cuda_plugin.so";
  options_.requested = "cuda";
  have(kCompiler);
  EXPECT_EQ(refusal().second, "`make plugin-cuda` fetches it");
  options_.to_compile = true;
  EXPECT_THAT(found(), ElementsAre("cuda " + std::string(kCompiler)));
  have(kCuda);
  EXPECT_THAT(found(), ElementsAre("cuda " + std::string(kCuda), "cuda " + std::string(kCompiler)));
  options_.requested = "tpu";
  EXPECT_EQ(refusal().second, "`make plugins-compile` fetches it");
}

TEST_F(SearchTest, AskedForByFile) {
  have("elsewhere/plugin_xpu.so");
  options_.requested = root_ / "elsewhere/plugin_xpu.so";
  EXPECT_THAT(found(), ElementsAre("other elsewhere/plugin_xpu.so"));
}

TEST_F(SearchTest, TheVariableCountsWhereNothingWasAskedFor) {
  have(kCpu);
  have(kTpu);
  environment_["CONSTATE_PLUGIN"] = "tpu";
  EXPECT_THAT(found(), ElementsAre(std::string("tpu ") + kTpu));
  EXPECT_EQ(find_plugins(options_)[0].why,
            "asked for by CONSTATE_PLUGIN, found in " + (root_ / "plugins").string());
  options_.requested = "cpu";
  EXPECT_THAT(found(), ElementsAre(std::string("cpu ") + kCpu));
}

TEST_F(SearchTest, WhatIsNotThereIsSaidWithThePlaces) {
  const std::string places =
      (root_ / "plugins").string() + ", " + (root_ / "usr/lib/python3/dist-packages").string();
  EXPECT_EQ(refusal(), (std::pair<std::string, std::string>("found no PJRT plugin; looked in " + places,
                                                            "`make setup` fetches the CPU plugin")));
  options_.requested = "cuda";
  EXPECT_EQ(refusal(), (std::pair<std::string, std::string>("found no cuda plugin; looked in " + places,
                                                            "`make plugin-cuda` fetches it")));
  options_.requested = "gpu";
  EXPECT_EQ(refusal().first,
            "plugin `gpu`: cpu, cuda, tpu or a plugin's file is expected; there is no such file");
}

TEST_F(SearchTest, OwnFoldersAreTheBuildsAndThoseBesideTheProgram) {
  const auto folders = own_folders();
  ASSERT_EQ(folders.size(), 3u);
  EXPECT_EQ(folders[0], fs::path(CONSTATE_PLUGIN_DIR));
  const fs::path above = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  EXPECT_EQ(folders[1], above / "plugins");
  EXPECT_EQ(folders[2], above / "lib/constate/plugins");
}

}  // namespace
}  // namespace constate::pjrt
