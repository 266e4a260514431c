#include "base/dtype.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstring>

#include "base/error.h"

namespace constate {
namespace {

struct Row {
  DType dtype;
  std::string_view name;
  std::size_t size;
};
constexpr std::array<Row, 14> kRows{{{DType::kPred, "pred", 1},
                                     {DType::kS4, "s4", 0},
                                     {DType::kS8, "s8", 1},
                                     {DType::kS16, "s16", 2},
                                     {DType::kS32, "s32", 4},
                                     {DType::kS64, "s64", 8},
                                     {DType::kU8, "u8", 1},
                                     {DType::kU16, "u16", 2},
                                     {DType::kU32, "u32", 4},
                                     {DType::kU64, "u64", 8},
                                     {DType::kF16, "f16", 2},
                                     {DType::kBF16, "bf16", 2},
                                     {DType::kF32, "f32", 4},
                                     {DType::kF64, "f64", 8}}};

const Row& row(DType dtype) { return kRows[static_cast<std::size_t>(dtype)]; }

// Element access through memcpy: tensor bytes in files have no alignment.
template <class T, class F>
void each(std::span<const std::byte> src, F f) {
  for (std::size_t i = 0; i * sizeof(T) < src.size(); ++i) {
    T value;
    std::memcpy(&value, src.data() + i * sizeof(T), sizeof(T));
    f(i, value);
  }
}

template <class T>
void put(std::span<std::byte> dst, std::size_t i, T value) {
  std::memcpy(dst.data() + i * sizeof(T), &value, sizeof(T));
}

template <class Sink>
void read_floats(DType from, std::span<const std::byte> src, Sink sink) {
  switch (from) {
    case DType::kF16:
      return each<std::uint16_t>(src, [&](std::size_t i, std::uint16_t v) { sink(i, f32_from_f16(v)); });
    case DType::kBF16:
      return each<std::uint16_t>(src, [&](std::size_t i, std::uint16_t v) { sink(i, f32_from_bf16(v)); });
    case DType::kF32:
      return each<float>(src, sink);
    default:
      return each<double>(src, [&](std::size_t i, double v) { sink(i, static_cast<float>(v)); });
  }
}

}  // namespace

std::size_t size_of(DType dtype) {
  if (dtype == DType::kS4) throw Error(Code::kInternal, "size_of: there are no arrays of s4");
  return row(dtype).size;
}
std::string_view name(DType dtype) { return row(dtype).name; }

std::string_view user_name(DType dtype) {
  return dtype == DType::kS4 ? "int4" : dtype == DType::kS8 ? "int8" : name(dtype);
}

std::optional<DType> dtype_named(std::string_view name) {
  for (const Row& r : kRows)
    if (r.name == name && r.size > 0) return r.dtype;
  return std::nullopt;
}

bool is_float(DType dtype) { return dtype >= DType::kF16; }
bool is_integer(DType dtype) { return dtype >= DType::kS8 && dtype <= DType::kU64; }
bool is_signed_integer(DType dtype) { return dtype >= DType::kS8 && dtype <= DType::kS64; }

float f32_from_bf16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

std::uint16_t bf16_from_f32(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFF) > 0x7F800000) return static_cast<std::uint16_t>((bits >> 16) | 0x40);  // quiet NaN
  return static_cast<std::uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

float f32_from_f16(std::uint16_t bits) {
  const std::uint32_t sign = std::uint32_t{bits & 0x8000u} << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1F;
  const std::uint32_t mantissa = bits & 0x3FF;
  if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000 | (mantissa << 13));
  if (exponent != 0) return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
  const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;  // zero or subnormal, exact in f32
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
}

std::uint16_t f16_from_f32(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000);
  const std::uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) return sign | 0x7E00;   // NaN
  if (magnitude >= 0x477FF000) return sign | 0x7C00;  // 65520 and above round to infinity
  if (magnitude < 0x38800000) {                       // below 2^-14: subnormal; adding 0.5 aligns and rounds
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000));
  }
  return static_cast<std::uint16_t>(sign |
                                    ((magnitude - 0x38000000 + 0xFFF + ((magnitude >> 13) & 1)) >> 13));
}

void convert(DType from, std::span<const std::byte> src, DType to, std::span<std::byte> dst) {
  if (src.size() / size_of(from) != dst.size() / size_of(to))
    throw Error(Code::kInternal, fmt::format("convert: {} bytes of {} do not become {} bytes of {}",
                                             src.size(), name(from), dst.size(), name(to)));
  if (from == to) {
    if (!src.empty()) std::memcpy(dst.data(), src.data(), src.size());
    return;
  }
  if (!is_float(from) || !is_float(to))
    throw Error(Code::kUnimplemented,
                fmt::format("convert: {} to {} is not supported", name(from), name(to)));
  switch (to) {
    case DType::kF16:
      return read_floats(from, src, [&](std::size_t i, float v) { put(dst, i, f16_from_f32(v)); });
    case DType::kBF16:
      return read_floats(from, src, [&](std::size_t i, float v) { put(dst, i, bf16_from_f32(v)); });
    case DType::kF32:
      return read_floats(from, src, [&](std::size_t i, float v) { put(dst, i, v); });
    default:
      return read_floats(from, src, [&](std::size_t i, float v) { put(dst, i, double{v}); });
  }
}

}  // namespace constate
