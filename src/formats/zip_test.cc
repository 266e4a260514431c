#include "formats/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "formats/torch_testing.h"

namespace constate::formats {
namespace {

using ::testing::ElementsAre;
using Parts = std::vector<std::pair<std::string, std::string>>;

const Parts kParts = {{"a", "first"}, {"folder/b", ""}, {"c", "the third"}};

ByteSource source_of(const std::string& bytes) {
  return {bytes.size(), [&bytes](std::uint64_t at, std::span<std::byte> out) {
            ASSERT_TRUE(at <= bytes.size() && out.size() <= bytes.size() - at) << "a read outside the source";
            if (!out.empty()) std::memcpy(out.data(), bytes.data() + at, out.size());
          }};
}

Parts contents(const std::string& bytes) {
  Parts out;
  for (const auto& [name, entry] : read_zip_directory(source_of(bytes)))
    out.emplace_back(name, bytes.substr(entry.offset, entry.size));
  return out;
}

std::string message(const std::string& bytes) {
  return message_and_hint_of([&] { check_stored(read_zip_directory(source_of(bytes))); });
}
std::string message(const Zip& zip) { return message(zip.bytes); }

const std::string kCut = " [the file is cut short or damaged: fetch it again]";

TEST(Zip, Crc32) {
  EXPECT_EQ(crc_of(""), 0u);
  EXPECT_EQ(crc_of("123456789"), 0xcbf43926u);
  EXPECT_EQ(crc_of("The quick brown fox jumps over the lazy dog"), 0x414fa339u);
}

TEST(Zip, ReadsWhereEachEntryLies) {
  const auto want =
      ElementsAre(std::pair("a", "first"), std::pair("c", "the third"), std::pair("folder/b", ""));
  EXPECT_THAT(contents(zip(kParts).bytes), want);
  EXPECT_THAT(contents(zip(kParts, true).bytes), want);
  EXPECT_EQ(read_zip_directory(source_of(zip(kParts).bytes)).at("c").crc, crc_of("the third"));
  EXPECT_TRUE(contents(zip({}).bytes).empty());
  EXPECT_TRUE(contents(zip({}, true).bytes).empty());
  Zip comment = zip(kParts);
  comment.set(comment.end + 20, 2, 65535).bytes += std::string(65535, 'P');
  EXPECT_THAT(contents(comment.bytes), want);
  comment = zip(kParts, true);
  comment.set(comment.end + 20, 2, 65535).bytes += std::string(65535, 'P');
  EXPECT_THAT(contents(comment.bytes), want);
}

TEST(Zip, SizesMayStandAfterTheData) {
  Zip z = zip(kParts);
  for (std::size_t i = 0; i < 3; ++i) {
    z.set(z.central[i] + 8, 2, 1 << 3).set(z.local[i] + 6, 2, 1 << 3).set(z.local[i] + 14, 4, 0);
    z.set(z.local[i] + 18, 8, 0);
  }
  EXPECT_EQ(contents(z.bytes).size(), 3u);
  z.set(z.local[0] + 18, 4, 4);
  EXPECT_EQ(message(z), "zip: entry `a`: its header at byte 0 is not what the directory says");
}

// Where things lie: headers at 0, 36 and 74; the directory at 114, with entries at 114, 161 and 215; its end
// at 262.
TEST(Zip, TheEndOfTheArchive) {
  const Zip good = zip(kParts);
  ASSERT_EQ(good.end, 262u);
  const std::string none = "zip: no end record: the archive's directory is not there" + kCut;
  EXPECT_EQ(message(""), none);
  EXPECT_EQ(message(good.bytes.substr(good.end + 1)), none);
  EXPECT_EQ(message(good.bytes.substr(0, good.bytes.size() - 1)), none);
  EXPECT_EQ(message(good.bytes + "x"), none);
  const auto with = [&](std::size_t at, int width, std::uint64_t value) {
    return message(Zip(good).set(good.end + at, width, value));
  };
  const std::string several = "zip: an archive in several parts is not read here";
  EXPECT_EQ(with(20, 2, 1), none);
  EXPECT_EQ(with(4, 2, 1), several);
  EXPECT_EQ(with(6, 2, 1), several);
  EXPECT_EQ(with(8, 2, 2), several);
  EXPECT_EQ(with(8, 4, 4 << 16 | 4), "zip: entry 4 of 4 is not in the directory" + kCut);
  EXPECT_EQ(with(8, 4, 2 << 16 | 2), "zip: the directory has 148 bytes; its 2 entries take 101");
  EXPECT_EQ(with(12, 4, 149),
            "zip: the directory ends where the end records begin, at byte 262; got 149 bytes at byte 114");
  EXPECT_EQ(with(16, 4, 0),
            "zip: the directory ends where the end records begin, at byte 262; got 148 bytes at byte 0");
  EXPECT_EQ(with(12, 4, 300),
            "zip: the directory ends where the end records begin, at byte 262; got 300 bytes at byte 114");
  EXPECT_EQ(with(12, 4, 16777217), "zip: a directory has at most 16777216 bytes; got 16777217");
  for (const int at : {4, 6, 8, 10})
    EXPECT_EQ(with(static_cast<std::size_t>(at), 2, 0xffff),
              "zip: the end record points to a zip64 end record, which is not there");
  for (const int at : {12, 16})
    EXPECT_EQ(with(static_cast<std::size_t>(at), 4, 0xffffffff),
              "zip: the end record points to a zip64 end record, which is not there");
}

TEST(Zip, TheZip64EndOfTheArchive) {
  const Zip good = zip({{"a", "first"}}, true);
  ASSERT_EQ(good.end64, 138u);
  const std::size_t record = good.end64, locator = record + 56;
  const auto with = [&](std::size_t at, int width, std::uint64_t value) {
    return message(Zip(good).set(at, width, value));
  };
  const std::string several = "zip: an archive in several parts is not read here";
  EXPECT_EQ(with(locator + 4, 4, 1), several);
  EXPECT_EQ(with(locator + 16, 4, 2), several);
  EXPECT_EQ(with(locator + 8, 8, 139),
            "zip: the zip64 end record stands before its locator at byte 194; got byte 139");
  EXPECT_EQ(with(locator + 8, 8, ~std::uint64_t{0}),
            "zip: the zip64 end record stands before its locator at byte 194; got byte 18446744073709551615");
  EXPECT_EQ(with(locator + 8, 8, 137), "zip: byte 137 is not a zip64 end record");
  EXPECT_EQ(with(record + 4, 8, 45),
            "zip: the zip64 end record takes 44 bytes up to its locator; it says 45");
  EXPECT_EQ(message(Zip(good).set(record + 16, 4, 1).set(good.end + 4, 2, 1)), several);
  EXPECT_EQ(message(Zip(good).set(record + 20, 4, 1).set(good.end + 6, 2, 0xffff)), several);
  EXPECT_EQ(with(record + 24, 8, 2), several);
  EXPECT_EQ(message(Zip(good).set(record + 24, 8, 65537).set(record + 32, 8, 65537)),
            "zip: at most 65536 entries; got 65537");
  EXPECT_EQ(with(record + 40, 8, std::uint64_t{1} << 40),
            "zip: a directory has at most 16777216 bytes; got 1099511627776");
  EXPECT_EQ(with(record + 48, 8, ~std::uint64_t{0}),
            "zip: the directory ends where the end records begin, at byte 138; got 82 bytes at byte "
            "18446744073709551615");
  for (const int at : {4, 6, 8, 10})
    EXPECT_EQ(with(good.end + static_cast<std::size_t>(at), 2, 7),
              "zip: the end record and the zip64 end record disagree");
  for (const int at : {12, 16})
    EXPECT_EQ(with(good.end + static_cast<std::size_t>(at), 4, 7),
              "zip: the end record and the zip64 end record disagree");
}

TEST(Zip, EntriesThatAreNotRead) {
  const Zip good = zip(kParts);
  const auto with = [&](std::size_t at, int width, std::uint64_t value) {
    return message(Zip(good).set(good.central[0] + at, width, value));
  };
  const std::string again =
      "; only stored entries are read [PyTorch stores without compression: pack the file's parts again "
      "without it (zip -0), or save it again]";
  for (const int bit : {0, 6, 13})
    EXPECT_EQ(with(8, 2, std::uint64_t{1} << bit), "zip: entry `a` is encrypted, which is not read here");
  const auto compressed = [&](std::uint64_t method) {
    return message(Zip(good)
                       .set(good.central[0] + 10, 2, method)
                       .set(8, 2, method)
                       .set(22, 4, 500)
                       .set(good.central[0] + 24, 4, 500));
  };
  EXPECT_EQ(compressed(8), "zip: entry `a` is compressed (deflate)" + again);
  EXPECT_EQ(compressed(93), "zip: entry `a` is compressed (method 93)" + again);
  EXPECT_EQ(with(34, 2, 1), "zip: an archive in several parts is not read here");
}

TEST(Zip, EntriesThatContradictThemselves) {
  const Zip good = zip(kParts);
  const auto with = [&](std::size_t at, int width, std::uint64_t value) {
    return message(Zip(good).set(at, width, value));
  };
  const std::size_t c = good.central[0];
  const std::string differs = "zip: entry `a`: its header at byte 0 is not what the directory says";
  EXPECT_EQ(with(c, 4, 0), "zip: entry 1 of 3 is not in the directory" + kCut);
  EXPECT_EQ(with(c + 28, 2, 200), "zip: entry 1 of 3 runs past the directory" + kCut);
  EXPECT_EQ(with(c + 20, 4, 6), "zip: entry `a` is stored, so its two sizes are one; got 6 and 5");
  EXPECT_EQ(with(c + 42, 4, 1), "zip: entry `a`: no header at byte 1");
  EXPECT_EQ(with(c + 42, 4, 83), "zip: entry `a`: no header at byte 83");
  EXPECT_EQ(with(c + 42, 4, 84),
            "zip: entry `a` begins at byte 84, outside the 114 bytes before the directory");
  EXPECT_EQ(with(c + 42, 4, 4000000000),
            "zip: entry `a` begins at byte 4000000000, outside the 114 bytes before the directory");
  EXPECT_EQ(with(good.local[2] + 28, 2, 10), "zip: entry `c` runs into the directory at byte 114" + kCut);
  EXPECT_EQ(with(good.local[2] + 28, 2, 9), "zip: entry `c` runs into the directory at byte 114" + kCut);
  for (const int at : {6, 8, 14, 18, 22, 26, 30})
    EXPECT_EQ(with(good.local[0] + static_cast<std::size_t>(at), 1, 77), differs) << at;
  EXPECT_EQ(message(Zip(good)
                        .set(good.local[2] + 18, 4, 10)
                        .set(good.local[2] + 22, 4, 10)
                        .set(good.central[2] + 20, 4, 10)
                        .set(good.central[2] + 24, 4, 10)),
            "zip: entry `c` runs into the directory at byte 114" + kCut);
  EXPECT_EQ(message(zip({{"a\n\xff", "1"}, {"b", "2"}, {"a\n\xff", "3"}})), "zip: entry `a??` stands twice");
  EXPECT_EQ(message(zip({{std::string(150, 'n'), "1"}, {std::string(150, 'n'), "3"}})),
            "zip: entry `" + std::string(100, 'n') + "...` stands twice");
}

TEST(Zip, EntriesThatOverlap) {
  // The first entry's data is a whole second entry.
  const std::string inner = zip({{"b", "2"}}).bytes.substr(0, 32);
  Zip z = zip({{"a", inner}, {"b", "2"}});
  z.set(z.central[1] + 42, 4, 31);
  EXPECT_EQ(message(z), "zip: entries `a` and `b` overlap");
  // The same entry under one place and two records.
  z = zip({{"a", ""}, {"a", ""}});
  z.set(z.central[1] + 42, 4, 0);
  EXPECT_EQ(message(z), "zip: entry `a` stands twice");
}

TEST(Zip, Zip64FieldsOfEntries) {
  const Zip good = zip({{"a", "first"}}, true);
  const auto with = [&](std::size_t at, int width, std::uint64_t value) {
    return message(Zip(good).set(at, width, value));
  };
  const std::size_t local = good.local[0] + 31, central = good.central[0] + 47 + 7;
  EXPECT_EQ(with(local, 2, 2), "zip: entry `a`: its zip64 field is not there");
  EXPECT_EQ(with(local + 2, 2, 17), "zip: entry `a`: its zip64 field is not there");
  EXPECT_EQ(with(local + 2, 2, 15), "zip: entry `a`: its zip64 field is too short");
  EXPECT_EQ(with(local + 4, 8, 6), "zip: entry `a`: its header at byte 0 is not what the directory says");
  EXPECT_EQ(with(central, 2, 2), "zip: entry `a`: its zip64 field is not there");
  EXPECT_EQ(with(central + 2, 2, 23), "zip: entry `a`: its zip64 field is too short");
  EXPECT_EQ(with(central + 4, 8, 6), "zip: entry `a` is stored, so its two sizes are one; got 5 and 6");
  EXPECT_EQ(with(central + 20, 8, ~std::uint64_t{0}),
            "zip: entry `a` begins at byte 18446744073709551615, outside the 56 bytes before the directory");
  Zip huge = good;
  for (const std::size_t at : {local + 4, local + 12, central + 4, central + 12})
    huge.set(at, 8, ~std::uint64_t{0});
  EXPECT_EQ(message(huge), "zip: entry `a` runs into the directory at byte 56" + kCut);
}

TEST(Zip, EveryTruncationIsRefused) {
  for (const bool big : {false, true}) {
    const std::string whole = zip(kParts, big).bytes;
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_NE(message(whole.substr(0, size)), "no error") << size;
  }
}

TEST(Zip, EveryFlippedBitIsRefusedOrGivesTheSameEntries) {
  for (const bool big : {false, true}) {
    const std::string whole = zip(kParts, big).bytes;
    const Parts want = contents(whole);
    std::vector<std::size_t> data;  // the bytes that the directory knows nothing of
    for (const auto& [name, entry] : read_zip_directory(source_of(whole)))
      for (std::size_t i = 0; i < entry.size; ++i) data.push_back(entry.offset + i);
    int refused = 0;
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      try {
        const Parts got = contents(flipped);
        ASSERT_EQ(got.size(), want.size());
        for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i].first, want[i].first) << bit;
        const bool in_data = std::find(data.begin(), data.end(), bit / 8) != data.end();
        EXPECT_TRUE(in_data || got == want) << bit;
      } catch (const FormatError&) {
        ++refused;
      }
    }
    EXPECT_GT(refused, static_cast<int>(whole.size() * 4));
  }
}

}  // namespace
}  // namespace constate::formats
