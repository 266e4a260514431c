#include "formats/gguf.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "formats/checkpoint.h"
#include "formats/gguf_reader.h"

namespace constate::formats {
namespace {

constexpr std::size_t kPiece = 1 << 20;  // bytes of blocks read at a time

}  // namespace

GgufFile::GgufFile(const std::filesystem::path& path) : TensorFile(path) {
  with_context(path.string(), [&] { open(); });
}

void GgufFile::open() {
  GgufHead head = read_gguf_head(file_);
  metadata_ = std::move(head.metadata);
  metadata_.set_where(path().string());
  for (GgufTensorInfo& t : head.tensors) {
    FileTensor shown{t.shape, t.offset};
    if (!t.elements->is_plain()) {
      shown.stored_as = t.elements->name;
      shown.stored_bytes = t.bytes;
    }
    tensors_.emplace(t.name, std::move(shown));
    stored_.emplace(std::move(t.name), Stored{std::move(t.shape), t.offset, t.elements, t.bytes});
  }
}

void GgufFile::show_as(std::vector<TensorView> views) {
  tensors_.clear();
  for (TensorView& view : views) {
    const Stored& first = stored_.at(view.from[0]);
    FileTensor shown{Shape{view.make ? DType::kF32 : first.shape.dtype, view.dims}, first.offset};
    if (view.make || !first.elements->is_plain()) {
      shown.stored_as = first.elements->name;
      for (const std::string& from : view.from) shown.stored_bytes += stored_.at(from).bytes;
    }
    if (!view.make && shown.shape.elements() != first.shape.elements())
      throw Error(Code::kInternal,
                  fmt::format("{}: {} as {}", view.name, first.shape.str(), shown.shape.str()));
    std::string name = view.name;
    tensors_.emplace(name, std::move(shown));
    views_.emplace(std::move(name), std::move(view));
  }
}

void GgufFile::fill(const std::string& name, const FileTensor& tensor, std::span<std::byte> out) const {
  const auto it = views_.find(name);
  if (it == views_.end()) return fill_from(stored_.at(name), out);
  const TensorView& view = it->second;
  if (!view.make) return fill_from(stored_.at(view.from[0]), out);
  std::vector<HostArray> parts;
  for (const std::string& from : view.from) {
    const Stored& stored = stored_.at(from);
    HostArray part(stored.shape);
    fill_from(stored, part.bytes());
    parts.push_back(stored.shape.dtype == DType::kF32 ? std::move(part) : part.converted(DType::kF32));
  }
  const HostArray made = view.make(std::move(parts));
  if (made.shape() != tensor.shape)
    throw Error(Code::kInternal,
                fmt::format("{}: made {}, not {}", name, made.shape().str(), tensor.shape.str()));
  std::ranges::copy(made.bytes(), out.begin());
}

void GgufFile::fill_from(const Stored& stored, std::span<std::byte> out) const {
  const GgufElements& e = *stored.elements;
  if (e.is_plain()) return file_.read(stored.offset, out);
  std::vector<std::byte> blocks(std::min<std::size_t>(stored.bytes, kPiece / e.block_bytes * e.block_bytes));
  for (std::uint64_t at = 0, done = 0; at < stored.bytes; at += blocks.size()) {
    blocks.resize(std::min<std::uint64_t>(blocks.size(), stored.bytes - at));
    file_.read(stored.offset + at, blocks);
    const std::size_t count = blocks.size() / e.block_bytes;
    e.dequantize(blocks.data(), count, reinterpret_cast<float*>(out.data()) + done);
    done += count * e.block;
  }
}

std::optional<std::filesystem::path> gguf_at(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return path.extension() == ".gguf" ? std::optional(path) : std::nullopt;
  if (fs::exists(path / "config.json", error) || Checkpoint::is_in(path)) return std::nullopt;
  std::vector<std::string> names;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
    if (it->path().extension() == ".gguf") names.push_back(it->path().filename().string());
  if (names.empty()) return std::nullopt;
  std::sort(names.begin(), names.end());
  if (names.size() > 1)
    throw Error(
        Code::kInvalidArgument,
        fmt::format("{}: one GGUF file is read from a folder; got {}", path.string(), fmt::join(names, ", ")),
        "name the file");
  return path / names[0];
}

}  // namespace constate::formats
