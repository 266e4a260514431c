#include "pjrt/compile_options.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace constate::pjrt {
namespace {

std::string hex(const CompileOptions& options) {
  std::string out;
  for (const char c : encode(options)) out += fmt::format("{:02x} ", static_cast<unsigned char>(c));
  if (!out.empty()) out.pop_back();
  return out;
}

std::string text(const std::string& s) {
  std::string out;
  for (const char c : s) out += fmt::format("{:02x} ", static_cast<unsigned char>(c));
  return out;
}

TEST(CompileOptions, OneDevice) { EXPECT_EQ(hex({}), "1a 04 20 01 28 01"); }

TEST(CompileOptions, TwoPartitions) {
  EXPECT_EQ(hex({.num_partitions = 2}),
            "1a 19 20 01 28 02 30 01 4a 0e 08 01 10 02 1a 03 0a 01 00 1a 03 0a 01 01 98 01 01");
}

TEST(CompileOptions, TwoReplicasAreTwoDevicesOfOnePartition) {
  EXPECT_EQ(hex({.num_replicas = 2, .num_partitions = 1}),
            "1a 10 20 02 28 01 4a 0a 08 02 10 01 1a 04 0a 02 00 01");
}

// Partition 0 has devices 0 and 2, partition 1 has devices 1 and 3.
TEST(CompileOptions, ReplicasOfPartitions) {
  EXPECT_EQ(hex({.num_replicas = 2, .num_partitions = 2}),
            "1a 1b 20 02 28 02 30 01 4a 10 08 02 10 02 1a 04 0a 02 00 02 1a 04 0a 02 01 03 98 01 01");
}

TEST(CompileOptions, OverridesOfEachType) {
  const std::string one = "1a 04 20 01 28 01 ";
  EXPECT_EQ(hex({.overrides = {{"xla_gpu_graph_min_graph_size", std::int64_t{1}}}}),
            one + "3a 22 0a 1c " + text("xla_gpu_graph_min_graph_size") + "12 02 18 01");
  EXPECT_EQ(hex({.overrides = {{"a", true}}}), one + "3a 07 0a 01 61 12 02 10 01");
  EXPECT_EQ(hex({.overrides = {{"a", false}}}), one + "3a 07 0a 01 61 12 02 10 00");
  EXPECT_EQ(hex({.overrides = {{"a", "xy"}}}), one + "3a 09 0a 01 61 12 04 0a 02 78 79");
  EXPECT_EQ(hex({.overrides = {{"a", 1.0}}}), one + "3a 0e 0a 01 61 12 09 21 00 00 00 00 00 00 f0 3f");
  EXPECT_EQ(hex({.overrides = {{"a", std::int64_t{300}}}}), one + "3a 08 0a 01 61 12 03 18 ac 02");
  EXPECT_EQ(hex({.overrides = {{"a", std::int64_t{-1}}}}),
            one + "3a 10 0a 01 61 12 0b 18 ff ff ff ff ff ff ff ff ff 01");
}

TEST(CompileOptions, AtLeastOneOfEach) {
  for (const CompileOptions& bad : {CompileOptions{.num_replicas = 0, .num_partitions = 1},
                                    CompileOptions{.num_replicas = 1, .num_partitions = 0}}) {
    try {
      encode(bad);
      FAIL();
    } catch (const Error& e) {
      EXPECT_EQ(std::string(e.what()),
                fmt::format("compile options: replicas and partitions are at least 1; got {} and {}",
                            bad.num_replicas, bad.num_partitions));
    }
  }
}

}  // namespace
}  // namespace constate::pjrt
