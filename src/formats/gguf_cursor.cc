#include "formats/gguf_cursor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace constate::formats {
namespace {

constexpr std::uint64_t kPiece = 64 << 10;

}  // namespace

GgufCursor::GgufCursor(const File& file) : file_(file), end_(std::min(file.size(), kMaxHead)) {}

void GgufCursor::bytes(std::span<char> out, std::string_view what) {
  if (out.size() > left()) too_long(what, out.size());
  while (!out.empty()) {
    if (begin_ == piece_.size()) {
      piece_.resize(std::min<std::uint64_t>(kPiece, end_ - at_));
      file_.read(at_, std::as_writable_bytes(std::span(piece_)));
      begin_ = 0;
    }
    const std::size_t some = std::min(out.size(), piece_.size() - begin_);
    std::memcpy(out.data(), piece_.data() + begin_, some);
    out = out.subspan(some);
    begin_ += some;
    at_ += some;
  }
}

std::string GgufCursor::text(std::string_view what, std::uint64_t most) {
  const auto size = number<std::uint64_t>(what);
  if (size > most) throw FormatError(fmt::format("{} has at most {} bytes; got {}", what, most, size));
  if (size > left()) too_long(what, size);
  std::string out(size, '\0');
  bytes(out, what);
  return out;
}

void GgufCursor::skip(std::uint64_t size, std::string_view what) {
  if (size > left()) too_long(what, size);
  if (size <= piece_.size() - begin_) {
    begin_ += size;
    at_ += size;
  } else {
    go_to(at_ + size);
  }
}

void GgufCursor::go_to(std::uint64_t at) {
  at_ = at;
  begin_ = piece_.size();
}

void GgufCursor::too_long(std::string_view what, std::uint64_t size) const {
  if (end_ < file_.size() && size <= file_.size() - at_)
    throw FormatError(fmt::format(
        "what stands before the tensors has at most {} bytes; {} at byte {} goes on", kMaxHead, what, at_));
  throw FormatError(fmt::format("{} at byte {} takes {} bytes; {} are left", what, at_, size, left()),
                    kFetchAgain);
}

}  // namespace constate::formats
