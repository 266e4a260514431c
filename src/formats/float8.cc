#include "formats/float8.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/dtype.h"

namespace constate::formats {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// 4 bits of exponent, bias 7, 3 of mantissa. No infinities, and one NaN of each sign.
float e4m3(std::uint8_t bits) {
  const int exponent = bits >> 3 & 15, mantissa = bits & 7;
  if (exponent == 15 && mantissa == 7) return kNaN;
  const int whole = exponent == 0 ? mantissa : 8 + mantissa;
  const float size = std::ldexp(static_cast<float>(whole), (exponent == 0 ? 1 : exponent) - 10);
  return bits & 0x80 ? -size : size;
}

// The upper half of an f16.
float e5m2(std::uint8_t bits) { return f32_from_f16(static_cast<std::uint16_t>(bits << 8)); }

float e8m0(std::uint8_t bits) { return bits == 255 ? kNaN : std::ldexp(1.0f, bits - 127); }

constexpr std::array<Float8, 3> kTypes{{{"F8_E4M3", e4m3}, {"F8_E5M2", e5m2}, {"F8_E8M0", e8m0}}};

}  // namespace

std::span<const Float8> float8_types() { return kTypes; }

const Float8* float8_named(std::string_view name) {
  for (const Float8& type : kTypes)
    if (type.name == name) return &type;
  return nullptr;
}

void widen_float8(const Float8& type, std::span<std::byte> elements) {
  std::array<float, 256> values;
  for (std::size_t bits = 0; bits < values.size(); ++bits)
    values[bits] = type.value(static_cast<std::uint8_t>(bits));
  const std::size_t count = elements.size() / sizeof(float);
  std::byte* const narrow = elements.data() + 3 * count;
  for (std::size_t i = 0; i < count; ++i) {  // an element is written to where no later one is read
    const float value = values[static_cast<std::size_t>(narrow[i])];
    std::memcpy(elements.data() + i * sizeof value, &value, sizeof value);
  }
}

}  // namespace constate::formats
