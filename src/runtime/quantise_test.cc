// Matrices in 8 bits: literals, and what upload makes of a source.
#include "runtime/quantise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "runtime/device.h"
#include "runtime/weights.h"
#include "support/wrapped_model.h"

namespace constate::runtime {

using testing::WrappedModel;

namespace {

using ::testing::ElementsAre;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

HostArray matrix(std::int64_t rows, std::int64_t width, const std::vector<float>& values) {
  return HostArray::of<float>(DType::kF32, {rows, width}, values);
}
std::vector<int> integers(const HostArray& a) {
  return {a.as<std::int8_t>().begin(), a.as<std::int8_t>().end()};
}

TEST(QuantiseRows, TheLargestOfEachRowIs127Steps) {
  const QuantisedRows q = quantise_rows(matrix(3, 3, {254, -3, 5, 0.25f, -0.5f, 0.125f, 1, 1, -1}));
  EXPECT_EQ(q.elements.shape(), (Shape{DType::kS8, {3, 3}}));
  EXPECT_EQ(q.scales.shape(), (Shape{DType::kF32, {3}}));
  // -1.5, 2.5 and 63.5 lie between two: to the even one
  EXPECT_THAT(integers(q.elements), ElementsAre(127, -2, 2, 64, -127, 32, 127, 127, -127));
  EXPECT_THAT(q.scales.as<float>(), ElementsAre(2, 0.5f / 127, 1.0f / 127));
}

TEST(QuantiseRows, OfAStackEachMatrixByItself) {
  HostArray stack = matrix(4, 2, {254, 2, 127, 3, -127, 4, 0, 0});
  stack.reshape({2, 2, 2});
  const QuantisedRows q = quantise_rows(stack);
  EXPECT_EQ(q.elements.shape(), (Shape{DType::kS8, {2, 2, 2}}));
  EXPECT_EQ(q.scales.shape(), (Shape{DType::kF32, {2, 2}}));
  EXPECT_THAT(integers(q.elements), ElementsAre(127, 1, 127, 3, -127, 4, 0, 0));
  EXPECT_THAT(q.scales.as<float>(), ElementsAre(2, 1, 1, 0));
}

// All rows' first groups, then all rows' second ones.
TEST(QuantiseRows, InGroupsEachPieceOfARowHasAScale) {
  const QuantisedRows q = quantise_rows(matrix(2, 4, {127, -2, 0, 4, 0, 254, 12.7f, -1.27f}), 2);
  EXPECT_EQ(q.elements.shape(), (Shape{DType::kS8, {2, 2, 2}}));
  EXPECT_EQ(q.scales.shape(), (Shape{DType::kF32, {2, 2}}));
  EXPECT_THAT(integers(q.elements), ElementsAre(127, -2, 0, 127, 0, 127, 127, -13));
  EXPECT_THAT(q.scales.as<float>(), ElementsAre(1, 2, 4.0f / 127, 12.7f / 127));
}

TEST(QuantiseRows, InGroupsOfAStack) {
  HostArray stack = matrix(2, 4, {127, -2, 0, 4, 0, 254, 12.7f, -1.27f});
  stack.reshape({2, 1, 4});
  const QuantisedRows q = quantise_rows(stack, 2);
  EXPECT_EQ(q.elements.shape(), (Shape{DType::kS8, {2, 2, 1, 2}}));
  EXPECT_EQ(q.scales.shape(), (Shape{DType::kF32, {2, 2, 1}}));
  EXPECT_THAT(integers(q.elements), ElementsAre(127, -2, 0, 127, 0, 127, 127, -13));
}

TEST(QuantiseRows, ZeroRowsStayZeroAndOthersKeepWhatIsNotANumber) {
  const QuantisedRows q =
      quantise_rows(matrix(5, 2, {0, -0.0f, kNaN, 1, 2, kInfinity, 1e-45f, 0, 3e38f, -3e38f}));
  EXPECT_THAT(integers(q.elements), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 127, -127));
  EXPECT_EQ(q.scales.as<float>()[0], 0);
  EXPECT_TRUE(std::isnan(q.scales.as<float>()[1]));
  EXPECT_TRUE(std::isnan(q.scales.as<float>()[2]));
  EXPECT_EQ(q.scales.as<float>()[3], 0);
  EXPECT_EQ(q.scales.as<float>()[4], 3e38f / 127);
}

// Weights that belong to no model.
class HasWeights : public WrappedModel {
 public:
  explicit HasWeights(std::vector<models::WeightSpec> specs)
      : WrappedModel(nullptr), specs_(std::move(specs)) {}
  std::span<const models::WeightSpec> weights() const override { return specs_; }

 private:
  std::vector<models::WeightSpec> specs_;
};

TEST(Upload, AsksForF32AndPutsElementsAndScales) {
  const models::WeightSpec elements{"m", {"m"}, {2, 2}, DType::kS8, {{'o', 2}, {'i', 2}}};
  models::WeightSpec scale = elements;
  scale.field = "m.scale";
  scale.dtype = DType::kF32;
  scale.dims.pop_back();
  scale.scales_of = "m";
  const models::WeightSpec other{"n", {"n"}, {1}, DType::kF32, {{'d', 1}}};
  const auto model = std::make_shared<HasWeights>(std::vector{elements, other, scale});
  std::vector<std::string> asked;
  const auto device = Device::open({.plugin = "cpu", .cpu_devices = 1, .note = {}});
  const DeviceWeights there = upload(*device->client, {model}, [&](const models::WeightSpec& spec) {
    asked.push_back(spec.field + " " + std::string(name(spec.dtype)));
    return spec.field == "m" ? HostArray::of<float>(DType::kF32, {2, 2}, std::vector<float>{127, 1, -4, 254})
                             : HostArray::of<float>(DType::kF32, {1}, std::vector<float>{7});
  });
  EXPECT_THAT(asked, ElementsAre("m f32", "n f32"));
  ASSERT_EQ(there.list().size(), 3u);
  EXPECT_THAT(integers(there.find("weights.m")->to_host()), ElementsAre(127, 1, -2, 127));
  EXPECT_THAT(there.find("weights.m.scale")->to_host().as<float>(), ElementsAre(1, 2));
  EXPECT_THAT(there.find("weights.n")->to_host().as<float>(), ElementsAre(7));
  EXPECT_EQ(there.find("weights.o"), nullptr);
}

}  // namespace
}  // namespace constate::runtime
