#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/replacement.h"
#include "base/utf8.h"
#include "formats/safetensors.h"

namespace constate::formats {
namespace {

constexpr std::size_t kDataAlignment = 64, kLengthBytes = 8;
constexpr std::string_view kMetadata = "__metadata__";

bool is_utf8(std::string_view text) { return find_invalid_utf8(text) == text.npos; }

std::string_view verb_of(WriteError::Step step) {
  switch (step) {
    case WriteError::Step::kCreate:
      return "created";
    case WriteError::Step::kWrite:
      return "written";
    case WriteError::Step::kRename:
      return "renamed";
  }
  return "written";
}

}  // namespace

std::string safetensors_head(std::span<const std::pair<std::string, Shape>> tensors,
                             const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  for (const auto& [key, value] : metadata) {
    if (!is_utf8(key) || !is_utf8(value)) throw FormatError("metadata is UTF-8");
    header[std::string(kMetadata)][key] = value;
  }
  std::int64_t at = 0;
  for (const auto& [name, shape] : tensors) {
    if (name == kMetadata || !is_utf8(name))
      throw FormatError("a tensor's name is UTF-8 and not `__metadata__`");
    header[name] = {{"dtype", safetensors_name(shape.dtype)},
                    {"shape", shape.dims},
                    {"data_offsets", {at, at + shape.bytes()}}};
    at += shape.bytes();
  }
  std::string text = header.dump();
  text.append((kDataAlignment - (kLengthBytes + text.size()) % kDataAlignment) % kDataAlignment, ' ');
  if (text.size() > kMaxSafetensorsHeader)
    throw FormatError(
        fmt::format("the header has at most {} bytes; got {}", kMaxSafetensorsHeader, text.size()));
  std::string head;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    head += static_cast<char>(std::uint64_t{text.size()} >> (8 * i));
  return head + text;
}

void save_safetensors(const std::filesystem::path& path, const std::map<std::string, HostArray>& tensors,
                      const std::map<std::string, std::string>& metadata) {
  std::map<std::string, Shape> shapes;
  for (const auto& [name, array] : tensors) shapes.emplace(name, array.shape());
  save_safetensors(path, shapes, metadata,
                   [&](const std::string& name, const ByteSink& sink) { sink(tensors.at(name).bytes()); });
}

void save_safetensors(const std::filesystem::path& path, const std::map<std::string, Shape>& tensors,
                      const std::map<std::string, std::string>& metadata,
                      const std::function<void(const std::string&, const ByteSink&)>& give) {
  std::vector<std::pair<std::string, Shape>> order(tensors.begin(), tensors.end());
  // A tensor's size is a multiple of its element's, so larger elements first keeps all of them aligned.
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return size_of(a.second.dtype) > size_of(b.second.dtype);
  });
  const std::string head = with_context(path.string(), [&] { return safetensors_head(order, metadata); });
  try {
    Replacement file(path);
    file.write(std::as_bytes(std::span(head)));
    for (const auto& [name, shape] : order)
      give(name, [&](std::span<const std::byte> bytes) { file.write(bytes); });
    file.commit();
  } catch (const WriteError& e) {
    throw Error(e.code(),
                fmt::format("{}: cannot be {}: {}", path.string(), verb_of(e.step), std::strerror(e.number)));
  }
}

}  // namespace constate::formats
