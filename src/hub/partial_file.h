// PartialFile: a blob while its bytes come. What is there of it stays there, whatever ends the process, and
// the next one goes on behind it. Belongs to one thread, and, by its lock, to one process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/descriptor.h"
#include "hub/blob_hash.h"

namespace constate::hub {

// Held while there is one, by one process at a time. On a file system without locks it holds nothing.
class FileLock {
 public:
  // Waits for whoever has it, and calls `waits` before. Throws Error(kPermissionDenied) where the file cannot
  // be made.
  FileLock(const std::filesystem::path& file, const std::function<void()>& waits);

 private:
  std::optional<Descriptor> file_;
};

class PartialFile {
 public:
  // `path` becomes `whole` in the end. Throws WriteError.
  PartialFile(std::filesystem::path path, std::filesystem::path whole, std::string etag, std::uint64_t size);

  std::uint64_t whole_size() const { return whole_size_; }
  std::uint64_t size() const { return size_; }  // of what is there
  // Throws Error(kDataLoss) where it becomes more than the whole, WriteError where the disk is full.
  void append(std::span<const std::byte> bytes);
  void restart();
  // The file stands under its own name, and is on disk. Throws Error(kDataLoss), and removes what is there,
  // where it is not what its etag says. All bytes must be there.
  void finish();

 private:
  void read_what_is_there();
  [[noreturn]] void fail(int number) const;

  const std::filesystem::path path_, whole_;
  const std::string etag_;
  const std::uint64_t whole_size_;
  const Descriptor file_;
  std::uint64_t size_ = 0;
  BlobHash hash_;
};

}  // namespace constate::hub
