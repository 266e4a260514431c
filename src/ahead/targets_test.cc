#include "ahead/targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"

namespace constate::ahead {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Targets, AreTheseSix) {
  std::vector<std::string> names;
  for (const Target& target : targets()) names.push_back(target.name);
  EXPECT_THAT(names, ElementsAre("tpu:v6e", "tpu:v5e", "cuda:h100", "cuda:h200", "cuda:b200", "cpu"));
}

TEST(Targets, AnUnknownNameGetsTheList) {
  for (const char* name : {"tpu:v9", "tpu", "", "CPU"})
    EXPECT_EQ(message_of([&] { target_named(name); }),
              std::string("tpu:v6e, tpu:v5e, cuda:h100, cuda:h200, cuda:b200 or cpu is expected; got `") +
                  name + "`");
}

TEST(Targets, ATpuIsNamedAsItsPluginNamesIt) {
  const Target& v5e = target_named("tpu:v5e");
  EXPECT_EQ(v5e.kind, pjrt::PluginKind::kTpu);
  EXPECT_EQ(v5e.memory, 17'179'869'184);
  EXPECT_EQ(v5e.topology->name, "v5e:1x1");
  EXPECT_EQ(v5e.topology->environment.at("TPU_ACCELERATOR_TYPE"), "v5e-1");
}

TEST(Targets, AGpuIsDescribed) {
  const Target& b200 = target_named("cuda:b200");
  EXPECT_EQ(b200.kind, pjrt::PluginKind::kCuda);
  EXPECT_EQ(std::get<std::string>(b200.topology->options.at("topology")), "1x1x1");
  const auto config = std::get<std::string>(b200.topology->options.at("target_config"));
  for (const char* line : {"major: 10 minor: 0", "core_count: 148\n", "clock_rate_ghz: 1.965\n",
                           "device_memory_size: 191514411008\n", "memory_bandwidth: 7672320000000\n",
                           "l2_cache_size: 132644864\n", "pcie_bandwidth: 68719476736\n"})
    EXPECT_THAT(config, HasSubstr(line));
}

TEST(Targets, TheCpuIsTheMachinesOwn) {
  EXPECT_FALSE(target_named("cpu").topology.has_value());
  EXPECT_EQ(target_named("cpu").memory, 0);
}

TEST(CustomCalls, AreCounted) {
  EXPECT_EQ(custom_calls_in("%0 = stablehlo.add %a, %b"), 0);
  EXPECT_EQ(custom_calls_in("stablehlo.custom_call @a(%0)\nstablehlo.custom_call @b(%1)"), 2);
}

}  // namespace
}  // namespace constate::ahead
