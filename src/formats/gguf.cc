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
    FileTensor shown{std::move(t.shape), t.offset};
    if (!t.elements->is_plain()) {
      shown.stored_as = t.elements->name;
      shown.stored_bytes = t.bytes;
    }
    elements_.emplace(t.name, t.elements);
    tensors_.emplace(std::move(t.name), std::move(shown));
  }
}

void GgufFile::fill(const std::string& name, const FileTensor& tensor, std::span<std::byte> out) const {
  const GgufElements& e = *elements_.at(name);
  if (e.is_plain()) return file_.read(tensor.offset, out);
  const std::uint64_t bytes = tensor.stored_bytes;
  std::vector<std::byte> blocks(std::min<std::size_t>(bytes, kPiece / e.block_bytes * e.block_bytes));
  for (std::uint64_t at = 0, done = 0; at < bytes; at += blocks.size()) {
    blocks.resize(std::min<std::uint64_t>(blocks.size(), bytes - at));
    file_.read(tensor.offset + at, blocks);
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
