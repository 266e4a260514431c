// Element types, and the conversions between the float types that checkpoints use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace constate {

// kS4 is a type of weights, whose arrays are u8 (trace/four_bits.h); no array is of it.
enum class DType { kPred, kS4, kS8, kS16, kS32, kS64, kU8, kU16, kU32, kU64, kF16, kBF16, kF32, kF64 };

// Bytes of one element (a predicate takes one). Throws Error for s4, of which there are no arrays.
std::size_t size_of(DType dtype);
// Short name: "pred", "s32", "u64", "bf16", "f32", ...
std::string_view name(DType dtype);
// The word that users have for a type of weights: "int8" for s8, "int4" for s4, else its name.
std::string_view user_name(DType dtype);
// The inverse of `name`, for types of arrays.
std::optional<DType> dtype_named(std::string_view name);

bool is_float(DType dtype);
bool is_integer(DType dtype);  // Signed or unsigned; a predicate is neither.
bool is_signed_integer(DType dtype);

// One element; to 16 bits with round to nearest even, overflow to infinity, NaN kept NaN.
float f32_from_bf16(std::uint16_t bits);
float f32_from_f16(std::uint16_t bits);
std::uint16_t bf16_from_f32(float value);
std::uint16_t f16_from_f32(float value);

// Converts `count` elements between two of {f16, bf16, f32, f64}, through float (so f64 is rounded once to
// f32 when the target is 16 bits wide). `src` and `dst` must not overlap and hold exactly `count` elements.
// Any other pair of types that differ throws Error(kUnimplemented).
void convert(DType from, std::span<const std::byte> src, DType to, std::span<std::byte> dst);

}  // namespace constate
