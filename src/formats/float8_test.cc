#include "formats/float8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "formats/safetensors.h"
#include "formats/test_util.h"

namespace constate::formats {
namespace {

using ::testing::ElementsAre;

float value(const char* type, int bits) { return float8_named(type)->value(static_cast<std::uint8_t>(bits)); }

// The tables of the specifications.
TEST(Float8, E4M3) {
  EXPECT_EQ(value("F8_E4M3", 0x00), 0.0f);
  EXPECT_TRUE(std::signbit(value("F8_E4M3", 0x80)));
  EXPECT_EQ(value("F8_E4M3", 0x01), 0x1p-9f);
  EXPECT_EQ(value("F8_E4M3", 0x07), 0x1.cp-7f);
  EXPECT_EQ(value("F8_E4M3", 0x08), 0x1p-6f);
  EXPECT_EQ(value("F8_E4M3", 0x38), 1.0f);
  EXPECT_EQ(value("F8_E4M3", 0xBC), -1.5f);
  EXPECT_EQ(value("F8_E4M3", 0x7E), 448.0f);
  EXPECT_TRUE(std::isnan(value("F8_E4M3", 0x7F)));
  EXPECT_TRUE(std::isnan(value("F8_E4M3", 0xFF)));
}

TEST(Float8, E5M2) {
  EXPECT_EQ(value("F8_E5M2", 0x01), 0x1p-16f);
  EXPECT_EQ(value("F8_E5M2", 0x04), 0x1p-14f);
  EXPECT_EQ(value("F8_E5M2", 0x3D), 1.25f);
  EXPECT_EQ(value("F8_E5M2", 0xFB), -57344.0f);
  EXPECT_TRUE(std::isinf(value("F8_E5M2", 0x7C)));
  EXPECT_TRUE(std::isnan(value("F8_E5M2", 0x7D)));
}

TEST(Float8, E8M0) {
  EXPECT_EQ(value("F8_E8M0", 0), 0x1p-127f);
  EXPECT_EQ(value("F8_E8M0", 127), 1.0f);
  EXPECT_EQ(value("F8_E8M0", 254), 0x1p127f);
  EXPECT_TRUE(std::isnan(value("F8_E8M0", 255)));
}

TEST(Float8, InASafetensorsFile) {
  const TempDir dir;
  const SafetensorsFile file(
      dir.write("a.safetensors", safetensors(R"({"a":{"dtype":"F8_E4M3","shape":[2,2],"data_offsets":[0,4]},)"
                                             R"("b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]},)"
                                             R"("c":{"dtype":"F8_E5M2","shape":[],"data_offsets":[5,6]}})",
                                             "\x38\xBC\x01\x7E\x09\x3D")));
  EXPECT_EQ(file.tensors().at("a").stored_as, "F8_E4M3");
  EXPECT_EQ(file.tensors().at("a").stored_bytes, 4u);
  const HostArray a = file.read("a");
  EXPECT_EQ(a.shape(), (Shape{DType::kF32, {2, 2}}));
  EXPECT_THAT(a.as<float>(), ElementsAre(1, -1.5f, 0x1p-9f, 448));
  EXPECT_THAT(file.read("b").as<std::uint8_t>(), ElementsAre(9));
  EXPECT_THAT(file.read("c").as<float>(), ElementsAre(1.25f));
}

}  // namespace
}  // namespace constate::formats
