#include "models/quantized/widen.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"

namespace constate::models::quantized {
namespace {

[[noreturn]] void fail(const Parts& parts, const std::string& what) {
  throw FormatError(fmt::format("module `{}`: {}", parts.module, what));
}

// Zero scales are numbers that became zero when the scales were stored in few bits themselves.
enum class Zero { kRefused, kTaken };

std::span<const float> checked_scales(const Parts& parts, Zero zero = Zero::kRefused) {
  const std::span<const float> scales = parts.scales->as<float>();
  for (const float scale : scales)
    if (!(scale > 0 || (scale == 0 && zero == Zero::kTaken)) || std::isinf(scale))
      fail(parts, fmt::format("each scale is a finite number above 0; got {}", scale));
  return scales;
}

// Numbers of a few bits each, one after another in words from the lowest bit on; `stride` words apart.
class BitStream {
 public:
  BitStream(const HostArray& words, std::int64_t first, std::int64_t stride, std::int64_t bits)
      : words_(words.as<std::uint32_t>().data() + first), stride_(stride), bits_(bits) {}

  std::int32_t operator[](std::int64_t i) const {
    const std::int64_t at = i * bits_, word = at / 32, shift = at % 32;
    std::uint64_t two = words_[word * stride_];
    if (shift + bits_ > 32) two |= static_cast<std::uint64_t>(words_[(word + 1) * stride_]) << 32;
    return static_cast<std::int32_t>(two >> shift & ((1u << bits_) - 1));
  }

 private:
  const std::uint32_t* words_;
  std::int64_t stride_, bits_;
};

// The group of each input: in order, or as the file says.
std::vector<std::int64_t> groups_of(const Parts& parts, std::int64_t inputs, std::int64_t groups) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(inputs));
  for (std::int64_t i = 0; i < inputs; ++i) {
    const std::int64_t group = parts.group_of_input
                                   ? parts.group_of_input->as<std::int32_t>()[static_cast<std::size_t>(i)]
                                   : i / (inputs / groups);
    if (group < 0 || group >= groups)
      fail(parts, fmt::format("an input's group is between 0 and {}; got {}", groups - 1, group));
    out[static_cast<std::size_t>(i)] = group;
  }
  return out;
}

// A matrix [o i] of the element that `element(o, i)` gives.
template <class Element>
HostArray matrix(std::int64_t outputs, std::int64_t inputs, Element&& element) {
  HostArray out(Shape{DType::kF32, {outputs, inputs}});
  float* to = out.as<float>().data();
  for (std::int64_t o = 0; o < outputs; ++o)
    for (std::int64_t i = 0; i < inputs; ++i) *to++ = element(o, i);
  return out;
}

void check_shape(const Parts& parts, std::int64_t outputs, std::int64_t inputs) {
  if (!parts.shape) return;
  const auto value = [&](std::size_t i) {
    return parts.shape->shape().dtype == DType::kS64 ? parts.shape->as<std::int64_t>()[i]
                                                     : std::int64_t{parts.shape->as<std::int32_t>()[i]};
  };
  if (value(0) != outputs || value(1) != inputs)
    fail(parts, fmt::format("`weight_shape` must be [{}, {}], as the words are; got [{}, {}]", outputs,
                            inputs, value(0), value(1)));
}

}  // namespace

HostArray from_elements(const Parts& parts, Block block) {
  const std::int64_t outputs = parts.numbers->shape().dims[0], inputs = parts.numbers->shape().dims[1],
                     across = (inputs + block.columns - 1) / block.columns;
  const std::span<const float> scales = checked_scales(parts);
  const std::int8_t* zeros = parts.zeros ? parts.zeros->as<std::int8_t>().data() : nullptr;
  const bool floats = parts.numbers->shape().dtype == DType::kF32;
  HostArray out(Shape{DType::kF32, {outputs, inputs}});
  for (std::int64_t o = 0; o < outputs; ++o)
    for (std::int64_t first = 0; first < inputs; first += block.columns) {
      const auto at = static_cast<std::size_t>(o / block.rows * across + first / block.columns);
      const std::int32_t zero = zeros ? zeros[at] : 0;
      const std::int64_t end = o * inputs + std::min(first + block.columns, inputs);
      float* const to = out.as<float>().data();
      for (std::int64_t i = o * inputs + first; i < end; ++i)
        to[i] = (floats ? parts.numbers->as<float>().data()[i]
                        : static_cast<float>(parts.numbers->as<std::int8_t>().data()[i] - zero)) *
                scales[at];
    }
  return out;
}

HostArray from_rows_of_bits(const Parts& parts, std::int64_t bits, std::int64_t inputs) {
  const std::int64_t outputs = parts.numbers->shape().dims[0], words = parts.numbers->shape().dims[1];
  check_shape(parts, outputs, inputs);
  const std::span<const float> scales = checked_scales(parts);
  const std::int64_t groups = std::ssize(scales) / outputs;
  const std::vector<std::int64_t> group_of = groups_of(parts, inputs, groups);
  const std::int32_t half = 1 << (bits - 1);
  return matrix(outputs, inputs, [&](std::int64_t o, std::int64_t i) {
    const std::int64_t group = group_of[static_cast<std::size_t>(i)];
    const std::int32_t zero = parts.zeros ? BitStream(*parts.zeros, group, groups, bits)[o] : half,
                       number = BitStream(*parts.numbers, o * words, 1, bits)[i];
    return static_cast<float>(number - zero) * scales[static_cast<std::size_t>(o * groups + group)];
  });
}

HostArray from_fp4(const Parts& parts, bool divide_by_factor) {
  constexpr std::array<float, 8> kSizes{0, 0.5f, 1, 1.5f, 2, 3, 4, 6};
  const std::int64_t outputs = parts.numbers->shape().dims[0], inputs = 2 * parts.numbers->shape().dims[1];
  const std::uint8_t* bytes = parts.numbers->as<std::uint8_t>().data();
  std::vector<float> scales;
  if (parts.scales->shape().dtype == DType::kU8)
    for (const std::uint8_t power : parts.scales->as<std::uint8_t>())
      scales.push_back(std::ldexp(1.0f, power - 127));
  else
    for (const float scale : checked_scales(parts, Zero::kTaken)) scales.push_back(scale);
  if (parts.factor) {
    const float factor = parts.factor->as<float>()[0];
    if (!(factor > 0) || std::isinf(factor))
      fail(parts, fmt::format("the factor of all scales is a finite number above 0; got {}", factor));
    for (float& scale : scales) scale = divide_by_factor ? scale / factor : scale * factor;
  }
  const std::int64_t groups = std::ssize(scales) / outputs, group = inputs / groups;
  return matrix(outputs, inputs, [&](std::int64_t o, std::int64_t i) {
    const int nibble = bytes[(o * inputs + i) / 2] >> (i % 2 * 4) & 15;
    const float size = kSizes[static_cast<std::size_t>(nibble & 7)] *
                       scales[static_cast<std::size_t>(o * groups + i / group)];
    return nibble & 8 ? -size : size;
  });
}

HostArray from_gptq(const Parts& parts, std::int64_t bits, bool zero_less_one) {
  const std::int64_t outputs = parts.numbers->shape().dims[1],
                     inputs = parts.numbers->shape().dims[0] * 32 / bits;
  const std::span<const float> scales = checked_scales(parts);
  const std::int64_t groups = std::ssize(scales) / outputs, zero_words = parts.zeros->shape().dims[1];
  const std::vector<std::int64_t> group_of = groups_of(parts, inputs, groups);
  const std::int32_t most = (1 << bits) - 1;
  return matrix(outputs, inputs, [&](std::int64_t o, std::int64_t i) {
    const std::int64_t group = group_of[static_cast<std::size_t>(i)];
    const std::int32_t stored = BitStream(*parts.zeros, group * zero_words, 1, bits)[o];
    if (zero_less_one && stored == most)
      fail(parts,
           fmt::format("a zero point of {}, stored with 1 taken away, is 0 to some programs and {} to others",
                       stored, stored + 1));
    const std::int32_t number = BitStream(*parts.numbers, o, outputs, bits)[i];
    return static_cast<float>(number - stored - (zero_less_one ? 1 : 0)) *
           scales[static_cast<std::size_t>(group * outputs + o)];
  });
}

HostArray from_awq(const Parts& parts) {
  constexpr std::array<int, 8> kNibble{0, 4, 1, 5, 2, 6, 3, 7};  // where each of eight outputs is in a word
  const std::int64_t inputs = parts.numbers->shape().dims[0], words = parts.numbers->shape().dims[1],
                     outputs = 8 * words;
  const std::span<const float> scales = checked_scales(parts);
  const std::int64_t groups = std::ssize(scales) / outputs;
  const std::vector<std::int64_t> group_of = groups_of(parts, inputs, groups);
  const auto at = [&](const HostArray& from, std::int64_t row, std::int64_t o) {
    const std::uint32_t word = from.as<std::uint32_t>()[static_cast<std::size_t>(row * words + o / 8)];
    return static_cast<std::int32_t>(word >> (4 * kNibble[static_cast<std::size_t>(o % 8)]) & 15);
  };
  return matrix(outputs, inputs, [&](std::int64_t o, std::int64_t i) {
    const std::int64_t group = group_of[static_cast<std::size_t>(i)];
    return static_cast<float>(at(*parts.numbers, i, o) - at(*parts.zeros, group, o)) *
           scales[static_cast<std::size_t>(group * outputs + o)];
  });
}

}  // namespace constate::models::quantized
