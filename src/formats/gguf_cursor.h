// Reads a GGUF file forward, in pieces, up to where the largest head would end. Internal to this module.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"

namespace constate::formats {

class GgufCursor {
 public:
  // Bytes before the tensors' data: vocabularies take tens of MB.
  static constexpr std::uint64_t kMaxHead = 256u << 20;
  static constexpr const char* kFetchAgain = "the file is cut short or damaged: fetch it again";

  explicit GgufCursor(const File& file);  // which must outlive it

  std::uint64_t at() const { return at_; }
  std::uint64_t left() const { return end_ - at_; }

  // Each throws FormatError where fewer bytes are left; `what` is being read.
  void bytes(std::span<char> out, std::string_view what);
  template <class T>
  T number(std::string_view what) {
    static_assert(std::endian::native == std::endian::little);
    T out{};
    bytes({reinterpret_cast<char*>(&out), sizeof out}, what);
    return out;
  }
  std::string text(std::string_view what, std::uint64_t most = kMaxHead);
  void skip(std::uint64_t size, std::string_view what);

  void go_to(std::uint64_t at);
  // That `what` takes `size` bytes, which are not left.
  [[noreturn]] void too_long(std::string_view what, std::uint64_t size) const;

 private:
  const File& file_;
  std::uint64_t end_, at_ = 0;
  std::string piece_;
  std::size_t begin_ = 0;  // of what is not yet read, in piece_
};

}  // namespace constate::formats
