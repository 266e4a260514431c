#include "hub/model_cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "base/write_file.h"
#include "hub/repository.h"

namespace constate::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kModels = "models--";
constexpr std::uint64_t kMostOfRef = 256;  // bytes

std::string folder_name(const ModelName& name) {
  return fmt::format("{}{}--{}", kModels, name.owner, name.model);
}

}  // namespace

ModelCache::ModelCache(fs::path cache, ModelName name)
    : cache_(std::move(cache)), folder_(cache_ / folder_name(name)), name_(std::move(name)) {}

fs::path ModelCache::partial(std::string_view etag) const {
  return folder_ / "blobs" / fmt::format("{}.incomplete", etag);
}
fs::path ModelCache::lock(std::string_view etag) const {
  return cache_ / ".locks" / folder_name(name_) / fmt::format("{}.lock", etag);
}

std::optional<std::string> ModelCache::commit() const {
  if (is_commit(name_.revision)) return name_.revision;
  std::error_code ignored;
  if (!fs::is_regular_file(ref(), ignored)) return std::nullopt;
  std::string text = read_text(ref(), kMostOfRef);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  if (!is_commit(text))
    throw FormatError(fmt::format("{}: a commit of 40 hexadecimal digits is expected", ref().string()));
  return text;
}

std::optional<fs::path> ModelCache::found() const {
  const std::optional<std::string> at = commit();
  std::error_code ignored;
  if (!at || !fs::is_directory(snapshot(*at), ignored)) return std::nullopt;
  return snapshot(*at);
}

void ModelCache::link(std::string_view commit, std::string_view file, std::string_view etag) const {
  const fs::path at = snapshot(commit) / file;
  fs::path target;  // as many steps up as there are folders between the file and the model's
  for ([[maybe_unused]] const fs::path& part : fs::path(file)) target /= "..";
  target = target / ".." / "blobs" / etag;
  std::error_code error;
  fs::create_directories(at.parent_path(), error);
  // Beside, then renamed: whoever reads meanwhile finds the old link or the new one.
  const fs::path beside =
      at.parent_path() /
      fmt::format(".{}.new-{:016x}", at.filename().string().substr(0, 200), random_number());
  if (!error) fs::create_symlink(target, beside, error);
  if (!error) fs::rename(beside, at, error);
  if (error) {
    std::error_code ignored;
    fs::remove(beside, ignored);
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: cannot be made a link: {}", at.string(), error.message()));
  }
}

void ModelCache::set_commit(const std::string& commit) const {
  if (name_.revision == commit || this->commit() == commit) return;
  std::error_code error;
  fs::create_directories(ref().parent_path(), error);
  if (error)
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: cannot be made: {}", ref().parent_path().string(), error.message()));
  write_whole(ref(), commit);
}

std::optional<std::string> missing_in(const fs::path& snapshot) {
  std::vector<std::string> there;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(snapshot, ignored))
    if (fs::is_regular_file(entry.path(), ignored)) there.push_back(entry.path().filename().string());
  try {
    const FilePlan plan = plan_files(there);
    if (plan.index)
      for (const std::string& shard :
           shards_of(read_text(snapshot / *plan.index, kMostOfIndex), (snapshot / *plan.index).string()))
        if (!fs::is_regular_file(snapshot / shard, ignored)) return fmt::format("no `{}`", shard);
  } catch (const Error& e) {
    return e.what();
  }
  return std::nullopt;
}

std::filesystem::path needed_folder(const ModelCache& cache, bool whole) {
  const std::string name = cache.name().text();
  const std::optional<fs::path> folder = cache.found();
  if (!folder)
    throw Error(
        Code::kNotFound,
        fmt::format("{}: no such folder, and not in the hub's cache {}", name, cache.cache().string()),
        fmt::format("`constate pull {}` fetches it from the hub", name));
  if (const auto missing = whole ? missing_in(*folder) : std::nullopt)
    throw Error(Code::kNotFound, fmt::format("{}: {} in {}", name, *missing, folder->string()),
                fmt::format("`constate pull {}` fetches what is missing", name));
  return *folder;
}

std::optional<std::string> model_of_snapshot(const fs::path& folder) {
  const fs::path plain = folder.has_filename() ? folder : folder.parent_path();
  const fs::path snapshots = plain.parent_path();
  const std::string name = snapshots.parent_path().filename().string();
  const std::size_t dashes = name.rfind("--");
  if (!is_commit(plain.filename().string()) || snapshots.filename() != "snapshots" ||
      !name.starts_with(kModels) || dashes < kModels.size())
    return std::nullopt;
  return name.substr(dashes + 2);
}

}  // namespace constate::hub
