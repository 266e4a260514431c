#include "pjrt/device_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "base/testing.h"

namespace constate::pjrt {
namespace {

using ::testing::StrEq;

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}
std::string number(int field, std::uint64_t value) {
  return varint(static_cast<std::uint64_t>(field) << 3) + varint(value);
}
std::string bytes(int field, const std::string& value) {
  return varint(static_cast<std::uint64_t>(field) << 3 | 2) + varint(value.size()) + value;
}

// xplane.proto's messages.
std::string named(std::uint64_t id, const std::string& name) {
  return bytes(4, number(1, id) + bytes(2, number(1, id) + bytes(2, name)));
}
std::string event(std::uint64_t id, std::uint64_t picoseconds) {
  return bytes(4, number(1, id) + number(2, 17) + number(3, picoseconds));
}
std::string line(const std::string& name, const std::string& events) {
  return bytes(3, number(1, 1) + bytes(2, name) + events);
}
std::string plane(const std::string& name, const std::string& rest) {
  return bytes(1, bytes(2, name) + rest);
}

// Two kernels, one of them twice, copies each way; the host starts a graph and waits.
const std::string kSpace =
    plane(
        "/device:GPU:0",
        named(1, "gemm") + named(300, "MemcpyD2H") + named(3, "MemcpyH2D") + named(4, "add") +
            named(5, "MemcpyD2D") + named(6, "Memset") +
            line("Stream #1", event(1, 2'000'000) + event(4, 500'000) + event(1, 3'000'000) + event(6, 100)) +
            line("Stream #2", event(300, 1000) + event(3, 1000) + event(3, 1000) + event(5, 7))) +
    plane("/host:CUPTI", named(1, "cuGraphLaunch") + named(2, "cuStreamSynchronize") + named(3, "work") +
                             line("main", event(1, 10) + event(2, 20) + event(3, 30)));

TEST(DeviceTrace, SumsEventsOfOneNameOnOneLine) {
  const DeviceTrace trace = read_trace(kSpace);
  ASSERT_EQ(trace.entries.size(), 9u);
  const DeviceTrace::Entry& first = trace.entries[0];  // the longest
  EXPECT_EQ(first.plane, "/device:GPU:0");
  EXPECT_EQ(first.line, "Stream #1");
  EXPECT_EQ(first.name, "gemm");
  EXPECT_EQ(first.count, 2);
  EXPECT_DOUBLE_EQ(first.seconds, 5e-6);
}

TEST(DeviceTrace, CountsKernelsCopiesAndCallsOfTheHost) {
  const DeviceTrace::Counts c = read_trace(kSpace).counts();
  EXPECT_EQ(c.kernels, 3);
  EXPECT_DOUBLE_EQ(c.kernel_seconds, 5.5e-6);
  EXPECT_EQ(c.copies_to_host, 1);
  EXPECT_EQ(c.copies_to_device, 2);
  EXPECT_EQ(c.copies_on_device, 1);
  EXPECT_EQ(c.waits, 1);
  EXPECT_EQ(c.launches, 1);
}

// "none" and "not recorded" are two things.
TEST(DeviceTrace, CallsThatWereNotRecordedAreNoZeros) {
  const DeviceTrace::Counts c =
      read_trace(plane("/device:GPU:0", named(1, "a") + line("s", event(1, 1)))).counts();
  EXPECT_EQ(c.kernels, 1);
  EXPECT_EQ(c.waits, -1);
  EXPECT_EQ(c.launches, -1);
  EXPECT_TRUE(read_trace("").entries.empty());
}

TEST(DeviceTrace, EveryTruncationIsRefusedOrHasFewerEvents) {
  const std::size_t whole = read_trace(kSpace).entries.size();
  for (std::size_t n = 0; n < kSpace.size(); ++n) {
    try {
      EXPECT_LT(read_trace(kSpace.substr(0, n)).entries.size(), whole) << n;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::kDataLoss) << n;
      EXPECT_TRUE(std::string(e.what()).starts_with("profile: ")) << e.what();
    }
  }
}

}  // namespace
}  // namespace constate::pjrt
