// The element types of GGUF files: plain ones, and blocks of small integers with scales, as ggml lays them
// out (ggml-common.h). Pure functions. Numbers are the same, bit for bit, as those of ggml's
// dequantize_row_*.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/dtype.h"

namespace constate::formats {

struct GgufElements {
  std::uint32_t number;   // in the file
  std::string_view name;  // "q4_K"
  DType dtype;            // as what they are given: f32 for blocks
  std::uint32_t block;    // elements in one block; 1 for plain types
  std::uint32_t block_bytes;
  // `blocks` whole blocks to so many f32; none for plain types.
  void (*dequantize)(const std::byte* from, std::size_t blocks, float* to);

  bool is_plain() const { return dequantize == nullptr; }
};

// Null for a type that is not read here.
const GgufElements* gguf_elements(std::uint32_t number);
const GgufElements* gguf_elements(std::string_view name);
// What ggml calls a type that is not read here: "iq2_xs"; empty for a number that it does not have.
std::string_view gguf_type_name(std::uint32_t number);
// "f32, f16, ...": those that are read.
std::string gguf_types_read();

// f32 as q8_0, the same bytes that ggml's quantize_row_q8_0_ref gives. `from` is a multiple of 32 elements,
// `to` has 34 bytes for each 32. False where an element is not finite, or too large for a scale in f16.
bool quantize_q8_0(std::span<const float> from, std::span<std::byte> to);

}  // namespace constate::formats
