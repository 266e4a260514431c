#include "formats/tensor_file.h"

#include <fmt/format.h>

#include "base/error.h"

namespace constate::formats {

const FileTensor& TensorFile::tensor(const std::string& name) const {
  const auto it = tensors_.find(name);
  if (it == tensors_.end())
    throw Error(Code::kNotFound, fmt::format("{}: no tensor `{}`", path().string(), name));
  return it->second;
}

HostArray TensorFile::read(const std::string& name) const {
  HostArray out(tensor(name).shape);
  read_into(name, out.bytes());
  return out;
}

void TensorFile::read_into(const std::string& name, std::span<std::byte> out) const {
  const FileTensor& t = tensor(name);
  if (out.size() != static_cast<std::uint64_t>(t.shape.bytes()))
    throw Error(Code::kInvalidArgument, fmt::format("{}: tensor `{}` has {} bytes; got room for {}",
                                                    path().string(), name, t.shape.bytes(), out.size()));
  fill(name, t, out);
}

void TensorFile::fill(const std::string&, const FileTensor& tensor, std::span<std::byte> out) const {
  file_.read(tensor.offset, out);
}

}  // namespace constate::formats
