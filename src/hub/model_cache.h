// ModelCache: one model in the hub's cache on disk, laid out as huggingface_hub lays it out, so that each
// finds what the other has fetched:
//
//   models--ORG--NAME/blobs/ETAG               a file's bytes; ETAG.incomplete while they come
//   models--ORG--NAME/snapshots/COMMIT/FILE    a relative link to a blob
//   models--ORG--NAME/refs/REV                 the commit that a branch or a tag was at
//   .locks/models--ORG--NAME/ETAG.lock         held (flock) by who fetches a blob
//
// Plain data; the functions read the disk each time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/names.h"

namespace constate::hub {

class ModelCache {
 public:
  ModelCache(std::filesystem::path cache, ModelName name);

  const ModelName& name() const { return name_; }
  const std::filesystem::path& cache() const { return cache_; }
  std::filesystem::path blob(std::string_view etag) const { return folder_ / "blobs" / etag; }
  std::filesystem::path partial(std::string_view etag) const;
  std::filesystem::path lock(std::string_view etag) const;
  std::filesystem::path snapshot(std::string_view commit) const { return folder_ / "snapshots" / commit; }

  // The commit that the revision is here: of itself, or as `refs` says. Nothing where it is not known.
  std::optional<std::string> commit() const;
  // The folder of that commit, where it is there.
  std::optional<std::filesystem::path> found() const;

  // Makes the link of a file to its blob; one that is there is replaced.
  void link(std::string_view commit, std::string_view file, std::string_view etag) const;
  // Notes that the revision is at `commit`. Nothing to do for a revision that is a commit.
  void set_commit(const std::string& commit) const;

 private:
  std::filesystem::path ref() const { return folder_ / "refs" / name_.revision; }

  std::filesystem::path cache_, folder_;
  ModelName name_;
};

// What keeps a folder of the cache from being a whole checkpoint: "no `config.json`"; nothing where all is
// there. Looks at names alone.
std::optional<std::string> missing_in(const std::filesystem::path& snapshot);

// The model's folder in the cache. Throws Error(kNotFound) where it is not there or, if a `whole` checkpoint
// is needed, where a file of it is not; the hint is the command that fetches it.
std::filesystem::path needed_folder(const ModelCache& cache, bool whole);

// "NAME" of a folder ".../models--ORG--NAME/snapshots/COMMIT"; nothing for any other.
std::optional<std::string> model_of_snapshot(const std::filesystem::path& folder);

}  // namespace constate::hub
