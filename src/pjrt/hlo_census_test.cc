#include "pjrt/hlo_census.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"

namespace constate::pjrt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// One field with a text or a message; numbers up to 31 and lengths up to 127 only.
std::string field(int number, const std::string& bytes) {
  const int key = number << 3 | 2;
  std::string out;
  if (key >= 128)
    out = {static_cast<char>((key & 0x7f) | 0x80), static_cast<char>(key >> 7)};
  else
    out = {static_cast<char>(key)};
  return out + static_cast<char>(bytes.size()) + bytes;
}

std::string instruction(const std::string& opcode, const std::string& target = "") {
  return field(2, field(1, "name") + field(2, opcode) + std::string("\x98\x02\x05", 3) +
                      (target.empty() ? "" : field(28, target)));
}

const std::string kModule =
    field(1, "jit") + field(3, field(1, "fused") + instruction("add") + instruction("multiply")) +
    field(3, instruction("fusion") + instruction("custom-call", "TopK") + instruction("add"));

TEST(HloCensus, CountsOperationsOfAllComputations) {
  const HloCensus census = hlo_census(kModule, false);
  EXPECT_THAT(census.operations,
              ElementsAre(Pair("add", 2), Pair("custom-call", 1), Pair("fusion", 1), Pair("multiply", 1)));
  EXPECT_THAT(census.custom_calls, ElementsAre(Pair("TopK", 1)));
}

TEST(HloCensus, FindsTheModuleBesideItsConfiguration) {
  const HloCensus census =
      hlo_census(field(1, field(3, instruction("add"))) + field(2, "configuration"), true);
  EXPECT_THAT(census.operations, ElementsAre(Pair("add", 1)));
  EXPECT_THAT(census.custom_calls, IsEmpty());
}

// Numbers of 4 and 8 bytes stand in real modules too.
TEST(HloCensus, SkipsWhatItDoesNotNeed) {
  const std::string more = std::string(
      "\x09"
      "12345678"
      "\x15"
      "1234"
      "\x20\xff\x01",
      17);
  EXPECT_THAT(hlo_census(more + field(3, instruction("add")) + more, false).operations,
              ElementsAre(Pair("add", 1)));
}

TEST(HloCensus, RefusesWhatIsNoModule) {
  const auto error = [](const std::string& bytes) { return message_of([&] { hlo_census(bytes, false); }); };
  EXPECT_EQ(error(""), "optimized program: a module has instructions; got none");
  EXPECT_EQ(error(field(1, "jit")), "optimized program: a module has instructions; got none");
  EXPECT_EQ(error(field(3, field(2, field(1, "name")))),
            "optimized program: an instruction has an opcode; got none");
  EXPECT_EQ(error("\x0b"), "optimized program: a protocol buffer has no field of wire type 3");
  EXPECT_EQ(error(std::string(11, '\xff')),
            "optimized program: a number of a protocol buffer takes at most ten bytes");
  EXPECT_EQ(error("\x1a\x05"
                  "ab"),
            "optimized program: 5 more bytes of a protocol buffer are expected; got 2");
}

// Cut anywhere, a module is refused or counts fewer operations; nothing else happens.
TEST(HloCensus, ACutModuleNeverCountsMore) {
  const std::int64_t all = 2;
  for (std::size_t size = 0; size < kModule.size(); ++size) try {
      EXPECT_LE(hlo_census(kModule.substr(0, size), false).operations["add"], all);
    } catch (const Error& e) {
      EXPECT_TRUE(e.code() == Code::kDataLoss) << e.what();
    }
}

}  // namespace
}  // namespace constate::pjrt
