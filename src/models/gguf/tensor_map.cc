#include "models/gguf/tensor_map.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"

namespace constate::models {

TensorMap::TensorMap(TensorDims tensors, std::string where)
    : tensors_(std::move(tensors)), left_(tensors_), where_(std::move(where)) {}

const std::vector<std::int64_t>& TensorMap::dims(const std::string& file) const {
  const auto it = tensors_.find(file);
  if (it == tensors_.end()) throw FormatError(fmt::format("{}: tensor `{}` is missing", where_, file));
  return it->second;
}

void TensorMap::is(const std::string& file, const std::string& checkpoint, GgufChange change) {
  add(file, checkpoint, change, dims_in_checkpoint(change, dims(file)));
}

void TensorMap::add(const std::string& file, const std::string& checkpoint, GgufChange change,
                    std::vector<std::int64_t> to) {
  TensorView t{checkpoint, {file}, std::move(to)};
  if (change == GgufChange::kDecay) t.make = making_a_log(file, t.dims);
  out_.push_back(std::move(t));
  left_.erase(file);
}

void TensorMap::is_shaped(const std::string& file, const std::string& checkpoint,
                          std::vector<std::int64_t> to, GgufChange change) {
  const auto elements = [](const std::vector<std::int64_t>& d) { return Shape{DType::kF32, d}.elements(); };
  if (elements(dims(file)) != elements(to))
    throw FormatError(
        fmt::format("{}: tensor `{}`: must have the elements of [{}], as the keys say; got [{}]", where_,
                    file, fmt::join(to, ", "), fmt::join(dims(file), ", ")));
  add(file, checkpoint, change, std::move(to));
}

void TensorMap::is_if_there(const std::string& file, const std::string& checkpoint, GgufChange change) {
  if (has(file)) is(file, checkpoint, change);
}

void TensorMap::is_made(const std::string& checkpoint, const std::vector<Part>& parts,
                        std::vector<std::int64_t> to, Make make) {
  TensorView t{checkpoint, {}, std::move(to), std::move(make)};
  for (const auto& [file, wanted] : parts) {
    if (dims(file) != wanted)
      throw FormatError(fmt::format("{}: tensor `{}`: must be [{}], as the keys say; got [{}]", where_, file,
                                    fmt::join(wanted, ", "), fmt::join(dims(file), ", ")));
    t.from.push_back(file);
    left_.erase(file);
  }
  out_.push_back(std::move(t));
}

void TensorMap::rename(const std::string& prefix, const std::string& other) {
  for (auto it = left_.lower_bound(prefix); it != left_.end() && it->first.starts_with(prefix);) {
    out_.push_back({other + it->first, {it->first}, it->second});
    it = left_.erase(it);
  }
}

std::int64_t TensorMap::vocabulary() const {
  const std::vector<std::int64_t>& d = dims("token_embd.weight");
  return d.empty() ? 0 : d.front();
}

std::vector<TensorView> TensorMap::all() && {
  for (const auto& [name, d] : left_) out_.push_back({name, {name}, d});
  return std::move(out_);
}

}  // namespace constate::models
