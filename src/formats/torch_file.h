// Reads the tensors of a PyTorch checkpoint (`pytorch_model.bin`): the zip archive that `torch.save` of a
// state_dict writes since PyTorch 1.6. Runs no code of the file, decompresses nothing, converts nothing. A
// file that breaks a rule is refused whole, before a tensor is read. Opening takes at most 64 MB more memory
// than the file has bytes.
//
// A contiguous tensor is read straight into its place; any other one through the part of the storage that it
// touches, in pieces of 16 MB (see strided.h). Tensors that share a storage are all given.
// Const methods are thread-safe. A TorchFile owns the open file.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "formats/strided.h"
#include "formats/tensor_file.h"

namespace constate::formats {

class TorchFile : public TensorFile {
 public:
  // Throws FormatError for what the file holds, Error(kNotFound) and so on for the file itself.
  explicit TorchFile(const std::filesystem::path& path);

 private:
  struct View {
    Strided view;
    std::uint64_t storage = 0;  // its first byte, in the file
  };

  void open();
  void fill(const std::string& name, const FileTensor& tensor, std::span<std::byte> out) const override;

  std::map<std::string, View> strided_;  // the tensors that are not one run of the file
};

}  // namespace constate::formats
