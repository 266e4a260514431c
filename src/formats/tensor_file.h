// A file that holds tensors by name, whatever its format: a table of names and shapes, and reads by name.
// Const methods are thread-safe. A TensorFile owns the open file; nothing is mapped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/host_array.h"

namespace constate::formats {

struct FileTensor {
  Shape shape;
  std::uint64_t offset = 0;  // of its first element, in the file
  // Where the file holds another type than it gives: "q4_K", and the bytes that it takes there.
  std::string_view stored_as = {};
  std::uint64_t stored_bytes = 0;
};

class TensorFile {
 public:
  virtual ~TensorFile() = default;

  const std::filesystem::path& path() const { return file_.path(); }
  const std::map<std::string, FileTensor>& tensors() const { return tensors_; }

  // As stored, in row-major order. Throws Error(kNotFound) for a name that the file does not have.
  HostArray read(const std::string& name) const;
  // `out` has exactly the tensor's bytes; otherwise Error(kInvalidArgument).
  void read_into(const std::string& name, std::span<std::byte> out) const;

 protected:
  explicit TensorFile(const std::filesystem::path& path) : file_(path) {}
  TensorFile(TensorFile&&) = default;

  File file_;
  std::map<std::string, FileTensor> tensors_;

 private:
  const FileTensor& tensor(const std::string& name) const;
  // `out` has the tensor's bytes; here they are one run of the file.
  virtual void fill(const std::string& name, const FileTensor& tensor, std::span<std::byte> out) const;
};

}  // namespace constate::formats
