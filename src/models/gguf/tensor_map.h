// Which tensors of a checkpoint are made of which tensors of a GGUF file. Internal to this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/gguf/changes.h"
#include "models/gguf/gguf.h"

namespace constate::models {

class TensorMap {
 public:
  using Make = std::function<HostArray(std::vector<HostArray>)>;
  // A tensor of the file, and the dimensions that the keys give it.
  struct Part {
    std::string file;
    std::vector<std::int64_t> dims;
  };

  // `tensors` are the file's. Each function throws FormatError for one that is missing.
  TensorMap(TensorDims tensors, std::string where);

  bool has(const std::string& file) const { return tensors_.contains(file); }
  const std::vector<std::int64_t>& dims(const std::string& file) const;
  // The tensor `file` is `checkpoint`, but for the change; its dimensions are left to who reads it.
  void is(const std::string& file, const std::string& checkpoint, GgufChange change = GgufChange::kNone);
  void is_if_there(const std::string& file, const std::string& checkpoint,
                   GgufChange change = GgufChange::kNone);
  // In these dimensions, whatever those of the file are. Throws FormatError for another number of elements.
  void is_shaped(const std::string& file, const std::string& checkpoint, std::vector<std::int64_t> to,
                 GgufChange change = GgufChange::kNone);
  // `checkpoint` is made of several or in another order. Throws FormatError for a part with other dimensions.
  void is_made(const std::string& checkpoint, const std::vector<Part>& parts, std::vector<std::int64_t> dims,
               Make make);
  // What begins with `prefix` keeps its name, after `other`.
  void rename(const std::string& prefix, const std::string& other);
  // Of `token_embd.weight`: the rows.
  std::int64_t vocabulary() const;
  // All tensors; those that nobody asked for keep their names.
  std::vector<TensorView> all() &&;

 private:
  void add(const std::string& file, const std::string& checkpoint, GgufChange change,
           std::vector<std::int64_t> to);

  TensorDims tensors_, left_;
  std::string where_;
  std::vector<TensorView> out_;
};

}  // namespace constate::models
