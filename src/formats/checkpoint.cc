#include "formats/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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
        tensors_.emplace(name, StoredTensor{entry.shape, place, entry.offset});
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

const TensorFile& Checkpoint::file_of(const std::string& name) const {
  const auto it = tensors_.find(name);
  if (it == tensors_.end())
    throw Error(Code::kNotFound, fmt::format("{}: no tensor `{}`", dir_.string(), name));
  return *files_[it->second.file];
}

HostArray Checkpoint::read(const std::string& name) const { return file_of(name).read(name); }

void Checkpoint::read_into(const std::string& name, std::span<std::byte> out) const {
  file_of(name).read_into(name, out);
}

}  // namespace constate::formats
