#include "formats/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/json.h"

namespace constate::formats {
namespace {

constexpr std::string_view kSingle = "model.safetensors";
constexpr std::string_view kIndex = "model.safetensors.index.json";
constexpr std::size_t kMostProblems = 20;  // told in one error
constexpr std::size_t kMaxShards = 4096;   // each is an open file

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

[[noreturn]] void no_weights(const std::filesystem::path& dir) {
  std::error_code ignored;
  for (const char* pickle : {"pytorch_model.bin", "pytorch_model.bin.index.json"})
    if (std::filesystem::exists(dir / pickle, ignored))
      throw Error(Code::kUnimplemented,
                  fmt::format("{}: weights are read from safetensors files; got `{}`", dir.string(), pickle),
                  "convert the checkpoint to safetensors, or fetch one that is");
  throw Error(Code::kNotFound,
              fmt::format("{}: no weights: neither `{}` nor `{}` is there", dir.string(), kSingle, kIndex),
              "name the folder that holds the model's files");
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
  Checkpoint out;
  out.dir_ = dir;
  if (std::filesystem::exists(dir / kSingle, error)) {
    out.files_.emplace_back(dir / kSingle);
    for (const auto& [name, entry] : out.files_[0].tensors())
      out.tensors_.emplace(name, StoredTensor{entry.shape, 0, entry.offset});
  } else if (std::filesystem::exists(dir / kIndex, error)) {
    out.open_shards(dir, dir / kIndex);
  } else {
    no_weights(dir);
  }
  for (const auto& [name, tensor] : out.tensors_)
    out.bytes_ += static_cast<std::uint64_t>(tensor.shape.bytes());
  return out;
}

void Checkpoint::open_shards(const std::filesystem::path& dir, const std::filesystem::path& index) {
  const Json json = parse_json(read_text(index), index.string());
  const JsonObject root(json, index.string());
  root.object("weight_map");  // or says why not
  const Json& map = *root.find("weight_map");
  Problems problems;
  std::map<std::string, std::size_t> shards;  // name -> place in files_
  for (const auto& [tensor, file] : map.items()) {
    const std::string* shard = file.get_ptr<const std::string*>();
    if (!shard || !plain(*shard)) {
      problems.add(fmt::format("tensor `{}`: a shard is the plain name of a file in the folder; got {}",
                               tensor,
                               file.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 80)));
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
      files_.emplace_back(dir / shard);
    } catch (const Error& e) {
      problems.add(e.what());
    }
  }
  problems.raise(index);

  for (const auto& [shard, place] : shards)
    for (const auto& [name, entry] : files_[place].tensors()) {
      const auto listed = map.find(name);
      if (const auto had = tensors_.find(name); had != tensors_.end()) {
        problems.add(fmt::format("tensor `{}` is in both `{}` and `{}`", name,
                                 files_[had->second.file].path().filename().string(), shard));
      } else if (listed == map.end()) {
        problems.add(fmt::format("shard `{}` holds tensor `{}`, which the index does not list", shard, name));
      } else {
        tensors_.emplace(name, StoredTensor{entry.shape, place, entry.offset});
      }
    }
  for (const auto& [tensor, file] : map.items()) {
    const auto& shard = file.get_ref<const std::string&>();
    if (!files_[shards.at(shard)].tensors().contains(tensor))
      problems.add(fmt::format("shard `{}` does not hold tensor `{}`", shard, tensor));
  }
  problems.raise(index);
}

std::vector<std::filesystem::path> Checkpoint::files() const {
  std::vector<std::filesystem::path> out;
  for (const SafetensorsFile& file : files_) out.push_back(file.path());
  return out;
}

const SafetensorsFile& Checkpoint::file_of(const std::string& name) const {
  const auto it = tensors_.find(name);
  if (it == tensors_.end())
    throw Error(Code::kNotFound, fmt::format("{}: no tensor `{}`", dir_.string(), name));
  return files_[it->second.file];
}

HostArray Checkpoint::read(const std::string& name) const { return file_of(name).read(name); }

void Checkpoint::read_into(const std::string& name, std::span<std::byte> out) const {
  file_of(name).read_into(name, out);
}

}  // namespace constate::formats
