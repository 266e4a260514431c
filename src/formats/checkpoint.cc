#include "formats/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "formats/safetensors.h"
#include "formats/torch_file.h"

namespace constate::formats {
namespace {

struct Layout {
  const char* single;
  const char* index;
  bool torch;
};
constexpr Layout kLayouts[] = {{"model.safetensors", "model.safetensors.index.json", false},
                               {"pytorch_model.bin", "pytorch_model.bin.index.json", true}};
constexpr std::size_t kMostProblems = 20;     // told in one error
constexpr std::size_t kMaxShards = 4096;      // each is an open file
constexpr std::uint64_t kMaxIndex = 4 << 20;  // bytes: 100 for each tensor is usual

struct Problems {
  std::vector<std::string> told;
  std::size_t count = 0;
  void add(std::string what) {
    if (++count <= kMostProblems) told.push_back(std::move(what));
  }
  void raise(const std::filesystem::path& where) const {
    if (count == 0) return;
    std::string all = fmt::format("{}", fmt::join(told, "; "));
    if (count > told.size()) all += fmt::format("; and {} more", count - told.size());
    throw FormatError(fmt::format("{}: {}", where.string(), all),
                      "the folder's files do not belong together: fetch it again");
  }
};

// A plain name: nothing that could lead out of the folder.
bool plain(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == name.npos &&
         name.find('\\') == name.npos && name.find('\0') == name.npos;
}

std::uint64_t stored_bytes(const StoredTensor& tensor) {
  return tensor.stored_as.empty() ? static_cast<std::uint64_t>(tensor.shape.bytes()) : tensor.stored_bytes;
}

// `torch` says what a name of neither kind stands for.
std::unique_ptr<TensorFile> open_file(const std::filesystem::path& path, bool torch) {
  const std::filesystem::path kind = path.extension();
  if (kind == ".bin" || (torch && kind != ".safetensors")) return std::make_unique<TorchFile>(path);
  return std::make_unique<SafetensorsFile>(path);
}

}  // namespace

Checkpoint Checkpoint::open(const std::filesystem::path& dir) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(dir, error);
  if (status.type() == std::filesystem::file_type::not_found)
    throw Error(Code::kNotFound, fmt::format("{}: no such folder", dir.string()));
  if (status.type() == std::filesystem::file_type::none)
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: cannot be looked into: {}", dir.string(), error.message()));
  if (!std::filesystem::is_directory(status))
    throw Error(Code::kInvalidArgument, fmt::format("{}: not a folder", dir.string()),
                "name the folder that holds the model's files");
  for (const Layout& layout : kLayouts) {
    const bool single = std::filesystem::exists(dir / layout.single, error);
    if (!single && !std::filesystem::exists(dir / layout.index, error)) continue;
    Checkpoint out;
    out.dir_ = dir;
    if (single) {
      out.take(open_file(dir / layout.single, layout.torch));
    } else {
      out.open_shards(dir, dir / layout.index, layout.torch);
    }
    out.count_bytes();
    return out;
  }
  throw Error(Code::kNotFound,
              fmt::format("{}: no weights: none of `{}`, `{}`, `{}` and `{}` is there", dir.string(),
                          kLayouts[0].single, kLayouts[0].index, kLayouts[1].single, kLayouts[1].index),
              "name the folder that holds the model's files");
}

Checkpoint Checkpoint::of(std::unique_ptr<TensorFile> file) {
  Checkpoint out;
  out.dir_ = file->path();
  out.take(std::move(file));
  out.count_bytes();
  return out;
}

void Checkpoint::take(std::unique_ptr<TensorFile> file) {
  for (const auto& [name, t] : file->tensors())
    tensors_.emplace(name, StoredTensor{t.shape, files_.size(), t.offset, t.stored_as, t.stored_bytes});
  files_.push_back(std::move(file));
}

void Checkpoint::count_bytes() {
  for (const auto& [name, tensor] : tensors_) bytes_ += static_cast<std::uint64_t>(tensor.shape.bytes());
}

bool Checkpoint::is_in(const std::filesystem::path& dir) {
  std::error_code ignored;
  return std::ranges::any_of(kLayouts, [&](const Layout& layout) {
    return std::filesystem::exists(dir / layout.single, ignored) ||
           std::filesystem::exists(dir / layout.index, ignored);
  });
}

void Checkpoint::open_shards(const std::filesystem::path& dir, const std::filesystem::path& index,
                             bool torch) {
  const Json json = parse_json(read_text(index, kMaxIndex), index.string());
  const JsonObject root(json, index.string());
  root.object("weight_map");  // or says why not
  const Json& map = *root.find("weight_map");
  Problems problems;
  std::map<std::string, std::size_t> shards;  // name -> place in files_
  for (const auto& [tensor, file] : map.items()) {
    const std::string* shard = file.get_ptr<const std::string*>();
    if (!shard || !plain(*shard)) {
      problems.add(fmt::format("tensor `{}`: a shard is the plain name of a file in the folder; got {}",
                               tensor, excerpt(file)));
    } else {
      shards.emplace(*shard, 0);
    }
  }
  if (map.empty()) problems.add("`weight_map` lists no tensor");
  if (shards.size() > kMaxShards)
    problems.add(fmt::format("at most {} shards; got {}", kMaxShards, shards.size()));
  problems.raise(index);

  for (auto& [shard, place] : shards) {
    place = files_.size();
    if (std::error_code ignored; !std::filesystem::exists(dir / shard, ignored)) {
      problems.add(fmt::format("shard `{}` is missing", shard));
      continue;
    }
    try {
      files_.push_back(open_file(dir / shard, torch));
    } catch (const Error& e) {
      problems.add(e.what());
    }
  }
  problems.raise(index);

  for (const auto& [shard, place] : shards)
    for (const auto& [name, entry] : files_[place]->tensors()) {
      const auto listed = map.find(name);
      if (const auto had = tensors_.find(name); had != tensors_.end()) {
        problems.add(fmt::format("tensor `{}` is in both `{}` and `{}`", name,
                                 files_[had->second.file]->path().filename().string(), shard));
      } else if (listed == map.end()) {
        problems.add(fmt::format("shard `{}` holds tensor `{}`, which the index does not list", shard, name));
      } else {
        tensors_.emplace(name,
                         StoredTensor{entry.shape, place, entry.offset, entry.stored_as, entry.stored_bytes});
      }
    }
  for (const auto& [tensor, file] : map.items()) {
    const auto& shard = file.get_ref<const std::string&>();
    if (!files_[shards.at(shard)]->tensors().contains(tensor))
      problems.add(fmt::format("shard `{}` does not hold tensor `{}`", shard, tensor));
  }
  problems.raise(index);
}

std::vector<std::filesystem::path> Checkpoint::files() const {
  std::vector<std::filesystem::path> out;
  for (const auto& file : files_) out.push_back(file->path());
  return out;
}

void Checkpoint::show_as(std::vector<TensorView> views) {
  if (!views_.empty()) throw Error(Code::kInternal, "the tensors of a checkpoint are shown as others twice");
  under_views_ = std::exchange(tensors_, {});
  for (TensorView& view : views) {
    StoredTensor shown = under_views_.at(view.from[0]);
    if (view.make) {
      shown.stored_as = !view.stored_as.empty()   ? view.stored_as
                        : shown.stored_as.empty() ? name(shown.shape.dtype)
                                                  : shown.stored_as;
      shown.stored_bytes = 0;
      for (const std::string& from : view.from) shown.stored_bytes += stored_bytes(under_views_.at(from));
    } else if (Shape{DType::kF32, view.dims}.elements() != shown.shape.elements()) {
      throw Error(Code::kInternal,
                  fmt::format("{}: {} as [{}]", view.name, shown.shape.str(), fmt::join(view.dims, ", ")));
    }
    shown.shape = Shape{view.make ? DType::kF32 : shown.shape.dtype, view.dims};
    std::string name = view.name;
    tensors_.emplace(name, std::move(shown));
    views_.emplace(std::move(name), std::move(view));
  }
  bytes_ = 0;
  count_bytes();
}

const StoredTensor& Checkpoint::find(const std::string& name) const {
  const auto it = tensors_.find(name);
  if (it == tensors_.end())
    throw Error(Code::kNotFound, fmt::format("{}: no tensor `{}`", dir_.string(), name));
  return it->second;
}

HostArray Checkpoint::made(const TensorView& view) const {
  std::vector<HostArray> parts;
  for (const std::string& from : view.from) {
    HostArray part = files_[under_views_.at(from).file]->read(from);
    const DType own = part.shape().dtype;
    parts.push_back(is_float(own) && own != DType::kF32 ? part.converted(DType::kF32) : std::move(part));
  }
  HostArray out = with_context(dir_.string(), [&] { return view.make(std::move(parts)); });
  if (out.shape() != Shape{DType::kF32, view.dims})
    throw Error(Code::kInternal, fmt::format("{}: made {}, not [{}]", view.name, out.shape().str(),
                                             fmt::join(view.dims, ", ")));
  return out;
}

HostArray Checkpoint::read(const std::string& name) const {
  const StoredTensor& tensor = find(name);
  const auto view = views_.find(name);
  if (view == views_.end()) return files_[tensor.file]->read(name);
  if (view->second.make) return made(view->second);
  HostArray out = files_[tensor.file]->read(view->second.from[0]);
  out.reshape(view->second.dims);
  return out;
}

void Checkpoint::read_into(const std::string& name, std::span<std::byte> out) const {
  const StoredTensor& tensor = find(name);
  const auto view = views_.find(name);
  if (view == views_.end()) return files_[tensor.file]->read_into(name, out);
  if (!view->second.make) return files_[tensor.file]->read_into(view->second.from[0], out);
  const HostArray all = made(view->second);
  if (out.size() != all.bytes().size())
    throw Error(Code::kInvalidArgument, fmt::format("{}: tensor `{}` has {} bytes; got room for {}",
                                                    dir_.string(), name, all.bytes().size(), out.size()));
  std::ranges::copy(all.bytes(), out.begin());
}

}  // namespace constate::formats
