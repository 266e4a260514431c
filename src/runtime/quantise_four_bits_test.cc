// Matrices in 4 bits: literals, places, and the error that is left.
#include "runtime/quantise_four_bits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "runtime/random_values.h"

namespace constate::runtime {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

HostArray matrix(std::vector<std::int64_t> dims, const std::vector<float>& values) {
  return HostArray::of<float>(DType::kF32, std::move(dims), values);
}

// What one row of one block stands for, in the order of its inputs.
std::vector<float> weights_of(const FourBitRows& q, std::size_t row) {
  const std::size_t width = static_cast<std::size_t>(q.bytes.shape().dims.back()) * 2, size = width / 8;
  const auto bytes = q.bytes.as<std::uint8_t>().subspan(row * width / 2, width / 2);
  const auto steps = q.steps.as<std::int8_t>().subspan(row * 16, 16);
  const float scale = f32_from_bf16(q.scales.as<std::uint16_t>()[row]);
  std::vector<float> out;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t group = i / size, input = i % size, half = size / 2;
    const int byte = bytes[input % half * 8 + group], level = input < half ? byte & 15 : byte >> 4;
    out.push_back(static_cast<float>(level * steps[group] + steps[8 + group]) * scale);
  }
  return out;
}

std::vector<float> ramp(std::size_t width, float first, float step) {
  std::vector<float> out;
  for (std::size_t i = 0; i < width; ++i) out.push_back(first + step * static_cast<float>(i % 16));
  return out;
}

// Sixteen values at one distance, in each group: nothing is lost.
TEST(QuantiseFourBits, SixteenLevelsAreHeldExactly) {
  const std::vector<float> values = ramp(128, -1, 0.125f);
  const FourBitRows q = quantise_four_bits(matrix({1, 128}, values), 1);
  EXPECT_EQ(q.bytes.shape(), (Shape{DType::kU8, {1, 1, 64}}));
  EXPECT_EQ(q.steps.shape(), (Shape{DType::kS8, {1, 1, 2, 8}}));
  EXPECT_EQ(q.scales.shape(), (Shape{DType::kBF16, {1, 1}}));
  EXPECT_EQ(weights_of(q, 0), values);
  // A step of 0.125 is 16 of 2⁻⁷. Byte 0 is of group 0: inputs 0 and 8.
  EXPECT_EQ(f32_from_bf16(q.scales.as<std::uint16_t>()[0]), 0x1p-7f);
  EXPECT_EQ(q.steps.as<std::int8_t>()[0], 16);
  EXPECT_EQ(q.steps.as<std::int8_t>()[8], -128);
  EXPECT_EQ(q.bytes.as<std::uint8_t>()[0], 0x80);
  EXPECT_EQ(q.bytes.as<std::uint8_t>()[63], 0xF7);
}

// The first blocks of all rows of a matrix, then the second ones; then the next matrix.
TEST(QuantiseFourBits, BlocksOfAStackAreInTheirPlaces) {
  std::vector<float> all, want;
  for (const float k : {1.0f, 2.0f, 4.0f, 8.0f, 16.0f, 32.0f, 64.0f, 128.0f}) {
    const std::vector<float> block = ramp(128, -k, k / 8);
    all.insert(all.end(), block.begin(), block.end());
  }
  const FourBitRows q = quantise_four_bits(matrix({2, 2, 256}, all), 2);
  EXPECT_EQ(q.bytes.shape(), (Shape{DType::kU8, {2, 2, 2, 64}}));
  EXPECT_EQ(q.steps.shape(), (Shape{DType::kS8, {2, 2, 2, 2, 8}}));
  EXPECT_EQ(q.scales.shape(), (Shape{DType::kBF16, {2, 2, 2}}));
  std::vector<float> first;
  for (std::size_t row = 0; row < 8; ++row) first.push_back(weights_of(q, row)[0]);
  EXPECT_THAT(first, ElementsAre(-1, -4, -2, -8, -16, -64, -32, -128));
}

TEST(QuantiseFourBits, ZerosStayZeroAndWhatIsNotANumberIsKept) {
  std::vector<float> values(5 * 128, 0);
  values[128 + 5] = kNaN;
  values[2 * 128 + 9] = -kInfinity;
  values[3 * 128] = 1e-45f;
  for (std::size_t i = 4 * 128 + 16; i < 5 * 128; ++i) values[i] = i % 2 == 0 ? 3e38f : -3e38f;
  const FourBitRows q = quantise_four_bits(matrix({5, 128}, values), 1);
  EXPECT_THAT(weights_of(q, 0), Each(0));
  EXPECT_THAT(weights_of(q, 1), Each(::testing::IsNan()));
  EXPECT_THAT(weights_of(q, 2), Each(::testing::IsNan()));
  EXPECT_THAT(weights_of(q, 3), Each(0));
  const std::vector<float> large = weights_of(q, 4);
  EXPECT_THAT(std::span(large).first(16), Each(0));  // a group of zeros
  EXPECT_THAT(large[16], ::testing::FloatNear(3e38f, 3e36f));
  EXPECT_THAT(large[17], ::testing::FloatNear(-3e38f, 3e36f));
}

// It costs the other groups of its block what it costs them in 8 bits: half a step, which is a 127th of it.
TEST(QuantiseFourBits, AnElementFarFromTheOthers) {
  std::vector<float> values(256, 0);
  for (std::size_t i = 0; i < 256; ++i) values[i] = std::sin(static_cast<float>(i) * 1.7f);
  values[3] = 127;
  const std::vector<float> q = weights_of(quantise_four_bits(matrix({1, 256}, values), 1), 0);
  EXPECT_NEAR(q[3], 127, 1);
  for (std::size_t i = 32; i < 256; ++i) EXPECT_NEAR(q[i], values[i], 0.501) << i;
}

double error_of(const HostArray& m, std::int64_t blocks) {
  const FourBitRows q = quantise_four_bits(m, blocks);
  const auto rows = static_cast<std::size_t>(m.shape().dims[0]), b = static_cast<std::size_t>(blocks);
  const std::size_t width = static_cast<std::size_t>(m.shape().dims[1]) / b;
  double left = 0, size = 0;
  for (std::size_t piece = 0; piece < rows * b; ++piece) {
    const std::vector<float> got = weights_of(q, piece % b * rows + piece / b);
    for (std::size_t i = 0; i < width; ++i) {
      const double want = m.as<float>()[piece * width + i];
      left += (got[i] - want) * (got[i] - want);
      size += want * want;
    }
  }
  return std::sqrt(left / size);
}

// Sums of four uniform values, which are nearly normal.
TEST(QuantiseFourBits, TheErrorOfNormalWeights) {
  HostArray m = random_array(DType::kF32, {64, 768}, 1, 1);
  for (const std::uint64_t seed : {2, 3, 4}) {
    const HostArray more = random_array(DType::kF32, {64, 768}, 1, seed);
    for (std::size_t i = 0; i < m.as<float>().size(); ++i) m.as<float>()[i] += more.as<float>()[i];
  }
  EXPECT_LT(error_of(m, 3), 0.077);
  EXPECT_GT(error_of(m, 3), 0.070);
  EXPECT_LT(error_of(m, 6), error_of(m, 3));  // groups of 16
}

}  // namespace
}  // namespace constate::runtime
