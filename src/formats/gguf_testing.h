// For tests: GGUF files, built from their parts so that one part can be wrong.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/gguf_value.h"

namespace constate::formats::gguf_parts {

inline std::string le(std::uint64_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}
inline std::string text(std::string_view s) { return le(s.size(), 8) + std::string(s); }
inline std::string f32(float value) { return le(std::bit_cast<std::uint32_t>(value), 4); }
inline std::string type(GgufType t) { return le(static_cast<std::uint32_t>(t), 4); }

// Keys with their values.
inline std::string key(std::string_view name, GgufType t, const std::string& value) {
  return text(name) + type(t) + value;
}
inline std::string u32(std::string_view name, std::uint32_t value) {
  return key(name, GgufType::kU32, le(value, 4));
}
inline std::string i32(std::string_view name, std::int32_t value) {
  return key(name, GgufType::kI32, le(static_cast<std::uint32_t>(value), 4));
}
inline std::string real(std::string_view name, float value) { return key(name, GgufType::kF32, f32(value)); }
inline std::string flag(std::string_view name, bool value) {
  return key(name, GgufType::kBool, le(value, 1));
}
inline std::string str(std::string_view name, std::string_view value) {
  return key(name, GgufType::kString, text(value));
}
inline std::string array(std::string_view name, GgufType of, std::uint64_t count,
                         const std::string& elements) {
  return key(name, GgufType::kArray, type(of) + le(count, 8) + elements);
}
inline std::string texts(std::string_view name, const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& v : values) all += text(v);
  return array(name, GgufType::kString, values.size(), all);
}
inline std::string i32s(std::string_view name, const std::vector<std::int32_t>& values) {
  std::string all;
  for (const std::int32_t v : values) all += le(static_cast<std::uint32_t>(v), 4);
  return array(name, GgufType::kI32, values.size(), all);
}
inline std::string f32s(std::string_view name, const std::vector<float>& values) {
  std::string all;
  for (const float v : values) all += f32(v);
  return array(name, GgufType::kF32, values.size(), all);
}

// What stands for a tensor before the data. `dims` as in the file: the fastest first.
inline std::string tensor(std::string_view name, const std::vector<std::uint64_t>& dims,
                          std::uint32_t elements, std::uint64_t place) {
  std::string out = text(name) + le(dims.size(), 4);
  for (const std::uint64_t d : dims) out += le(d, 8);
  return out + le(elements, 4) + le(place, 8);
}

inline std::string head(std::uint64_t tensors, std::uint64_t keys, std::uint32_t version = 3) {
  return "GGUF" + le(version, 4) + le(tensors, 8) + le(keys, 8);
}

// A whole file.
inline std::string file(const std::vector<std::string>& keys, const std::vector<std::string>& tensors = {},
                        const std::string& data = "", std::size_t alignment = 32) {
  std::string out = head(tensors.size(), keys.size());
  for (const std::string& k : keys) out += k;
  for (const std::string& t : tensors) out += t;
  if (!tensors.empty()) out.resize((out.size() + alignment - 1) / alignment * alignment);
  return out + data;
}

}  // namespace constate::formats::gguf_parts
