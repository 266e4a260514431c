// What is refused for want of memory, and what is not.
#include "runtime/memory_room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "base/testing.h"
#include "engine/engine.h"
#include "models/published.h"
#include "models/registry.h"

namespace constate::runtime {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const models::LanguageModel> published(const std::string& size) {
  return models::make_model(models::published_config(size), size);
}

constexpr std::int64_t kGigabyte = 1'000'000'000;

std::string refusal(const std::string& size, DType dtype, const programs::StateShape& shape,
                    std::int64_t bytes) {
  return message_and_hint_of([&] {
    const auto model = published(size);
    check_room(memory_need(*model->bind(dtype, {})), shape, {bytes, "device memory"}, *model, {});
  });
}

TEST(MemoryRoom, WeightsAndStateThatDoNotFitAreRefusedWithWhatWould) {
  EXPECT_EQ(refusal("mamba2-2.7b", DType::kF32, {1}, 8 * kGigabyte),
            "weights f32 of 10.8 GB and a state of 171.9 MB take 11.0 GB; there is 8.0 GB of device memory "
            "[these types fit: bf16 (5.6 GB), f16 (5.6 GB), int8 (2.9 GB), int4 (1.7 GB)]");
  EXPECT_EQ(refusal("mamba2-2.7b", DType::kS8, {1}, kGigabyte),
            "weights int8 of 2.8 GB and a state of 171.9 MB take 2.9 GB; there is 1.0 GB of device memory "
            "[no type of the weights fits]");
}

TEST(MemoryRoom, RowsThatDoNotFitAreRefusedWithHowManyDo) {
  EXPECT_EQ(
      refusal("mamba2-130m", DType::kBF16, {128}, kGigabyte),
      "weights bf16 of 258.5 MB and 128 sequences with a state of 19.4 MB take 2.7 GB; there is 1.0 GB of "
      "device memory [38 sequences fit]");
  EXPECT_EQ(refusal("mamba2-130m", DType::kBF16, {std::numeric_limits<std::int64_t>::max()}, kGigabyte)
                .substr(0, 30),
            "weights bf16 of 258.5 MB and 9");
}

TEST(MemoryRoom, ToTheByte) {
  const auto model = published("mamba2-130m");
  const MemoryNeed need = memory_need(*model->bind(DType::kF32, {}));
  const std::int64_t bytes = need.weights + 3 * need.row;
  EXPECT_NO_THROW(check_room(need, {3}, {bytes, "memory"}, *model, {}));
  EXPECT_ANY_THROW(check_room(need, {3}, {bytes - 1, "memory"}, *model, {}));
}

TEST(MemoryRoom, ATextThatDoesNotFitIsRefusedWithHowLongOneMayBe) {
  const auto model = published("mamba2-130m");
  MemoryNeed need{DType::kF32, 1'000'000, 10'000, 500};
  EXPECT_EQ(need.all({2, 100}), 1'000'000 + 2 * (10'000 + 100 * 500));
  const std::int64_t bytes = need.all({2, 4096});
  EXPECT_NO_THROW(check_room(need, {2, 4096}, {bytes, "memory"}, *model, {}));
  EXPECT_EQ(
      message_and_hint_of([&] {
        check_room(need, {1, 16384}, {bytes, "memory"}, *model, {});
      }),
      "weights f32 of 1.0 MB and a state for 16384 tokens of 8.2 MB take 9.2 MB; there is 5.1 MB of memory "
      "[a token takes 500 bytes: 8212 fit]");
}

TEST(MemoryRoom, OfACompilerUnderALimitOfAddresses) {
  EXPECT_NO_THROW(check_room_to_compile(std::int64_t{1} << 40));
  EXPECT_EQ(message_and_hint_of([] { check_room_to_compile(70'000'000); }),
            "a compiler takes about 80.0 MB of address space; the limit of virtual memory leaves 70.0 MB "
            "[raise the limit (`ulimit -v`)]");
  EXPECT_EQ(message_of([] { check_room_to_compile(-5); }),
            "a compiler takes about 80.0 MB of address space; the limit of virtual memory leaves 0.0 MB");
}

class Machine : public ::testing::Test {
 protected:
  void have(const std::string& file, const std::string& text) const {
    fs::create_directories((dir_.path / file).parent_path());
    std::ofstream(dir_.path / file) << text;
  }
  std::int64_t megabytes() const { return machine_memory(dir_.path) / (1 << 20); }
  const TempDir dir_;
};

TEST_F(Machine, MemoryAndSwap) {
  have("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:  1 kB\nSwapTotal:       1048576 kB\n");
  EXPECT_EQ(megabytes(), 9 * 1024);
}

TEST_F(Machine, NothingIsRefusedWhereTheSystemDoesNotTell) {
  EXPECT_EQ(machine_memory(dir_.path), std::numeric_limits<std::int64_t>::max());
}

TEST_F(Machine, ItsControlGroupAllowsLess) {
  have("proc/meminfo", "MemTotal: 8388608 kB\nSwapTotal: 0 kB\n");
  have("proc/self/cgroup", "0::/user/job\n");
  have("sys/fs/cgroup/user/job/memory.max", "max\n");
  EXPECT_EQ(megabytes(), 8 * 1024);
  have("sys/fs/cgroup/user/memory.max", "1073741824\n");
  EXPECT_EQ(megabytes(), 1024);
  have("sys/fs/cgroup/user/job/memory.max", "536870912\n");
  EXPECT_EQ(megabytes(), 512);
  have("sys/fs/cgroup/memory.max", "268435456\n");
  EXPECT_EQ(megabytes(), 256);
}

TEST_F(Machine, AControlGroupOfTheFirstVersion) {
  have("proc/meminfo", "MemTotal: 8388608 kB\nSwapTotal: 0 kB\n");
  have("proc/self/cgroup", "11:cpu:/job\n3:memory:/job\n");
  have("sys/fs/cgroup/job/memory.max", "1\n");
  have("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1073741824\n");
  EXPECT_EQ(megabytes(), 1024);
}

}  // namespace
}  // namespace constate::runtime
