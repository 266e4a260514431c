#include "formats/safetensors.h"

#include <fmt/format.h>

#include "base/error.h"
#include "formats/float8.h"

namespace constate::formats {
namespace {

constexpr std::uint64_t kLengthBytes = 8;

}  // namespace

std::string read_safetensors_header(const File& file) {
  if (file.size() < kLengthBytes)
    throw FormatError(fmt::format("a safetensors file has at least 8 bytes; got {}", file.size()));
  std::byte bytes[kLengthBytes];
  file.read(0, bytes);
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) length = length << 8 | static_cast<std::uint64_t>(bytes[i]);
  const std::uint64_t limit = std::min(kMaxSafetensorsHeader, file.size() - kLengthBytes);
  if (length > limit)
    throw FormatError(
        fmt::format("header: at most {} bytes {}; got a length of {}", limit,
                    limit == kMaxSafetensorsHeader ? "are read" : "are left in the file", length),
        "the file is cut short or is not a safetensors file: fetch it again");
  std::string json(length, '\0');
  file.read(kLengthBytes, std::as_writable_bytes(std::span(json)));
  return json;
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : TensorFile(path) {
  SafetensorsHeader header = with_context(
      path.string(), [&] { return parse_safetensors_header(read_safetensors_header(file_), file_.size()); });
  tensors_ = std::move(header.tensors);
  metadata_ = std::move(header.metadata);
}

void SafetensorsFile::fill(const std::string&, const FileTensor& tensor, std::span<std::byte> out) const {
  if (tensor.stored_as.empty()) return file_.read(tensor.offset, out);
  file_.read(tensor.offset, out.last(tensor.stored_bytes));
  widen_float8(*float8_named(tensor.stored_as), out);
}

}  // namespace constate::formats
