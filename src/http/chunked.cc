#include "http/chunked.h"

#include <algorithm>
#include <charconv>

#include "http/fields.h"
#include "http/message.h"

namespace constate::http {
namespace {

[[noreturn]] void refuse(const char* why) { throw Refusal(400, "bad_chunk", why); }

std::uint64_t size_of(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, 16);
  if (error != std::errc() || end == text.data())
    refuse("request: a chunk begins with its size in hexadecimal");
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
  if (!rest.empty() && rest.front() != ';')
    refuse("request: after the size of a chunk only an extension may stand");
  if (rest.empty() && text.find_first_of(" \t") != text.npos)
    refuse("request: no space after the size of a chunk");
  return size;
}

}  // namespace

// A line may be as long as a size; what is longer comes from the room for extras, which is for all lines.
bool ChunkedBody::line(std::string_view& bytes) {
  std::size_t room = line_room_ + extra_;
  const bool whole = line_.add(bytes, room);
  line_room_ = room > extra_ ? room - extra_ : 0;
  extra_ = std::min(extra_, room);
  if (!whole && room == 0) refuse("request: extensions and trailers of chunks are too long");
  return whole;
}

void ChunkedBody::begin_chunk() {
  left_ = size_of(line_.take());
  if (left_ > room_)
    throw Refusal(413, "body_too_large", "request: the body is larger than this server takes");
  room_ -= left_;
  at_ = left_ == 0 ? At::kTrailer : At::kData;
  line_room_ = 2;  // for the end of a trailer
}

bool ChunkedBody::add(std::string_view& bytes, std::string& body) {
  while (!bytes.empty() && at_ != At::kDone) {
    if (at_ == At::kData) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
      body += bytes.substr(0, n);
      bytes.remove_prefix(n);
      left_ -= n;
      if (left_ == 0) {
        at_ = At::kDataEnd;
        line_room_ = 2;
      }
      continue;
    }
    if (!line(bytes)) continue;
    if (at_ == At::kSize) {
      begin_chunk();
    } else if (at_ == At::kDataEnd) {
      if (!line_.take().empty()) refuse("request: a chunk is longer than its size");
      at_ = At::kSize;
      line_room_ = kSizeLine;
    } else if (const std::string trailer = line_.take(); trailer.empty()) {
      at_ = At::kDone;
    } else {
      parse_field(trailer);
      line_room_ = 2;
    }
  }
  return at_ == At::kDone;
}

}  // namespace constate::http
