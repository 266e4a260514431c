// CacheFolder: states of beginnings of texts in a folder, where another server and the next start find them.
//
//   DIR/key                          32 random bytes, made by the first server
//   DIR/SPACE/p512-HASH.state        after 512 tokens of a prompt (a: of an answer); HASH is of their ids
//
// A space is all that a state must have in common with a text's model and owner to be used for it. It is
// named by a keyed hash, so that a name tells nothing of it. There is no index: a name says which ids its
// state has seen, and the file says it again, with the ids themselves, which are compared. What is damaged,
// cut or of something else is no match, and is removed.
//
// The folder has a budget of bytes; what was not used for longest goes first. A use is noted as the file's
// time of modification. Thread-safe, and any number of processes may share a folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/saved_state.h"
#include "serve/prefix_cache.h"

namespace constate::serve {

struct CacheFolderOptions {
  std::filesystem::path folder;
  std::int64_t bytes = 0;      // of all files of all spaces
  std::int64_t canonical = 0;  // as PrefixCache::Options has it
  // A file that has more beside 4 bytes for each id is none of ours: it is not read into memory.
  std::int64_t file_bytes = std::int64_t{1} << 30;
  std::function<std::int64_t()> now = {};  // nanoseconds since 1970; the system's clock where there is none
};

class CacheFolder {
 public:
  struct Figures {
    std::int64_t entries = 0, bytes = 0;  // at the last look at the folder, with what was written since
    std::int64_t queries = 0, hits = 0, hit_tokens = 0;
    std::int64_t written = 0, evictions = 0, damaged = 0;
  };
  struct Found {
    engine::SavedState state;
    Origin origin;
    std::int64_t length;  // ids that it has seen
  };

  // Makes the folder where there is none, for its user alone. Throws Error where it cannot be written to.
  explicit CacheFolder(CacheFolderOptions options);

  // The name of a space: 32 hex digits.
  std::string space_of(const std::string& text) const;
  // The longest beginning of `ids` that has a state, of more than `above` of them; all of them only where the
  // state has the logits after them.
  std::optional<Found> find(const std::string& space, std::span<const std::int32_t> ids, std::int64_t above);
  // Whether such a state is there, which then counts as used now.
  bool use(const std::string& space, std::span<const std::int32_t> ids, Origin origin);
  // A state that has seen `ids`; nothing where it is larger than the budget. Throws Error where it cannot be
  // written: what was there before is as it was.
  void put(const std::string& space, std::span<const std::int32_t> ids, Origin origin,
           engine::SavedState state);

  Figures figures() const;
  const CacheFolderOptions& options() const { return options_; }

 private:
  struct Name {
    Origin origin;
    std::int64_t length;
    std::string hash;
  };
  struct Listing {  // names of a space, by length
    std::filesystem::file_time_type changed;
    std::chrono::steady_clock::time_point listed;
    std::multimap<std::int64_t, Name> names;
  };
  struct File {
    std::filesystem::path path;
    std::int64_t bytes, used;  // nanoseconds since 1970
  };

  static std::string file_of(const Name& name);
  static std::optional<Name> name_of(const std::string& file);
  std::filesystem::path path_of(const std::string& space, const Name& name) const;
  void read_key();
  const Listing& list(const std::string& space);
  std::vector<Name> fitting(const std::string& space, std::span<const std::int32_t> ids, std::int64_t above);
  std::optional<engine::SavedState> read(const std::string& space, const Name& name,
                                         std::span<const std::int32_t> ids);
  std::optional<engine::SavedState> read_checked(const std::string& space, const Name& name,
                                                 std::span<const std::int32_t> ids);
  void touch(const std::filesystem::path& path);
  std::vector<File> scan();
  bool make_room(std::int64_t bytes);

  const CacheFolderOptions options_;
  std::string key_;
  std::mutex listings_mutex_;
  std::map<std::string, Listing> listings_;
  std::mutex writing_;  // one writer at a time
  std::chrono::steady_clock::time_point scanned_;
  mutable std::mutex mutex_;  // of what is below
  Figures figures_;
  std::int64_t newest_ = 0;  // use, of all files
};

}  // namespace constate::serve
