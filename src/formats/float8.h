// Floats of 8 bits as safetensors files have them: F8_E4M3 and F8_E5M2 of the OCP's 8-bit floating point
// specification, F8_E8M0 (a power of two) of its microscaling formats. Each is an f32 without rounding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace constate::formats {

struct Float8 {
  std::string_view name;  // the format's: "F8_E4M3"
  float (*value)(std::uint8_t bits);
};

std::span<const Float8> float8_types();
// Null for a name that is none of them.
const Float8* float8_named(std::string_view name);

// `elements` has 4 bytes for each element. Its last quarter holds the elements in 8 bits; they become f32 in
// all of it.
void widen_float8(const Float8& type, std::span<std::byte> elements);

}  // namespace constate::formats
