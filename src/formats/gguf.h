// Reads GGUF files, the format of llama.cpp, in its versions 2 and 3: metadata by key, and tensors. A file
// that breaks a rule of the format is refused whole, before a tensor is read. Opening takes at most 64 MB
// more memory than the file has bytes. Nothing is mapped. What the keys and names mean is not known here.
//
// A tensor in blocks (gguf_blocks.h) is given as f32, which are those of ggml. Dimensions are in row-major
// order: the reverse of the file's. Const methods are thread-safe. A GgufFile owns the open file.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "formats/gguf_blocks.h"
#include "formats/gguf_value.h"
#include "formats/tensor_file.h"

namespace constate::formats {

class GgufFile : public TensorFile {
 public:
  // Throws FormatError for what the file holds, Error(kNotFound) and so on for the file itself.
  explicit GgufFile(const std::filesystem::path& path);

  const GgufMetadata& metadata() const { return metadata_; }

 private:
  void open();
  void fill(const std::string& name, const FileTensor& tensor, std::span<std::byte> out) const override;

  GgufMetadata metadata_;
  std::map<std::string, const GgufElements*> elements_;  // of each tensor
};

// The one GGUF file that `path` names: itself, where it is no folder and is called *.gguf; or the only one in
// a folder without a config.json and without other weights. Throws Error(kInvalidArgument) for a folder with
// several.
std::optional<std::filesystem::path> gguf_at(const std::filesystem::path& path);

}  // namespace constate::formats
