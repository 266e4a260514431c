// The weights of a model as a folder holds them: `model.safetensors`, or shards listed by
// `model.safetensors.index.json`; where neither is there, `pytorch_model.bin`, or shards listed by
// `pytorch_model.bin.index.json`. A shard named *.safetensors or *.bin is read as what its name says, by
// either index. Knows tensors by name and shape only, not what they mean; converts nothing.
// Const methods are thread-safe. Owns the open files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_array.h"
#include "formats/tensor_file.h"

namespace constate::formats {

struct StoredTensor {
  Shape shape;
  std::size_t file = 0;      // in Checkpoint::files()
  std::uint64_t offset = 0;  // of its first element, in that file
  // As FileTensor has them.
  std::string_view stored_as = {};
  std::uint64_t stored_bytes = 0;
};

class Checkpoint {
 public:
  // Throws Error(kNotFound) where there is no such folder or no weights in it, FormatError for what a file
  // holds; everything that is wrong with the shards and their index comes in one error.
  static Checkpoint open(const std::filesystem::path& dir);
  // That of one file, under the names that it gives.
  static Checkpoint of(std::unique_ptr<TensorFile> file);
  // Whether the folder has a file that `open` would read.
  static bool is_in(const std::filesystem::path& dir);

  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }
  std::vector<std::filesystem::path> files() const;
  std::uint64_t bytes() const { return bytes_; }  // of all tensors

  // As stored. Throws Error(kNotFound) for a name that is not there.
  HostArray read(const std::string& name) const;
  // `out` has exactly the tensor's bytes; otherwise Error(kInvalidArgument).
  void read_into(const std::string& name, std::span<std::byte> out) const;

 private:
  void take(std::unique_ptr<TensorFile> file);
  void count_bytes();
  void open_shards(const std::filesystem::path& dir, const std::filesystem::path& index, bool torch);
  const TensorFile& file_of(const std::string& name) const;

  std::filesystem::path dir_;
  std::vector<std::unique_ptr<TensorFile>> files_;
  std::map<std::string, StoredTensor> tensors_;
  std::uint64_t bytes_ = 0;
};

}  // namespace constate::formats
