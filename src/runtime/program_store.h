// ProgramStore: compiled programs in a folder, so that another start need not compile them.
//
// An entry holds all that decided what the compiler made of a program; it is found by a hash of that and
// taken only where all of it is the same, so no hash vouches for an executable. It comes into being whole (a
// temporary file, then a rename), so any number of processes may share a folder. Entries are code: those that
// another user owns, or may write to, are not read. Whatever goes wrong costs a compilation and a note, never
// more. Does not know PJRT: an executable is bytes here. Thread-safe.
#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace constate::runtime {

struct ProgramStoreOptions {
  std::filesystem::path folder;                  // made when there is something to keep; empty: no store
  std::uint64_t limit = std::uint64_t{2} << 30;  // bytes; beyond, the entries go that were used longest ago
  std::function<void(const std::string&)> note = {};  // gets what could not be read or written
  std::optional<std::uint32_t> user = {};  // whose entries are read, in place of this process's user
};

// What an executable depends on, and names for people to read.
struct ProgramKey {
  std::string name;     // "prefill (batch 1, 32 tokens)"
  std::string model;    // "mamba2 129.0 M"; empty where the program is the same for several
  std::string dtype;    // of its matrices: "int8"; empty where it has none
  std::string plugin;   // a file's name
  std::string device;   // its kind
  std::string machine;  // all that is known of plugin, device and machine (machine_identity)
  std::string options;  // of the compiler, as PJRT takes them
  std::string program;  // StableHLO text
  bool operator==(const ProgramKey&) const = default;
};

// One file of a folder, for a list.
struct StoredProgram {
  std::filesystem::path file;
  std::string name, model, dtype, plugin, device;  // empty where `damage` is not
  std::string damage;                              // why it would not be read
  std::uint64_t bytes = 0;
  std::time_t used = 0;
};

class ProgramStore {
 public:
  explicit ProgramStore(ProgramStoreOptions options);

  // The executable that was kept for the key, if there is one; it counts as used now. One that is there and
  // cannot be taken is noted.
  std::optional<std::string> find(const ProgramKey& key) const;
  // Notes that the device would not take what `find` gave.
  void refuse(const ProgramKey& key, std::string_view why) const;
  // Notes that the plugin does not give the bytes of this executable.
  void pass_over(const ProgramKey& key, std::string_view why) const;
  // Notes that the plugin gives the bytes of no executable, or loads none from bytes.
  void give_up(std::string_view why) const;
  // Puts an executable in the place of what is there, then removes what is beyond the limit. What alone is
  // larger than the limit is not kept.
  void keep(const ProgramKey& key, std::string_view executable) const;

  // Where the key's entry is, or would be.
  std::filesystem::path file_of(const ProgramKey& key) const;

 private:
  void note(const std::string& text, bool once = false) const;
  void trim(const std::filesystem::path& newest) const;

  const ProgramStoreOptions options_;
  mutable std::mutex mutex_;
  mutable bool noted_ = false;
};

// The entries of a folder, those used last first; none where there is no such folder. Throws Error where it
// cannot be read.
std::vector<StoredProgram> stored_programs(const std::filesystem::path& folder);

// Removes the entries of a folder and what unfinished writes left there, nothing else. Returns what was
// removed, in `file` and `bytes` alone. Throws Error where one cannot be removed.
std::vector<StoredProgram> clear_programs(const std::filesystem::path& folder);

// FNV-1a: distinguishes files and texts, but not against an attacker. Any change within one byte changes it.
std::uint64_t fnv1a(std::span<const std::byte> bytes, std::uint64_t hash = 0xcbf29ce484222325);

}  // namespace constate::runtime
