// Compiled without contraction of a product and a sum into one operation (CMakeLists.txt): ggml's reference
// rounds twice.
#include "formats/gguf_blocks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace constate::formats {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::size_t kSmall = 32, kSuper = 256;  // elements of a block, and of a super-block

std::uint8_t byte(const std::byte* at) { return std::to_integer<std::uint8_t>(*at); }
int signed_byte(const std::byte* at) { return static_cast<std::int8_t>(byte(at)); }
std::uint8_t low(const std::byte* at) { return byte(at) & 15; }
std::uint8_t high(const std::byte* at) { return static_cast<std::uint8_t>(byte(at) >> 4); }

float half(const std::byte* at) {
  std::uint16_t bits = 0;
  std::memcpy(&bits, at, sizeof bits);
  return f32_from_f16(bits);
}

std::uint32_t word(const std::byte* at) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, at, sizeof bits);
  return bits;
}

// scale | 32 signed bytes
void from_q8_0(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 34, to += kSmall) {
    const float d = half(from);
    for (std::size_t i = 0; i < kSmall; ++i) to[i] = static_cast<float>(signed_byte(from + 2 + i)) * d;
  }
}

// scale | 16 bytes: elements 0 to 15 in the low halves, 16 to 31 in the high ones; less 8
void from_q4_0(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 18, to += kSmall) {
    const float d = half(from);
    for (std::size_t i = 0; i < 16; ++i) {
      to[i] = static_cast<float>(low(from + 2 + i) - 8) * d;
      to[i + 16] = static_cast<float>(high(from + 2 + i) - 8) * d;
    }
  }
}

// scale | least | halves as before
void from_q4_1(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 20, to += kSmall) {
    const float d = half(from), m = half(from + 2);
    for (std::size_t i = 0; i < 16; ++i) {
      to[i] = static_cast<float>(low(from + 4 + i)) * d + m;
      to[i + 16] = static_cast<float>(high(from + 4 + i)) * d + m;
    }
  }
}

// The fifth bit of element i is bit i of `bits`.
int fifth(std::uint32_t bits, std::size_t i) { return static_cast<int>((bits >> i & 1) << 4); }

// scale | 4 bytes of fifth bits | halves; less 16
void from_q5_0(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 22, to += kSmall) {
    const float d = half(from);
    const std::uint32_t bits = word(from + 2);
    for (std::size_t i = 0; i < 16; ++i) {
      to[i] = static_cast<float>((low(from + 6 + i) | fifth(bits, i)) - 16) * d;
      to[i + 16] = static_cast<float>((high(from + 6 + i) | fifth(bits, i + 16)) - 16) * d;
    }
  }
}

// scale | least | fifth bits | halves
void from_q5_1(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 24, to += kSmall) {
    const float d = half(from), m = half(from + 2);
    const std::uint32_t bits = word(from + 4);
    for (std::size_t i = 0; i < 16; ++i) {
      to[i] = static_cast<float>(low(from + 8 + i) | fifth(bits, i)) * d + m;
      to[i + 16] = static_cast<float>(high(from + 8 + i) | fifth(bits, i + 16)) * d + m;
    }
  }
}

// Scale and least of group `j` of 8, of 6 bits each, which 12 bytes hold: those of groups 0 to 3 in the low
// six bits of bytes 0 to 7, those of 4 to 7 in bytes 8 to 11 with their high bits on top of bytes 0 to 7.
struct ScaleAndLeast {
  float scale, least;
};
ScaleAndLeast packed(const std::byte* from, std::size_t j) {
  if (j < 4) return {static_cast<float>(byte(from + j) & 63), static_cast<float>(byte(from + j + 4) & 63)};
  const std::byte* last = from + j + 4;
  return {static_cast<float>(low(last) | byte(from + j - 4) >> 6 << 4),
          static_cast<float>(high(last) | byte(from + j) >> 6 << 4)};
}

// scale of scales | scale of leasts | 12 bytes packed | 128 bytes: 32 for each two groups of 32
void from_q4_k(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 144, to += kSuper) {
    const float d = half(from), dmin = half(from + 2);
    for (std::size_t j = 0; j < 8; ++j) {
      const ScaleAndLeast s = packed(from + 4, j);
      const float scale = d * s.scale, least = dmin * s.least;
      const std::byte* q = from + 16 + j / 2 * 32;
      for (std::size_t i = 0; i < 32; ++i)
        to[j * 32 + i] = scale * static_cast<float>(j % 2 == 0 ? low(q + i) : high(q + i)) - least;
    }
  }
}

// As q4_K, with 32 bytes of fifth bits before the 128: bit j of byte i is of element i of group j.
void from_q5_k(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 176, to += kSuper) {
    const float d = half(from), dmin = half(from + 2);
    for (std::size_t j = 0; j < 8; ++j) {
      const ScaleAndLeast s = packed(from + 4, j);
      const float scale = d * s.scale, least = dmin * s.least;
      const std::byte* q = from + 48 + j / 2 * 32;
      for (std::size_t i = 0; i < 32; ++i) {
        const int four = j % 2 == 0 ? low(q + i) : high(q + i);
        to[j * 32 + i] = scale * static_cast<float>(four | fifth(byte(from + 16 + i), j)) - least;
      }
    }
  }
}

// 128 bytes of low halves | 64 of two high bits | 16 signed scales | scale of scales; less 32. Half a
// super-block is four groups of 32, whose low halves lie in 64 bytes and whose high bits in 32.
void from_q6_k(const std::byte* from, std::size_t blocks, float* to) {
  for (; blocks > 0; --blocks, from += 210, to += kSuper) {
    const float d = half(from + 208);
    for (std::size_t at = 0; at < kSuper; ++at) {
      const std::size_t part = at / 128, group = at % 128 / 32, i = at % 32;
      const std::byte* l = from + part * 64 + group % 2 * 32 + i;
      const int four = group < 2 ? low(l) : high(l);
      const int two = byte(from + 128 + part * 32 + i) >> (2 * group) & 3;
      const float scale = d * static_cast<float>(signed_byte(from + 192 + at / 16));
      to[at] = scale * static_cast<float>((four | two << 4) - 32);
    }
  }
}

constexpr std::array<GgufElements, 11> kRead = {{{0, "f32", DType::kF32, 1, 4, nullptr},
                                                 {1, "f16", DType::kF16, 1, 2, nullptr},
                                                 {30, "bf16", DType::kBF16, 1, 2, nullptr},
                                                 {8, "q8_0", DType::kF32, kSmall, 34, from_q8_0},
                                                 {2, "q4_0", DType::kF32, kSmall, 18, from_q4_0},
                                                 {3, "q4_1", DType::kF32, kSmall, 20, from_q4_1},
                                                 {6, "q5_0", DType::kF32, kSmall, 22, from_q5_0},
                                                 {7, "q5_1", DType::kF32, kSmall, 24, from_q5_1},
                                                 {12, "q4_K", DType::kF32, kSuper, 144, from_q4_k},
                                                 {13, "q5_K", DType::kF32, kSuper, 176, from_q5_k},
                                                 {14, "q6_K", DType::kF32, kSuper, 210, from_q6_k}}};

// By number; empty where there is no such type, or no longer.
constexpr std::array<std::string_view, 42> kNames = {
    "f32",   "f16",    "q4_0",  "q4_1", "",     "",        "q5_0",   "q5_1",    "q8_0",  "q8_1",   "q2_K",
    "q3_K",  "q4_K",   "q5_K",  "q6_K", "q8_K", "iq2_xxs", "iq2_xs", "iq3_xxs", "iq1_s", "iq4_nl", "iq3_s",
    "iq2_s", "iq4_xs", "i8",    "i16",  "i32",  "i64",     "f64",    "iq1_m",   "bf16",  "",       "",
    "",      "tq1_0",  "tq2_0", "",     "",     "",        "mxfp4",  "nvfp4",   "q1_0"};

}  // namespace

const GgufElements* gguf_elements(std::uint32_t number) {
  const auto* it =
      std::find_if(kRead.begin(), kRead.end(), [&](const GgufElements& e) { return e.number == number; });
  return it == kRead.end() ? nullptr : it;
}

const GgufElements* gguf_elements(std::string_view name) {
  const auto* it =
      std::find_if(kRead.begin(), kRead.end(), [&](const GgufElements& e) { return e.name == name; });
  return it == kRead.end() ? nullptr : it;
}

std::string_view gguf_type_name(std::uint32_t number) { return number < kNames.size() ? kNames[number] : ""; }

std::string gguf_types_read() {
  std::string out;
  for (const GgufElements& e : kRead) out += (out.empty() ? "" : ", ") + std::string(e.name);
  return out;
}

bool quantize_q8_0(std::span<const float> from, std::span<std::byte> to) {
  for (std::size_t block = 0; block < from.size() / kSmall; ++block) {
    const std::span<const float> x = from.subspan(block * kSmall, kSmall);
    std::byte* out = to.data() + block * 34;
    float most = 0;
    for (const float v : x) {
      if (!std::isfinite(v)) return false;
      most = std::max(most, std::fabs(v));
    }
    const float d = most / 127, inverse = d == 0 ? 0 : 1 / d;
    const std::uint16_t bits = f16_from_f32(d);
    if (!std::isfinite(f32_from_f16(bits))) return false;
    std::memcpy(out, &bits, sizeof bits);
    for (std::size_t i = 0; i < kSmall; ++i)
      out[2 + i] = static_cast<std::byte>(static_cast<std::int8_t>(std::round(x[i] * inverse)));
  }
  return true;
}

}  // namespace constate::formats
