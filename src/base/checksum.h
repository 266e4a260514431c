// XXH3-128: a checksum that finds any accident to bytes, at the rate of memory. Not against whoever is out to
// deceive: two texts with one checksum can be made. Its values are those of the xxHash library everywhere, so
// a file keeps them. Values are plain data; a ChecksumStream belongs to one thread at a time. No errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace constate {

struct Checksum {
  static constexpr std::size_t kDigits = 32;

  std::uint64_t high = 0, low = 0;

  static Checksum of(std::span<const std::byte> bytes);
  static Checksum of(std::string_view bytes) { return of(std::as_bytes(std::span(bytes))); }
  // 32 hex digits in lower case, as `xxh128sum` prints them.
  std::string hex() const;
  // The inverse; nothing for any other text.
  static std::optional<Checksum> from_hex(std::string_view digits);

  bool operator==(const Checksum&) const = default;
};

// The checksum of bytes that come in parts.
class ChecksumStream {
 public:
  ChecksumStream();
  ~ChecksumStream();
  ChecksumStream(ChecksumStream&&) noexcept;
  ChecksumStream& operator=(ChecksumStream&&) noexcept;

  void add(std::span<const std::byte> bytes);
  // Of all that was added so far.
  Checksum value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace constate
