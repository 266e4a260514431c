#include "formats/strided.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace constate::formats {
namespace {

constexpr std::int64_t kMost = INT64_MAX;

TEST(Strided, Contiguous) {
  EXPECT_TRUE(is_contiguous({{}, {}, 5}));
  EXPECT_TRUE(is_contiguous({{2, 3, 4}, {12, 4, 1}, 0}));
  EXPECT_TRUE(is_contiguous({{1, 3, 1}, {99, 1, 0}, 0}));
  EXPECT_TRUE(is_contiguous({{0, 3}, {7, 7}, 0}));
  EXPECT_FALSE(is_contiguous({{3, 2}, {1, 3}, 0}));
  EXPECT_FALSE(is_contiguous({{2}, {0}, 0}));
  EXPECT_FALSE(is_contiguous({{2, 3}, {4, 1}, 0}));
}

TEST(Strided, Ends) {
  EXPECT_EQ(end_of({{}, {}, 5}), 6);
  EXPECT_EQ(end_of({{2, 3}, {10, 2}, 7}), 22);
  EXPECT_EQ(end_of({{2, 0}, {kMost, kMost}, 7}), 7);
  EXPECT_EQ(end_of({{1}, {kMost}, 0}), 1);
  EXPECT_EQ(end_of({{2}, {kMost - 1}, 0}), kMost);
  EXPECT_EQ(end_of({{2}, {kMost}, 0}), std::nullopt);
  EXPECT_EQ(end_of({{3}, {kMost / 2 + 1}, 0}), std::nullopt);
  EXPECT_EQ(end_of({{2, 2}, {kMost / 2 + 1, kMost / 2 + 1}, 0}), std::nullopt);
  EXPECT_EQ(end_of({{}, {}, kMost}), std::nullopt);
  EXPECT_EQ(end_of({{kMost}, {0}, 0}), 1);
}

// Gathers from a storage whose elements are their places, and looks at the reads.
struct Gathered {
  std::vector<std::uint16_t> values;
  std::size_t bytes_read = 0, longest = 0, reads = 0;
};

Gathered gathered(const Strided& tensor, std::size_t elements, std::size_t block) {
  Gathered out;
  out.values.resize(elements, 0xffff);
  const auto end = static_cast<std::uint64_t>(*end_of(tensor));
  const auto read = [&](std::uint64_t at, std::span<std::byte> bytes) {
    EXPECT_LE(at / 2 + bytes.size() / 2, end);
    for (std::size_t i = 0; i < bytes.size() / 2; ++i) {
      const auto value = static_cast<std::uint16_t>(at / 2 + i);
      std::memcpy(&bytes[2 * i], &value, 2);
    }
    out.bytes_read += bytes.size();
    out.longest = std::max(out.longest, bytes.size());
    ++out.reads;
  };
  gather(tensor, 2, read, std::as_writable_bytes(std::span(out.values)), block);
  return out;
}

TEST(Strided, GathersInPieces) {
  const Strided transposed{{3, 4}, {1, 3}, 2};
  const std::vector<std::uint16_t> want = {2, 5, 8, 11, 3, 6, 9, 12, 4, 7, 10, 13};
  const Gathered whole = gathered(transposed, 12, 100);
  EXPECT_EQ(whole.values, want);
  EXPECT_EQ(whole.reads, 1u);
  EXPECT_EQ(whole.bytes_read, 24u);
  const Gathered pieces = gathered(transposed, 12, 14);  // seven elements: two rows of the storage
  EXPECT_EQ(pieces.values, want);
  EXPECT_EQ(pieces.reads, 2u);
  EXPECT_EQ(pieces.bytes_read, 24u);
  EXPECT_EQ(pieces.longest, 12u);
  // A column of a wide storage: what lies between is read where it is less than a block.
  const Gathered column = gathered({{5}, {100}, 0}, 5, 402);
  EXPECT_EQ(column.values, (std::vector<std::uint16_t>{0, 100, 200, 300, 400}));
  EXPECT_EQ(column.reads, 2u);
  EXPECT_EQ(column.bytes_read, 2u * 201 + 2u * 101);
  const Gathered far = gathered({{5}, {100}, 0}, 5, 100);
  EXPECT_EQ(far.values, column.values);
  EXPECT_EQ(far.bytes_read, 10u);
  // Elements that overlap are read once, whatever the block.
  const Gathered overlapping = gathered({{4, 3}, {1, 1}, 0}, 12, 4);
  EXPECT_EQ(overlapping.values, (std::vector<std::uint16_t>{0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5}));
  EXPECT_EQ(overlapping.bytes_read, 12u);
  EXPECT_TRUE(gathered({{3, 0}, {1, 1}, 0}, 0, 4).values.empty());
}

TEST(Strided, EqualsTheDefinitionForAnyStridesAndBlock) {
  std::mt19937 random(1);
  const auto pick = [&](int most) {
    return static_cast<std::int64_t>(random() % static_cast<unsigned>(most));
  };
  for (int i = 0; i < 3000; ++i) {
    Strided t;
    std::vector<std::uint16_t> want = {0};
    t.offset = pick(10);
    for (std::int64_t rank = pick(5); rank-- > 0;) {
      t.dims.push_back(1 + pick(4));
      t.strides.push_back(pick(30));
    }
    want[0] = static_cast<std::uint16_t>(t.offset);
    for (std::size_t d = 0; d < t.dims.size(); ++d) {
      std::vector<std::uint16_t> next;
      for (const std::uint16_t w : want)
        for (std::int64_t k = 0; k < t.dims[d]; ++k)
          next.push_back(static_cast<std::uint16_t>(w + k * t.strides[d]));
      want = std::move(next);
    }
    const Gathered got = gathered(t, want.size(), 2 + static_cast<std::size_t>(pick(100)));
    ASSERT_EQ(got.values, want) << i;
    EXPECT_LE(got.bytes_read, 2 * static_cast<std::size_t>(*end_of(t) - t.offset)) << i;
  }
}

}  // namespace
}  // namespace constate::formats
