// Reading files by position. A file that is cut short while it is open gives an Error, never a signal: that
// is why nothing here maps memory (docs/decisions/0003).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace constate {

// An open regular file. Reads are positional, so one File serves several threads.
class File {
 public:
  // Throws Error(kNotFound) or Error(kPermissionDenied) or Error(kInvalidArgument), each naming the path.
  explicit File(std::filesystem::path path);
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }  // when it was opened

  // Fills `out` from `offset`; throws Error(kDataLoss) where the file ends before.
  void read(std::uint64_t offset, std::span<std::byte> out) const;

 private:
  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

// The whole file; a file larger than `limit` bytes is refused before anything is read.
std::string read_text(const std::filesystem::path& path, std::uint64_t limit = 256u << 20);

}  // namespace constate
