#include "runtime/random_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace constate::runtime {
namespace {

TEST(RandomArray, IsUniformWithinItsScale) {
  const HostArray a = random_array(DType::kF32, {300, 200}, 0.5f, 1);
  double sum = 0, squares = 0;
  for (const float v : a.as<float>()) {
    ASSERT_LE(std::abs(v), 0.5f);
    sum += v;
    squares += v * v;
  }
  const double n = 60000;
  EXPECT_NEAR(sum / n, 0, 4 * 0.5 / std::sqrt(3 * n));  // four standard errors
  EXPECT_NEAR(squares / n, 0.25 / 3, 4 * 0.25 * std::sqrt(4 / 45.0 / n));
}

TEST(RandomArray, DependsOnSeedAndPlaceAlone) {
  // Longer than what one thread fills at a time: the beginning of a longer array is the same.
  const HostArray a = random_array(DType::kF32, {40000}, 1, 7), b = random_array(DType::kF32, {90000}, 1, 7);
  EXPECT_TRUE(std::ranges::equal(a.as<float>(), b.as<float>().first(40000)));
  EXPECT_FALSE(std::ranges::equal(a.as<float>(), random_array(DType::kF32, {40000}, 1, 8).as<float>()));
  EXPECT_FALSE(std::ranges::equal(b.as<float>().first(16384), b.as<float>().subspan(16384, 16384)));
}

TEST(RandomArray, IsRoundedToItsType) {
  const HostArray f32 = random_array(DType::kF32, {1000}, 1, 3),
                  bf16 = random_array(DType::kBF16, {1000}, 1, 3);
  EXPECT_TRUE(std::ranges::equal(f32.converted(DType::kBF16).as<std::uint16_t>(), bf16.as<std::uint16_t>()));
}

TEST(RandomArray, OfBytesHasBothSigns) {
  const HostArray a = random_array(DType::kS8, {5000}, 0, 1);
  const auto [least, most] = std::ranges::minmax(a.as<std::int8_t>());
  EXPECT_EQ(least, -127);
  EXPECT_EQ(most, 127);
}

TEST(RandomArray, MayBeEmpty) { EXPECT_EQ(random_array(DType::kF32, {0, 5}, 1, 1).bytes().size(), 0u); }

}  // namespace
}  // namespace constate::runtime
