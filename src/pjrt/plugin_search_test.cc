// The search, over a made-up machine: a temporary folder stands for the root of the file system.
#include "pjrt/plugin_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "base/error.h"
#include "pjrt/named_plugins.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::StartsWith;

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
  std::string refusal(std::optional<PluginKind> missing = {}, bool to_compile = false) const {
    try {
      find_plugins(options_);
    } catch (const MissingPlugin& e) {
      EXPECT_EQ(e.code(), Code::kNotFound);
      EXPECT_EQ(e.kind, missing);
      EXPECT_EQ(e.to_compile, to_compile);
      return e.what();
    } catch (const Error& e) {
      EXPECT_EQ(missing, std::nullopt);
      EXPECT_EQ(e.code(), Code::kNotFound);
      return e.what();
    }
    return "no error";
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
  EXPECT_EQ(find_plugins(options_)[0].why, "found in " + (root_ / "plugins").string());
  EXPECT_EQ(find_plugins(options_)[0].lacking, PluginKind::kCuda);
  have("dev/accel0");
  EXPECT_EQ(find_plugins(options_)[0].lacking, PluginKind::kTpu);
  have(kTpu);
  fs::remove_all(root_ / "dev/nvidia0");
  EXPECT_THAT(found(), ElementsAre(std::string("tpu ") + kTpu, std::string("cpu ") + kCpu));
  EXPECT_EQ(find_plugins(options_)[1].lacking, std::nullopt);
}

TEST_F(SearchTest, ThePythonThatThisProcessIsComesFirst) {
  have(kCpu);
  have("packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so");
  options_.packages = {root_ / "nothing", root_ / "packages"};
  EXPECT_THAT(found(), ElementsAre("cpu packages/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
                                   std::string("cpu ") + kCpu));
}

TEST_F(SearchTest, PluginsOfOthersByName) {
  have("packages/jax_plugins/xla_rocm7/xla_rocm_plugin.so");
  have("packages/jax_plugins/xla_rocm7/other.so");
  have("packages/jax_plugins/xla_rocm_extension/xla_rocm_plugin.so");  // is called otherwise
  have("elsewhere/metal.so");
  have(kCpu);
  options_.packages = {root_ / "packages"};
  environment_ = {{"PJRT_NAMES_AND_LIBRARY_PATHS",
                   "metal:" + (root_ / "elsewhere/metal.so").string() +
                       ",gone:/no/file,odd,cpu:" + (root_ / "elsewhere/metal.so").string()}};
  options_.requested = "rocm";
  EXPECT_THAT(found(), ElementsAre("other packages/jax_plugins/xla_rocm7/xla_rocm_plugin.so"));
  EXPECT_EQ(find_plugins(options_)[0].why, "asked for, found in " + (root_ / "packages").string());
  options_.requested = "metal";
  EXPECT_THAT(found(), ElementsAre("other elsewhere/metal.so"));
  EXPECT_EQ(find_plugins(options_)[0].why, "asked for, named by PJRT_NAMES_AND_LIBRARY_PATHS");
  options_.requested = "cpu";
  EXPECT_THAT(found(), ElementsAre("other elsewhere/metal.so", std::string("cpu ") + kCpu));
  for (const char* none : {"gone", "odd", "roc", "xla_rocm_extension/.."}) {
    options_.requested = none;
    EXPECT_EQ(refusal(), std::string("plugin `") + none +
                             "`: cpu, cuda, tpu or a plugin's file is expected; there is no such file");
  }
}

TEST_F(SearchTest, WhatANameCouldAskFor) {
  have("packages/jax_plugins/xla_rocm7/xla_rocm_plugin.so");
  have("packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so");
  options_.packages = {root_ / "packages"};
  environment_ = {{"PJRT_NAMES_AND_LIBRARY_PATHS", "gone:/no/file,odd"}};
  const std::vector<NamedPlugin> all = named_plugins(options_);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "gone");
  EXPECT_EQ(all[0].choice.path, "/no/file");
  EXPECT_EQ(all[0].choice.why, "named by PJRT_NAMES_AND_LIBRARY_PATHS");
  EXPECT_EQ(all[1].name, "rocm");
  EXPECT_EQ(all[1].choice.path, root_ / "packages/jax_plugins/xla_rocm7/xla_rocm_plugin.so");
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
  EXPECT_THAT(refusal(PluginKind::kCuda), StartsWith("found no cuda plugin; looked in "));
  options_.to_compile = true;
  EXPECT_THAT(found(), ElementsAre("cuda " + std::string(kCompiler)));
  have(kCuda);
  EXPECT_THAT(found(), ElementsAre("cuda " + std::string(kCuda), "cuda " + std::string(kCompiler)));
  options_.requested = "tpu";
  EXPECT_THAT(refusal(PluginKind::kTpu, true), StartsWith("found no tpu plugin; looked in "));
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
  EXPECT_EQ(refusal(PluginKind::kCpu), "found no PJRT plugin; looked in " + places);
  options_.requested = "cuda";
  EXPECT_EQ(refusal(PluginKind::kCuda), "found no cuda plugin; looked in " + places);
  options_.requested = "gpu";
  EXPECT_EQ(refusal(), "plugin `gpu`: cpu, cuda, tpu or a plugin's file is expected; there is no such file");
}

// What a Python's environment holds, by the three ways in which a PATH leads to it.
constexpr char kPackages[] = "lib/python3.12/site-packages/";
constexpr char kCudaPackage[] = "jax_plugins/xla_cuda13/xla_cuda_plugin.so";

TEST_F(SearchTest, AVirtualEnvironmentOnThePath) {
  have("dev/nvidia0");
  have(std::string("opt/x/.venv/") + kPackages + kCudaPackage);
  have("opt/x/.venv/bin/python3");
  have("bin/ls");
  options_.requested = "cuda";
  environment_["PATH"] = (root_ / "bin").string() + "::relative:" + (root_ / "opt/x/.venv/bin").string();
  EXPECT_THAT(refusal(), "no error");
  EXPECT_THAT(found(), ElementsAre(std::string("cuda opt/x/.venv/") + kPackages + kCudaPackage));

  fs::remove(root_ / "opt/x/.venv/bin/python3");  // as environments really are: a link to the base's Python
  have("usr/bin/python3.12");
  fs::create_symlink(root_ / "usr/bin/python3.12", root_ / "opt/x/.venv/bin/python3");
  std::ofstream(root_ / "opt/x/.venv/pyvenv.cfg") << "home = " << (root_ / "usr/bin").string() << "\n";
  EXPECT_THAT(found(), ElementsAre(std::string("cuda opt/x/.venv/") + kPackages + kCudaPackage));
}

TEST_F(SearchTest, TheBasesPackagesWhereTheEnvironmentTakesThem) {
  options_.requested = "cuda";
  have("base/bin/python3.12");
  have(std::string("base/") + kPackages + kCudaPackage);
  fs::create_directories(root_ / "venv/bin");
  fs::create_symlink(root_ / "base/bin/python3.12", root_ / "venv/bin/python3");
  const auto configured = [&](const std::string& more) {
    std::ofstream(root_ / "venv/pyvenv.cfg") << "home = " << (root_ / "base/bin").string() << more;
  };
  environment_["PATH"] = root_ / "venv/bin";
  configured("\ninclude-system-site-packages = false\n");
  EXPECT_THAT(refusal(PluginKind::kCuda), StartsWith("found no cuda plugin; looked in "));
  configured("\ninclude-system-site-packages = true\n");
  EXPECT_THAT(found(), ElementsAre(std::string("cuda base/") + kPackages + kCudaPackage));
}

TEST_F(SearchTest, ALinkLeadsToItsPythonsOwnPackages) {
  options_.requested = "cuda";
  have("opt/conda/bin/python3.12");
  have(std::string("opt/conda/") + kPackages + kCudaPackage);
  fs::create_directories(root_ / "home/bin");
  fs::create_symlink("python3.12", root_ / "opt/conda/bin/python3");
  fs::create_symlink("../../opt/conda/bin/python3", root_ / "home/bin/python3");
  environment_["PATH"] = root_ / "home/bin";
  EXPECT_THAT(found(), ElementsAre(std::string("cuda opt/conda/") + kPackages + kCudaPackage));

  fs::create_symlink("python3", root_ / "home/bin/again");  // and one that goes round in circles to none
  fs::remove(root_ / "home/bin/python3");
  fs::create_symlink("again", root_ / "home/bin/python3");
  EXPECT_THAT(refusal(PluginKind::kCuda), StartsWith("found no cuda plugin; looked in "));
}

TEST_F(SearchTest, FoldersOfPackagesCountOnceTheNewestPythonsFirst) {
  options_.requested = "cuda";
  have("py/bin/python3");
  for (const char* version : {"3.9", "3.12"})
    have(std::string("py/lib/python") + version + "/site-packages/" + kCudaPackage);
  fs::create_symlink("lib", root_ / "py/lib64");
  environment_["PATH"] = (root_ / "py/bin").string() + ":" + (root_ / "py/bin").string();
  EXPECT_THAT(found(), ElementsAre(std::string("cuda py/lib/python3.12/site-packages/") + kCudaPackage,
                                   std::string("cuda py/lib/python3.9/site-packages/") + kCudaPackage));
}

TEST_F(SearchTest, TheFoldersAreToldWithWhatIsInThem) {
  have(kCpu);
  have(kTpu);
  have("py/bin/python3");
  have("py/lib/python3.12/site-packages/some_package/file");
  environment_ = {{"PATH", root_ / "py/bin"}, {"CONSTATE_PLUGIN_DIR", root_ / "mine"}};
  std::vector<std::string> told;
  for (const SearchedFolder& folder : searched_folders(options_)) {
    std::string line = fs::relative(folder.folder, root_).string() + ", " + folder.why;
    if (!folder.is_there) line += ", not there";
    for (const PluginKind kind : folder.kinds) line += ", " + std::string(name(kind));
    told.push_back(line);
  }
  EXPECT_THAT(told,
              ElementsAre("mine, CONSTATE_PLUGIN_DIR, not there", "plugins, beside the program, cpu, tpu",
                          "py/lib/python3.12/site-packages, python3 on the PATH",
                          "usr/lib/python3/dist-packages, the system's Python packages, not there"));
  options_.requested = root_ / kCpu;
  EXPECT_TRUE(searched_folders(options_).empty());
  options_.requested = "";
  environment_["CONSTATE_PLUGIN"] = "cpu";
  EXPECT_EQ(searched_folders(options_).size(), 4u);
}

TEST_F(SearchTest, OwnFoldersAreTheBuildsAndThoseBesideTheProgram) {
  const fs::path above = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  EXPECT_THAT(own_folders(), ElementsAre(fs::path(CONSTATE_PLUGIN_DIR), above / "plugins",
                                         above / "share/constate/plugins", above / "lib/constate/plugins"));
}

}  // namespace
}  // namespace constate::pjrt
