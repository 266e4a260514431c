#include "base/checksum.h"

#include <gtest/gtest.h>

#include <vector>

namespace constate {
namespace {

// From the xxHash specification's reference program: `xxh128sum` of nothing, of "a" and of "abc".
TEST(Checksum, IsXxh3Of128Bits) {
  EXPECT_EQ(Checksum::of("").hex(), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(Checksum::of("a").hex(), "a96faf705af16834e6c632b61e964e1f");
  EXPECT_EQ(Checksum::of("abc").hex(), "06b05ab6733a618578af5f94892f3950");
}

TEST(Checksum, InPartsAsInOne) {
  std::vector<std::byte> bytes(5000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * i >> 3);
  const std::span<const std::byte> all = bytes;
  for (std::size_t size = 0; size < bytes.size(); size = size * 3 / 2 + 1) {
    ChecksumStream stream;
    for (std::size_t at = 0; at < size; at += 97)
      stream.add(all.subspan(at, std::min<std::size_t>(97, size - at)));
    EXPECT_EQ(stream.value(), Checksum::of(all.first(size))) << size;
    EXPECT_EQ(stream.value(), Checksum::of(all.first(size)));  // asking changes nothing
  }
}

TEST(Checksum, HexAndBack) {
  const Checksum sum{0x0123456789abcdef, 0x00000000deadbeef};
  EXPECT_EQ(sum.hex(), "0123456789abcdef00000000deadbeef");
  EXPECT_EQ(Checksum::from_hex(sum.hex()), sum);
  for (const char* bad : {"", "0123456789abcdef00000000deadbee", "0123456789abcdef00000000deadbeeff",
                          "0123456789ABCDEF00000000deadbeef", " 123456789abcdef00000000deadbeef",
                          "0x23456789abcdef00000000deadbeef", "-123456789abcdef00000000deadbeef"})
    EXPECT_EQ(Checksum::from_hex(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace constate
