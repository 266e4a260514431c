// The checksum that a file's etag is: SHA-256 of a large file (64 hexadecimal digits), git's SHA-1 of a small
// one (40). Other etags say nothing about the content. Belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace constate::hub {

class BlobHash {
 public:
  enum class Kind { kNone, kGit, kSha256 };
  static Kind kind_of(std::string_view etag);

  // Of a file of `size` bytes.
  BlobHash(Kind kind, std::uint64_t size);
  ~BlobHash();
  BlobHash(BlobHash&&) noexcept;
  BlobHash& operator=(BlobHash&&) noexcept;

  void add(std::span<const std::byte> bytes);
  // Of all that was added; empty for kNone. Nothing may be added afterwards.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace constate::hub
