#include "formats/safetensors.h"

#include <fmt/format.h>

#include "base/error.h"

namespace constate::formats {
namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000;
constexpr std::uint64_t kLengthBytes = 8;

SafetensorsHeader read_header(const File& file) {
  if (file.size() < kLengthBytes)
    throw FormatError(fmt::format("a safetensors file has at least 8 bytes; got {}", file.size()));
  std::byte bytes[kLengthBytes];
  file.read(0, bytes);
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) length = length << 8 | static_cast<std::uint64_t>(bytes[i]);
  const std::uint64_t limit = std::min(kMaxHeader, file.size() - kLengthBytes);
  if (length > limit)
    throw FormatError(fmt::format("header: at most {} bytes {}; got a length of {}", limit,
                                  limit == kMaxHeader ? "are read" : "are left in the file", length),
                      "the file is cut short or is not a safetensors file: fetch it again");
  std::string json(length, '\0');
  file.read(kLengthBytes, std::as_writable_bytes(std::span(json)));
  return parse_safetensors_header(json, file.size());
}

}  // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : file_(path) {
  header_ = with_context(path.string(), [&] { return read_header(file_); });
}

const SafetensorsEntry& SafetensorsFile::entry(const std::string& name) const {
  const auto it = header_.tensors.find(name);
  if (it == header_.tensors.end())
    throw Error(Code::kNotFound, fmt::format("{}: no tensor `{}`", path().string(), name));
  return it->second;
}

HostArray SafetensorsFile::read(const std::string& name) const {
  HostArray out(entry(name).shape);
  read_into(name, out.bytes());
  return out;
}

void SafetensorsFile::read_into(const std::string& name, std::span<std::byte> out) const {
  const SafetensorsEntry& e = entry(name);
  if (out.size() != static_cast<std::uint64_t>(e.shape.bytes()))
    throw Error(Code::kInvalidArgument, fmt::format("{}: tensor `{}` has {} bytes; got room for {}",
                                                    path().string(), name, e.shape.bytes(), out.size()));
  file_.read(e.offset, out);
}

}  // namespace constate::formats
