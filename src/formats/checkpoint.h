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
#include "base/tensor_view.h"
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

  // From here on its tensors are these. Each `from` is a tensor that it had until now; one without `make` has
  // as many elements as that. At most once.
  void show_as(std::vector<TensorView> views);

  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }
  std::vector<std::filesystem::path> files() const;
  std::uint64_t bytes() const { return bytes_; }  // of all tensors

  // As stored, or as a view makes it. Throws Error(kNotFound) for a name that is not there, FormatError
  // where a view cannot be made of what is stored.
  HostArray read(const std::string& name) const;
  // `out` has exactly the tensor's bytes; otherwise Error(kInvalidArgument).
  void read_into(const std::string& name, std::span<std::byte> out) const;

 private:
  void take(std::unique_ptr<TensorFile> file);
  void count_bytes();
  void open_shards(const std::filesystem::path& dir, const std::filesystem::path& index, bool torch);
  const StoredTensor& find(const std::string& name) const;
  HostArray made(const TensorView& view) const;

  std::filesystem::path dir_;
  std::vector<std::unique_ptr<TensorFile>> files_;
  std::map<std::string, StoredTensor> tensors_;
  std::map<std::string, TensorView> views_;          // empty: tensors as in the files
  std::map<std::string, StoredTensor> under_views_;  // as in the files, where there are views
  std::uint64_t bytes_ = 0;
};

}  // namespace constate::formats
