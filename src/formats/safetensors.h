// Reads and writes safetensors files: a length, a JSON header, then the tensors' bytes. A file that breaks
// any rule of the format is refused whole, before a tensor is read; one that is cut short later gives an
// Error. Nothing is mapped, and reading the header takes at most 64 MB more memory than the file has bytes.
// Floats of 8 bits (float8.h) are given as f32. Const methods are thread-safe. A SafetensorsFile owns the
// open file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/host_array.h"
#include "formats/tensor_file.h"

namespace constate::formats {

// Bounds memory and time: a tensor takes some 100 bytes of it.
inline constexpr std::uint64_t kMaxSafetensorsHeader = 4'000'000;

struct SafetensorsHeader {
  std::map<std::string, FileTensor> tensors;
  std::map<std::string, std::string> metadata;
};

// `json` is the header's text, `file_bytes` the size of the file. Throws FormatError without the file's name.
SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t file_bytes);

// The header's text. Throws FormatError without the file's name where the length in front of it is wrong.
std::string read_safetensors_header(const File& file);

class SafetensorsFile : public TensorFile {
 public:
  // Throws FormatError for what the file holds, Error(kNotFound) and so on for the file itself.
  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }

 private:
  void fill(const std::string& name, const FileTensor& tensor, std::span<std::byte> out) const override;

  std::map<std::string, std::string> metadata_;
};

// What a file has in front of its tensors' bytes: length, header, spaces up to a multiple of 64 bytes. The
// tensors follow in the order given, without gaps. `metadata` comes first, where there is any. Throws
// FormatError for a name that is not UTF-8 or is `__metadata__`, and for metadata that is not UTF-8.
std::string safetensors_head(std::span<const std::pair<std::string, Shape>> tensors,
                             const std::map<std::string, std::string>& metadata);

// Writes `tensors` to a new file beside `path`, then renames it (base/replacement.h): a reader sees the old
// file or the whole new one. The same tensors give the same bytes: larger element types first, then by name.
// Each tensor is aligned to its element, the first to 64 bytes. Throws what `safetensors_head` does, with the
// file's name, and WriteError's codes.
void save_safetensors(const std::filesystem::path& path, const std::map<std::string, HostArray>& tensors,
                      const std::map<std::string, std::string>& metadata = {});
// Likewise, one tensor at a time in memory: `give` is called with each name once, and hands its bytes on.
using ByteSink = std::function<void(std::span<const std::byte>)>;
void save_safetensors(const std::filesystem::path& path, const std::map<std::string, Shape>& tensors,
                      const std::map<std::string, std::string>& metadata,
                      const std::function<void(const std::string& name, const ByteSink& sink)>& give);

// The format's name of an element type ("BF16"); every DType has one.
std::string_view safetensors_name(DType dtype);

}  // namespace constate::formats
