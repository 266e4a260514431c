// A body in chunks (RFC 9112, 7.1), taken apart as it arrives. Extensions and trailers are passed over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/line.h"

namespace constate::http {

class ChunkedBody {
 public:
  // `body_bytes`: what all chunks may hold; `line_bytes`: what extensions and trailers may hold together.
  ChunkedBody(std::size_t body_bytes, std::size_t line_bytes) : room_(body_bytes), extra_(line_bytes) {}

  // Takes bytes from the front and appends what they hold to `body`. True once the body is whole. Throws
  // Refusal(400 or 413), the latter as soon as a chunk is announced that is too large.
  bool add(std::string_view& bytes, std::string& body);

 private:
  static constexpr std::size_t kSizeLine = 18;  // 16 digits and CRLF; what is beyond is an extension
  enum class At { kSize, kData, kDataEnd, kTrailer, kDone };

  bool line(std::string_view& bytes);
  void begin_chunk();

  std::size_t room_, extra_;
  std::size_t line_room_ = kSizeLine;  // of the line that is being read
  std::uint64_t left_ = 0;             // of the chunk
  At at_ = At::kSize;
  Line line_;
};

}  // namespace constate::http
