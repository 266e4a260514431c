// What differs by device: which row a device gets, and that the forms for an NVIDIA GPU give the same
// numbers, here on the CPU.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/parity.h"
#include "hlo/print.h"
#include "support/soak.h"
#include "support/testing.h"

namespace constate::runtime {
namespace {

using namespace check;
using namespace engine;
using namespace testing;
using pjrt::PluginKind;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(DeviceProfile, EachDeviceHasItsRowAndSaysWhereItComesFrom) {
  EXPECT_THAT(profile_of(PluginKind::kCuda, "NVIDIA H200").basis, StartsWith("measured on an NVIDIA H200"));
  EXPECT_THAT(profile_of(PluginKind::kCpu, "cpu").basis, StartsWith("measured on x86-64"));
  for (const auto& [kind, device] :
       std::vector<std::pair<PluginKind, std::string>>{{PluginKind::kCuda, "NVIDIA H100 80GB HBM3"},
                                                       {PluginKind::kCuda, "NVIDIA B200"},
                                                       {PluginKind::kCuda, "NVIDIA GeForce RTX 4090"},
                                                       {PluginKind::kTpu, "TPU v5 lite"},
                                                       {PluginKind::kTpu, "TPU v6 lite"},
                                                       {PluginKind::kTpu, "TPU v9"},
                                                       {PluginKind::kOther, "npu"}})
    EXPECT_THAT(profile_of(kind, device).basis, StartsWith("a guess")) << device;
}

TEST(DeviceProfile, OfACpuDependsOnTheProcessorThatIsNamedAlone) {
  EXPECT_EQ(profile_of(PluginKind::kCpu, "cpu").lowering.bf16.lanes_to, 4);
  EXPECT_EQ(profile_of(PluginKind::kCpu, "cpu").row_product_threads, 2);
  const DeviceProfile other = profile_of(PluginKind::kCpu, "cpu", {.multiplies_bf16 = true, .threads = 8});
  EXPECT_EQ(other.lowering.bf16.lanes_to, 1);
  EXPECT_EQ(other.row_product_threads, 8);
  EXPECT_EQ(profile_of(PluginKind::kOther, "npu", {.threads = 8}).row_product_threads, 1);
}

// What an XLA for CPUs is asked, another compiler may refuse.
TEST(DeviceProfile, OptionsOfTheCompilerAreForACpuAlone) {
  EXPECT_THAT(profile_of(PluginKind::kCpu, "cpu").compiler_options, ::testing::SizeIs(1));
  EXPECT_THAT(profile_of(PluginKind::kOther, "npu").compiler_options, IsEmpty());
  EXPECT_THAT(profile_of(PluginKind::kCuda, "NVIDIA H200").compiler_options, IsEmpty());
}

// A segment of 16, 32, ... 256 tokens of the 130M shape takes some 32 tokens' time more than its tokens
// (decision 0005), so 129 tokens are 128 and 16, and not 256; 200 are 256, and not 128, 64 and 16.
TEST(DeviceProfile, APromptGoesInTheSegmentsThatCostLeast) {
  const DeviceProfile cpu = profile_of(PluginKind::kCpu, "cpu");
  const auto lengths = [&](std::int64_t tokens) { return cpu.segments_for(tokens); };
  EXPECT_THAT(lengths(0), IsEmpty());
  EXPECT_THAT(lengths(1), ElementsAre(1));
  EXPECT_THAT(lengths(2), ElementsAre(16));
  EXPECT_THAT(lengths(17), ElementsAre(32));
  EXPECT_THAT(lengths(48), ElementsAre(64));
  EXPECT_THAT(lengths(65), ElementsAre(64, 1));
  EXPECT_THAT(lengths(70), ElementsAre(64, 16));
  EXPECT_THAT(lengths(100), ElementsAre(128));
  EXPECT_THAT(lengths(144), ElementsAre(128, 16));
  EXPECT_THAT(lengths(192), ElementsAre(128, 64));
  EXPECT_THAT(lengths(200), ElementsAre(256));
  EXPECT_THAT(lengths(256), ElementsAre(256));
  EXPECT_THAT(lengths(2 * 256 + 40), ElementsAre(256, 256, 64));
  const DeviceProfile gpu = profile_of(PluginKind::kCuda, "NVIDIA H200");
  EXPECT_THAT(gpu.segments_for(65), ElementsAre(512));
  EXPECT_THAT(gpu.segments_for(5000), ElementsAre(2048, 2048, 2048));
}

// A prompt may stop after any of its segments: the rest goes as it goes here.
TEST(DeviceProfile, WhatIsLeftAfterASegmentGoesAsByItself) {
  for (const DeviceProfile& profile :
       {profile_of(PluginKind::kCpu, "cpu"), profile_of(PluginKind::kCuda, "NVIDIA H200")})
    for (std::int64_t tokens = 1; tokens <= 2100; ++tokens) {
      const std::vector<std::int64_t> all = profile.segments_for(tokens);
      const std::vector<std::int64_t> rest = profile.segments_for(tokens - std::min(all[0], tokens));
      ASSERT_THAT(rest, ElementsAreArray(all.begin() + 1, all.end())) << tokens;
      ASSERT_EQ(profile.segments_for(std::min(all[0], tokens))[0], all[0]) << tokens;
    }
}

void as_on_an_h200(DeviceProfile& profile) { profile = profile_of(PluginKind::kCuda, "NVIDIA H200"); }

std::string decode_text(Engine& engine) {
  return hlo::print(
      programs::decode_program(engine.blueprint(), {{1, 4, {}}, 8, engine.device().profile.exit_early})
          .program);
}

// One row times a weight is summed row by row, and nothing tells the host when to stop.
TEST(DeviceProfile, AStepOnAnNvidiaGpuHasNoProductsAndNoTestOfData) {
  for (const DType dtype : {DType::kF32, DType::kBF16}) {
    const auto engine = open_golden("groups2", dtype, as_on_an_h200);
    const std::string text = decode_text(*engine);
    EXPECT_THAT(text, Not(HasSubstr("stablehlo.dot_general")));
    EXPECT_THAT(text, HasSubstr("applies stablehlo.add"));
  }
  EXPECT_THAT(decode_text(*open_golden("groups2")), HasSubstr("stablehlo.dot_general"));
}

// The scan's products are bf16 where the matrices are, and f32 where they are not.
TEST(DeviceProfile, ThePromptOfAModelInBf16IsScannedInBf16) {
  const auto products = [](DType dtype) {
    const auto engine = open_golden("groups2", dtype, as_on_an_h200);
    return hlo::print(programs::prefill_program(engine->blueprint(), {1, 64}).program);
  };
  EXPECT_THAT(products(DType::kBF16),
              HasSubstr("HIGHEST"));  // sums of decays, and the states that chunks hand on
  EXPECT_THAT(products(DType::kF32), Not(HasSubstr("bf16")));
  const auto count = [](const std::string& text, const std::string& what) {
    int n = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; ++at) ++n;
    return n;
  };
  const std::string narrow = products(DType::kBF16), wide = products(DType::kF32);
  EXPECT_EQ(count(narrow, "stablehlo.dot_general"), count(wide, "stablehlo.dot_general"));
  EXPECT_LT(count(narrow, "HIGHEST, HIGHEST"), count(wide, "HIGHEST, HIGHEST"));
}

TEST(DeviceProfile, TheFormsForAnNvidiaGpuGiveTheNumbersOfPyTorch) {
  for (const char* name : {"groups2", "ssm_all", "ssm_published"})
    for (const DType dtype : {DType::kF32, DType::kBF16, DType::kF16, DType::kS8}) {
      // In CI one checkpoint in all types, the others in the type that such a GPU has by itself.
      if (!is_soak() && std::string_view(name) != "groups2" && dtype != DType::kBF16) continue;
      const auto engine = open_golden(name, dtype, as_on_an_h200);
      const check::Reference reference =
          check::read_reference(kSource / "tests/data/golden" / name / "golden.safetensors", engine->model());
      EXPECT_THAT(compare(*engine, reference).failures, IsEmpty()) << name << " " << constate::name(dtype);
    }
}

}  // namespace
}  // namespace constate::runtime
