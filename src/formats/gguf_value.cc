#include "formats/gguf_value.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/shown.h"

namespace constate::formats {
namespace {

constexpr std::array<std::string_view, kGgufTypes> kNames = {
    "u8", "i8", "u16", "i16", "u32", "i32", "f32", "bool", "string", "array", "u64", "i64", "f64"};
constexpr std::array<std::size_t, kGgufTypes> kSizes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

template <class T>
T element(const GgufArray& array, std::size_t i) {
  T out;
  std::memcpy(&out, array.bytes.data() + i * sizeof(T), sizeof(T));
  return out;
}

template <class T>
GgufValue array_of(GgufType type, const std::vector<T>& numbers) {
  GgufArray out{.type = type,
                .count = numbers.size(),
                .bytes = std::string(numbers.size() * sizeof(T), '\0'),
                .ends = {},
                .arrays = {}};
  if (!numbers.empty()) std::memcpy(out.bytes.data(), numbers.data(), out.bytes.size());
  return {GgufType::kArray, std::move(out)};
}

// The double nearest to the shortest decimal of a float: 1e-05f as 1e-05, as people wrote it.
double shortest(float value) {
  if (!std::isfinite(value)) return value;
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double out = value;
  std::from_chars(text.data(), end, out);
  return out;
}

std::string valid_text(std::string_view text) {
  return find_invalid_utf8(text) == text.npos ? std::string(text) : shown(text);
}

Json number_json(double value) {
  return std::isfinite(value) ? Json(value)
                              : Json({{"__float__", std::isnan(value) ? "NaN"
                                                    : value > 0       ? "Infinity"
                                                                      : "-Infinity"}});
}

Json element_json(const GgufArray& array, std::size_t i) {
  switch (array.type) {
    case GgufType::kString:
      return valid_text(array.text(i));
    case GgufType::kBool:
      return array.integer(i) != 0;
    case GgufType::kF32:
      return number_json(shortest(element<float>(array, i)));
    case GgufType::kF64:
      return number_json(array.number(i));
    case GgufType::kU64:
      return element<std::uint64_t>(array, i);
    default:
      return array.integer(i);
  }
}

}  // namespace

std::string_view name(GgufType type) { return kNames.at(static_cast<std::size_t>(type)); }
std::size_t size_of(GgufType type) { return kSizes.at(static_cast<std::size_t>(type)); }

std::string_view GgufArray::text(std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : ends[i - 1];
  return std::string_view(bytes).substr(begin, ends[i] - begin);
}

std::int64_t GgufArray::integer(std::size_t i) const {
  switch (type) {
    case GgufType::kU8:
    case GgufType::kBool:
      return element<std::uint8_t>(*this, i);
    case GgufType::kI8:
      return element<std::int8_t>(*this, i);
    case GgufType::kU16:
      return element<std::uint16_t>(*this, i);
    case GgufType::kI16:
      return element<std::int16_t>(*this, i);
    case GgufType::kU32:
      return element<std::uint32_t>(*this, i);
    case GgufType::kI32:
      return element<std::int32_t>(*this, i);
    case GgufType::kU64:
    case GgufType::kI64:
      return element<std::int64_t>(*this, i);
    default:
      return 0;
  }
}

double GgufArray::number(std::size_t i) const {
  if (type == GgufType::kF32) return element<float>(*this, i);
  if (type == GgufType::kF64) return element<double>(*this, i);
  return static_cast<double>(integer(i));
}

GgufValue GgufValue::of(std::uint32_t number) { return {GgufType::kU32, std::uint64_t{number}}; }
GgufValue GgufValue::of(std::int64_t number) { return {GgufType::kI64, number}; }
GgufValue GgufValue::of(float number) { return {GgufType::kF32, double{number}}; }
GgufValue GgufValue::of(bool value) { return {GgufType::kBool, value}; }
GgufValue GgufValue::of(std::string text) { return {GgufType::kString, std::move(text)}; }
GgufValue GgufValue::of(const std::vector<std::int32_t>& numbers) {
  return array_of(GgufType::kI32, numbers);
}
GgufValue GgufValue::of(const std::vector<float>& numbers) { return array_of(GgufType::kF32, numbers); }

GgufValue GgufValue::of(const std::vector<std::string>& texts) {
  GgufArray out{.type = GgufType::kString, .count = texts.size(), .bytes = {}, .ends = {}, .arrays = {}};
  for (const std::string& text : texts) {
    out.bytes += text;
    out.ends.push_back(static_cast<std::uint32_t>(out.bytes.size()));
  }
  return {GgufType::kArray, std::move(out)};
}

bool GgufMetadata::add(std::string key, GgufValue value) {
  return values_.emplace(std::move(key), std::move(value)).second;
}

const GgufValue* GgufMetadata::find(std::string_view key) const {
  const auto it = values_.find(key);
  return it == values_.end() ? nullptr : &it->second;
}

void GgufMetadata::fail(std::string_view key, std::string_view rule, std::string hint) const {
  throw FormatError(fmt::format("{}{}key {}: {}", where_, where_.empty() ? "" : ": ", shown(key), rule),
                    std::move(hint));
}

std::optional<std::string> GgufMetadata::text(std::string_view key) const {
  const GgufValue* value = find(key);
  if (!value) return std::nullopt;
  const auto* text = std::get_if<std::string>(&value->value);
  if (!text) fail(key, fmt::format("must be a string; got {}", name(value->type)));
  if (find_invalid_utf8(*text) != text->npos) fail(key, "must be UTF-8");
  return *text;
}

std::optional<std::int64_t> GgufMetadata::integer(std::string_view key) const {
  const GgufValue* value = find(key);
  if (!value) return std::nullopt;
  if (const auto* i = std::get_if<std::int64_t>(&value->value)) return *i;
  if (const auto* u = std::get_if<std::uint64_t>(&value->value)) {
    if (*u > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      fail(key, fmt::format("{} is too large", *u));
    return static_cast<std::int64_t>(*u);
  }
  fail(key, fmt::format("must be an integer; got {}", name(value->type)));
}

std::optional<bool> GgufMetadata::boolean(std::string_view key) const {
  const GgufValue* value = find(key);
  if (!value) return std::nullopt;
  const auto* b = std::get_if<bool>(&value->value);
  if (!b) fail(key, fmt::format("must be a bool; got {}", name(value->type)));
  return *b;
}

const GgufArray* GgufMetadata::array(std::string_view key, GgufType of) const {
  const GgufValue* value = find(key);
  if (!value) return nullptr;
  const auto* array = std::get_if<GgufArray>(&value->value);
  if (!array || array->type != of)
    fail(key,
         fmt::format("must be an array of {}; got {}", name(of),
                     array ? fmt::format("one of {}", name(array->type)) : std::string(name(value->type))));
  return array;
}

const GgufArray* GgufMetadata::numbers(std::string_view key) const {
  const GgufValue* value = find(key);
  if (!value) return nullptr;
  const auto* array = std::get_if<GgufArray>(&value->value);
  if (!array || array->type == GgufType::kString || array->type == GgufType::kArray)
    fail(key,
         fmt::format("must be an array of numbers; got {}",
                     array ? fmt::format("one of {}", name(array->type)) : std::string(name(value->type))));
  return array;
}

Json GgufMetadata::json(std::size_t most) const {
  Json out = Json::object();
  for (const auto& [key, value] : values_) {
    const bool large = value.type == GgufType::kArray || value.type == GgufType::kString;
    if (large && key.starts_with("tokenizer.")) continue;
    Json& to = out[key];
    if (const auto* array = std::get_if<GgufArray>(&value.value)) {
      if (array->type == GgufType::kArray) fail(key, "an array of arrays has no meaning here");
      if (array->count > most)
        fail(key, fmt::format("an array of {} elements has no meaning here", array->count));
      most -= array->count;
      to = Json::array();
      for (std::size_t i = 0; i < array->count; ++i) to.push_back(element_json(*array, i));
    } else if (const auto* text = std::get_if<std::string>(&value.value)) {
      to = valid_text(*text);
    } else if (const auto* number = std::get_if<double>(&value.value)) {
      to = number_json(value.type == GgufType::kF32 ? shortest(static_cast<float>(*number)) : *number);
    } else if (const auto* flag = std::get_if<bool>(&value.value)) {
      to = *flag;
    } else if (const auto* i = std::get_if<std::int64_t>(&value.value)) {
      to = *i;
    } else {
      to = std::get<std::uint64_t>(value.value);
    }
  }
  return out;
}

}  // namespace constate::formats
