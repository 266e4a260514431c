// Compiling for devices that are not here. What the CPU's plugin refuses, a CUDA plugin without an assembler,
// and what the plugins of a TPU and an NVIDIA GPU make of a small program.
#include "pjrt/topology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/testing.h"
#include "pjrt/cuda_files.h"

namespace constate::pjrt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kFolder = CONSTATE_PLUGIN_DIR;

constexpr char kDonating[] = R"(
module @step {
  func.func public @main(%a: tensor<256xf32>, %s: tensor<256xf32> {tf.aliasing_output = 0 : i32})
      -> (tensor<256xf32>, tensor<256xf32>) {
    %0 = stablehlo.add %a, %s : tensor<256xf32>
    %1 = stablehlo.multiply %a, %s : tensor<256xf32>
    return %0, %1 : tensor<256xf32>, tensor<256xf32>
  }
})";

std::shared_ptr<const Topology> tpu(const std::string& name) {
  return Topology::open(kFolder + "/tpu/libtpu.so", {name,
                                                     {},
                                                     {{"ALLOW_MULTIPLE_LIBTPU_LOAD", "1"},
                                                      {"TPU_SKIP_MDS_QUERY", "1"},
                                                      {"TPU_ACCELERATOR_TYPE", "v6e-1"},
                                                      {"TPU_WORKER_HOSTNAMES", "localhost"}}});
}

TEST(Topology, ATpuThatIsNotHere) {
  const auto topology = tpu("v6e:1x1");
  EXPECT_EQ(topology->plugin().kind(), PluginKind::kTpu);
  EXPECT_THAT(topology->platform_version(), ::testing::StartsWith("TFRT TPU v6 lite"));
  const CompiledProgram step = topology->compile(kDonating);
  EXPECT_THAT(step.output_shapes(), ElementsAre(Shape{DType::kF32, {256}}, Shape{DType::kF32, {256}}));
  EXPECT_EQ(step.cost_analysis().at("flops"), 2 * 256);
  EXPECT_EQ(step.memory()->arguments, 2 * 1024);
  EXPECT_EQ(step.memory()->aliased, 1024);
  EXPECT_GT(step.memory()->code, 0);
  EXPECT_THAT(step.census()->custom_calls, IsEmpty());
  EXPECT_EQ(step.census()->operations.at("multiply"), 1);
  EXPECT_FALSE(step.serialize().empty());
}

TEST(Topology, AnExecutableOutlivesItsTopology) {
  const CompiledProgram step = tpu("v6e:1x1")->compile(kDonating);
  EXPECT_EQ(step.memory()->aliased, 1024);
}

TEST(Topology, WhatTheCompilerRefuses) {
  const auto topology = tpu("v6e:1x1");
  EXPECT_THAT(message_of([&] { topology->compile("module {"); }),
              ::testing::AllOf(::testing::StartsWith("compile: "),
                               ::testing::HasSubstr("1:7: error: expected operation name in quotes")));
}

TEST(Topology, ATopologyThatThePluginDoesNotKnow) {
  EXPECT_THAT(message_of([] { tpu("v99:1x1"); }), ::testing::StartsWith("compile ahead with libtpu.so: "));
}

TEST(Topology, TheCpuCompilesForNoDeviceThatIsNotHere) {
  const std::string plugin = kFolder + "/cpu/pjrt_c_api_cpu_plugin.so";
  EXPECT_EQ(message_and_hint_of([&] { Topology::open(plugin, {}); }),
            "plugin " + std::filesystem::canonical(plugin).string() +
                ": it compiles for no device that is not here [a plugin for TPUs or NVIDIA GPUs does]");
}

TEST(Topology, WhatIsSetAlreadyStays) {
  ::setenv("CONSTATE_TOPOLOGY_TEST", "the user's", 1);
  EXPECT_NE(message_of([] {
              Topology::open("no such plugin.so", {"", {}, {{"CONSTATE_TOPOLOGY_TEST", "ours"}}});
            }),
            "no error");
  EXPECT_STREQ(std::getenv("CONSTATE_TOPOLOGY_TEST"), "the user's");
}

// The environment as it was, after a test.
class CudaFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("PATH", "", 1);
    ::unsetenv("XLA_FLAGS");
  }
  void TearDown() override {
    ::setenv("PATH", path_.c_str(), 1);
    ::unsetenv("XLA_FLAGS");
  }
  void assembler(const std::string& folder,
                 std::filesystem::perms mode = std::filesystem::perms::owner_all) const {
    std::filesystem::create_directories(root_.path / folder);
    std::filesystem::permissions(root_.write(folder + "/ptxas", "x"), mode);
  }
  std::string refusal() const {
    return message_and_hint_of([&] { require_ptxas("some/xla_cuda_plugin.so", root_.path); });
  }

  TempDir root_;
  const std::string path_ = std::getenv("PATH");
  const std::string none_ =
      "plugin some/xla_cuda_plugin.so: CUDA's assembler `ptxas` is needed to compile; found none "
      "[put CUDA's bin folder on the PATH]";
};

TEST_F(CudaFiles, AnAssemblerIsNeeded) { EXPECT_EQ(refusal(), none_); }

TEST_F(CudaFiles, OneThatCannotBeRunDoesNotCount) {
  assembler("usr/local/cuda/bin", std::filesystem::perms::none);
  std::filesystem::create_directories(root_.path / "folder/ptxas");
  ::setenv("PATH", (root_.path / "folder").c_str(), 1);
  EXPECT_EQ(refusal(), none_);
}

TEST_F(CudaFiles, TheToolkitsPlace) {
  assembler("usr/local/cuda/bin");
  EXPECT_EQ(refusal(), "no error");
}

TEST_F(CudaFiles, OnThePath) {
  assembler("b");
  ::setenv("PATH", ((root_.path / "a").string() + ":" + (root_.path / "b").string()).c_str(), 1);
  EXPECT_EQ(refusal(), "no error");
}

TEST_F(CudaFiles, WhereTheFlagsPoint) {
  assembler("cuda/bin");
  ::setenv("XLA_FLAGS",
           ("--a=b --xla_gpu_cuda_data_dir=" + (root_.path / "cuda").string() + " --c=d").c_str(), 1);
  EXPECT_EQ(refusal(), "no error");
}

TEST_F(CudaFiles, FilesBesideThePluginAreFound) {
  assembler("nvidia/cu13/bin");
  std::filesystem::create_directories(root_.path / "nvidia/cu13/nvvm");
  point_xla_to_cuda(root_.path / "jax_plugins/xla_cuda13/xla_cuda_plugin.so");
  EXPECT_EQ(std::getenv("XLA_FLAGS"), "--xla_gpu_cuda_data_dir=" + (root_.path / "nvidia/cu13").string());
  EXPECT_EQ(refusal(), "no error");
}

}  // namespace
}  // namespace constate::pjrt
