// For tests: zip archives and pickles, built from their parts so that one part can be wrong.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/test_util.h"
#include "formats/zip.h"

namespace constate::formats {

inline std::string le_bytes(std::uint64_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) out += i < 8 ? static_cast<char>(value >> (8 * i)) : '\0';
  return out;
}

inline std::string operator""_s(const char* text, std::size_t size) { return {text, size}; }

// An archive, and where its headers lie.
struct Zip {
  std::string bytes;
  std::vector<std::size_t> local, central;
  std::size_t end64 = 0, end = 0;

  Zip& set(std::size_t at, int width, std::uint64_t value) {
    for (int i = 0; i < width; ++i)
      bytes.at(at + static_cast<std::size_t>(i)) = static_cast<char>(value >> (8 * i));
    return *this;
  }
};

inline std::uint32_t crc_of(std::string_view text) { return crc32(std::as_bytes(std::span(text))); }

// With `big`, each size and place stands in the zip64 parts.
inline Zip zip(const std::vector<std::pair<std::string, std::string>>& parts, bool big = false) {
  Zip out;
  std::string& b = out.bytes;
  const std::uint64_t ones = ~std::uint64_t{0};
  for (const auto& [name, data] : parts) {
    out.local.push_back(b.size());
    const std::string extra =
        big ? le_bytes(1, 2) + le_bytes(16, 2) + le_bytes(data.size(), 8) + le_bytes(data.size(), 8) : "";
    b += "PK\3\4"_s + le_bytes(20, 2) + le_bytes(0, 8) + le_bytes(crc_of(data), 4) +
         le_bytes(big ? ones : data.size(), 4) + le_bytes(big ? ones : data.size(), 4) +
         le_bytes(name.size(), 2) + le_bytes(extra.size(), 2) + name + extra + data;
  }
  const std::size_t directory = b.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [name, data] = parts[i];
    out.central.push_back(b.size());
    const std::string extra = big ? "xx"_s + le_bytes(3, 2) + "abc" + le_bytes(1, 2) + le_bytes(24, 2) +
                                        le_bytes(data.size(), 8) + le_bytes(data.size(), 8) +
                                        le_bytes(out.local[i], 8)
                                  : "";
    b += "PK\1\2"_s + le_bytes(20, 2) + le_bytes(20, 2) + le_bytes(0, 8) + le_bytes(crc_of(data), 4) +
         le_bytes(big ? ones : data.size(), 4) + le_bytes(big ? ones : data.size(), 4) +
         le_bytes(name.size(), 2) + le_bytes(extra.size(), 2) + le_bytes(0, 10) +
         le_bytes(big ? ones : out.local[i], 4) + name + extra;
  }
  const std::size_t size = b.size() - directory;
  if (big) {
    out.end64 = b.size();
    b += "PK\6\6"_s + le_bytes(44, 8) + le_bytes(45, 2) + le_bytes(45, 2) + le_bytes(0, 8) +
         le_bytes(parts.size(), 8) + le_bytes(parts.size(), 8) + le_bytes(size, 8) + le_bytes(directory, 8);
    b += "PK\6\7"_s + le_bytes(0, 4) + le_bytes(out.end64, 8) + le_bytes(1, 4);
  }
  out.end = b.size();
  b += "PK\5\6"_s + le_bytes(0, 4) + le_bytes(big ? ones : parts.size(), 2) +
       le_bytes(big ? ones : parts.size(), 2) + le_bytes(big ? ones : size, 4) +
       le_bytes(big ? ones : directory, 4) + le_bytes(0, 2);
  return out;
}

// Operations of a pickle.
inline std::string str(std::string_view text) { return "X"_s + le_bytes(text.size(), 4) + std::string(text); }
inline std::string global(std::string_view module, std::string_view name) {
  return fmt::format("c{}\n{}\n", module, name);
}
inline std::string integer(std::int64_t value) {
  return "\x8a\x08"_s + le_bytes(static_cast<std::uint64_t>(value), 8);
}
inline std::string tuple(const std::vector<std::int64_t>& values) {
  std::string out = "(";
  for (const std::int64_t v : values) out += integer(v);
  return out + "t";
}
inline std::string storage(std::string_view type, std::string_view key, std::int64_t elements) {
  return "("_s + str("storage") + global("torch", type) + str(key) + str("cpu") + integer(elements) + "tQ";
}
inline const std::string kHooks = global("collections", "OrderedDict") + ")R";
// A view of `storage`: offset, sizes, strides.
inline std::string view(const std::string& of, std::int64_t offset, const std::vector<std::int64_t>& dims,
                        const std::vector<std::int64_t>& strides) {
  return global("torch._utils", "_rebuild_tensor_v2") + "(" + of + integer(offset) + tuple(dims) +
         tuple(strides) + "\x89" + kHooks + "tR";
}
// A whole pickle: a dict of one key.
inline std::string pickle_of(const std::string& value, std::string_view key = "a") {
  return "\x80\x02}"_s + str(key) + value + "s.";
}

// A file of torch.save: its pickle and its storages.
inline Zip torch_zip(const std::string& pickle,
                     const std::vector<std::pair<std::string, std::string>>& storages, bool big = false) {
  std::vector<std::pair<std::string, std::string>> parts = {
      {"x/data.pkl", pickle}, {"x/byteorder", "little"}, {"x/version", "3\n"}};
  for (const auto& [key, data] : storages) parts.emplace_back("x/data/" + key, data);
  return zip(parts, big);
}

}  // namespace constate::formats
