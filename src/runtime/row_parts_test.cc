#include "runtime/row_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/published.h"
#include "models/registry.h"

namespace constate::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Tasks of up to 2^19 numbers, at most eight, each of a multiple of eight rows.
TEST(RowParts, WhatTwoThreadsShareEvenlyStaysWhole) {
  EXPECT_THAT(row_parts(512, 1024, 2), ElementsAre(512));     // one task: a second product costs more
  EXPECT_THAT(row_parts(1024, 1024, 2), ElementsAre(1024));   // two
  EXPECT_THAT(row_parts(2048, 1024, 2), ElementsAre(2048));   // four
  EXPECT_THAT(row_parts(50288, 768, 2), ElementsAre(50288));  // eight
}

TEST(RowParts, WhatTheyDoNotGoesInTwoThatTheyDo) {
  // Three tasks of 256 rows, two of them one after the other; then two tasks of 192 rows, twice.
  EXPECT_THAT(row_parts(768, 1536, 2), ElementsAre(384, 384));
  // Five tasks of 672 rows, three one after the other: 2016. Then two of 588 and one of 504 at a time.
  const std::vector<std::int64_t> parts = row_parts(3352, 768, 2);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0] + parts[1], 3352);
  for (const std::int64_t part : parts) {
    const std::int64_t tasks = (part * 768 + (1 << 19) - 1) >> 19;
    EXPECT_EQ(tasks % 2, 0) << part;
  }
}

TEST(RowParts, OneThreadNeedsNone) {
  for (std::int64_t rows : {768, 3352, 50288}) EXPECT_THAT(row_parts(rows, 768, 1), ElementsAre(rows));
}

TEST(RowParts, MoreThreadsThanTasksNeedNone) {
  for (std::int64_t rows : {768, 3352, 50288}) EXPECT_THAT(row_parts(rows, 768, 8), ElementsAre(rows));
}

// A second array that does not begin at a multiple of 64 bytes would be a copy.
TEST(RowParts, PartsBeginWhereTheCpuReadsThemInPlace) {
  for (const std::int64_t columns : {1535, 1537, 1538, 1544}) {
    const std::vector<std::int64_t> parts = row_parts(768, columns, 2);
    ASSERT_EQ(parts.size(), 2u) << columns;
    EXPECT_EQ(parts[0] * columns * 4 % 64, 0) << columns;
  }
}

TEST(RowParts, AreForF32AloneAndNotForTheEmbedding) {
  for (const DType dtype : {DType::kF32, DType::kBF16, DType::kS8}) {
    const auto specs =
        models::make_model(models::published_config("mamba2-130m"), "130m")->weights(dtype, {});
    const std::vector<std::vector<std::int64_t>> parts = choose_row_parts(specs, 2, false);
    ASSERT_EQ(parts.size(), specs.size());
    std::int64_t parted = 0;
    for (std::size_t i = 0; i < specs.size(); ++i) {
      parted += parts[i].empty() ? 0 : 1;
      if (specs[i].field == "embedding") {
        EXPECT_THAT(parts[i], IsEmpty());
      }
    }
    EXPECT_EQ(parted, dtype == DType::kF32 ? 48 : 0) << name(dtype);
  }
}

// 768 inputs are three groups, 1536 are six.
TEST(RowParts, OfAMatrixInGroupsEachIsOne) {
  const auto specs =
      models::make_model(models::published_config("mamba2-130m"), "130m")->weights(DType::kS8, {});
  const std::vector<std::vector<std::int64_t>> parts = choose_row_parts(specs, 2, true);
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const bool out = specs[i].field.ends_with("out_proj");
    const std::size_t groups = specs[i].dtype != DType::kS8 ? 0 : out ? 6 : 3;
    EXPECT_EQ(parts[i], std::vector<std::int64_t>(groups, 1)) << specs[i].field;
  }
}

}  // namespace
}  // namespace constate::runtime
