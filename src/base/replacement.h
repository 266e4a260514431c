// Replacement: a file written beside its target, on disk before it takes the target's place, and gone where
// it never does. So a reader, another saver, a process that is killed and a power failure find the old file
// or the new one, each whole.
//
// The temporary file is "<name>.new-<process>-<number>" in the target's folder, locked (flock) while its
// writer lives. One that nobody has locked is left of a process that was killed; the next Replacement of that
// name removes it. A Replacement belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/error.h"

namespace constate {

// A file that cannot be written: "<file>: cannot be written: No space left on device". kResourceExhausted
// where there is no room, kNotFound where there is no such folder, kPermissionDenied, or kInvalidArgument.
struct WriteError : Error {
  enum class Step { kCreate, kWrite, kRename };
  WriteError(const std::filesystem::path& file, Step step, int number);

  Step step;
  int number;  // errno
};

// All of what it does throws WriteError. `bytes` must not change meanwhile.
class Replacement {
 public:
  // Follows a link: that which it names is replaced. A device or a pipe is written to as it is. An existing
  // file must be writable, and the new one gets its mode.
  explicit Replacement(const std::filesystem::path& file);
  ~Replacement();
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  // Behind what was written before, or from where `seek` went to.
  void write(std::span<const std::byte> bytes);
  // What is left out reads as zeros. Not for pipes.
  void seek(std::uint64_t offset);
  // Afterwards the new file stands under the name, and its bytes and the name are on disk. Where the folder
  // alone could not be synced it throws, with the new file in place.
  void commit();

  // Throws what the constructor would for `file`. Leaves nothing behind, and what is there as it is.
  static void check(const std::filesystem::path& file);

  // Removes what processes that were killed have left in a folder, of files of any name.
  static void sweep(const std::filesystem::path& folder);

 private:
  struct Probe {};
  Replacement(const std::filesystem::path& file, Probe);

  void open(bool probes);
  void create_beside();
  void sweep() const;
  [[noreturn]] void fail(WriteError::Step step, int number) const;

  const std::filesystem::path asked_;
  std::filesystem::path target_, folder_;
  std::string prefix_;            // of the temporary files' names
  std::filesystem::path beside_;  // empty where the bytes go to `target_` directly
  int fd_ = -1;
};

}  // namespace constate
