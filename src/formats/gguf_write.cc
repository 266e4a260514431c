#include "formats/gguf_write.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/replacement.h"
#include "base/utf8.h"
#include "formats/shown.h"

namespace constate::formats {
namespace {

constexpr std::size_t kAlignment = 32, kMaxTensorName = 63;

std::size_t padding(std::size_t size) { return (kAlignment - size % kAlignment) % kAlignment; }

std::string le(std::uint64_t value, std::size_t width) {
  std::string out;
  for (std::size_t i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

std::string text_of(std::string_view text) { return le(text.size(), 8) + std::string(text); }
std::string type_of(GgufType type) { return le(static_cast<std::uint32_t>(type), 4); }

std::string array_of(const GgufArray& array) {
  std::string out = type_of(array.type) + le(array.count, 8);
  if (array.type == GgufType::kString)
    for (std::size_t i = 0; i < array.count; ++i) out += text_of(array.text(i));
  else if (array.type == GgufType::kArray)
    for (const GgufArray& inner : array.arrays) out += array_of(inner);
  else
    out += array.bytes;
  return out;
}

std::string value_of(const GgufValue& v) {
  std::string out = type_of(v.type);
  if (const auto* array = std::get_if<GgufArray>(&v.value)) return out + array_of(*array);
  if (const auto* text = std::get_if<std::string>(&v.value)) return out + text_of(*text);
  if (const auto* flag = std::get_if<bool>(&v.value)) return out + le(*flag, 1);
  if (const auto* real = std::get_if<double>(&v.value))
    return out + (v.type == GgufType::kF32 ? le(std::bit_cast<std::uint32_t>(static_cast<float>(*real)), 4)
                                           : le(std::bit_cast<std::uint64_t>(*real), 8));
  const auto* i = std::get_if<std::int64_t>(&v.value);
  return out + le(i ? static_cast<std::uint64_t>(*i) : std::get<std::uint64_t>(v.value), size_of(v.type));
}

std::uint64_t bytes_of(const GgufOutTensor& t) {
  const Shape shape{DType::kF32, t.dims};
  return static_cast<std::uint64_t>(shape.elements()) / t.elements->block * t.elements->block_bytes;
}

void check(const GgufOutTensor& t) {
  const auto refuse = [&](const std::string& what) {
    throw FormatError(fmt::format("tensor {}: {}", shown(t.name), what));
  };
  if (t.name.empty() || t.name.size() > kMaxTensorName || find_invalid_utf8(t.name) != t.name.npos)
    refuse(fmt::format("a name has 1 to {} bytes of UTF-8", kMaxTensorName));
  if (t.dims.empty() || t.dims.size() > 4) refuse(fmt::format("1 to 4 dimensions; got {}", t.dims.size()));
  if (t.dims.back() % t.elements->block != 0)
    refuse(fmt::format("a row of {} is a multiple of {} elements; got {}", t.elements->name,
                       t.elements->block, t.dims.back()));
}

std::string head_of(const GgufMetadata& metadata, const std::vector<GgufOutTensor>& tensors) {
  std::string out = "GGUF" + le(3, 4) + le(tensors.size(), 8) + le(metadata.values().size(), 8);
  for (const auto& [key, value] : metadata.values()) out += text_of(key) + value_of(value);
  std::uint64_t at = 0;
  for (const GgufOutTensor& t : tensors) {
    check(t);
    out += text_of(t.name) + le(t.dims.size(), 4);
    for (auto d = t.dims.rbegin(); d != t.dims.rend(); ++d) out += le(static_cast<std::uint64_t>(*d), 8);
    out += le(t.elements->number, 4) + le(at, 8);
    at += bytes_of(t) + padding(bytes_of(t));
  }
  return out + std::string(padding(out.size()), '\0');
}

// Whether all that is finite in `from` is so in `to`; both f32.
bool stays_finite(std::span<const float> from, std::span<const float> to) {
  for (std::size_t i = 0; i < from.size(); ++i)
    if (std::isfinite(from[i]) && !std::isfinite(to[i])) return false;
  return true;
}

}  // namespace

std::vector<std::byte> gguf_elements_of(const HostArray& from, const GgufElements& as) {
  const DType own = from.shape().dtype;
  if (as.is_plain() && as.dtype == own) return {from.bytes().begin(), from.bytes().end()};
  const HostArray wide = from.converted(DType::kF32);
  std::vector<std::byte> out(static_cast<std::size_t>(from.shape().elements()) / as.block * as.block_bytes);
  bool holds = true;
  if (as.is_plain()) {
    const HostArray narrow = wide.converted(as.dtype);
    holds = stays_finite(wide.as<float>(), narrow.converted(DType::kF32).as<float>());
    std::ranges::copy(narrow.bytes(), out.begin());
  } else {
    holds = quantize_q8_0(wide.as<float>(), out);
  }
  if (!holds)
    throw FormatError(fmt::format("{} cannot hold elements so large, or that are not numbers", as.name));
  return out;
}

void save_gguf(const std::filesystem::path& path, const GgufMetadata& metadata,
               const std::vector<GgufOutTensor>& tensors, const std::function<HostArray(std::size_t)>& give) {
  const std::string head = with_context(path.string(), [&] { return head_of(metadata, tensors); });
  Replacement file(path);
  file.write(std::as_bytes(std::span(head)));
  for (std::size_t i = 0; i < tensors.size(); ++i)
    with_context(fmt::format("{}: tensor `{}`", path.string(), tensors[i].name), [&] {
      std::vector<std::byte> bytes = gguf_elements_of(give(i), *tensors[i].elements);
      bytes.resize(bytes.size() + padding(bytes.size()));
      file.write(bytes);
    });
  file.commit();
}

}  // namespace constate::formats
