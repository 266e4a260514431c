#include "http/line.h"

#include <algorithm>
#include <utility>

#include "http/message.h"

namespace constate::http {
namespace {

// Seen as they come: a TLS handshake, say, has no end of line to wait for.
bool is_bad(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
}

}  // namespace

bool Line::add(std::string_view& bytes, std::size_t& room) {
  const std::size_t end = bytes.find('\n');
  const bool whole = end != bytes.npos && end < room;
  const std::size_t n = whole ? end + 1 : std::min(bytes.size(), room);
  const std::string_view part = bytes.substr(0, n);
  if (std::any_of(part.begin(), part.end(), is_bad))
    throw Refusal(400, "bad_header", "request: no control characters in its header");
  text_ += part;
  bytes.remove_prefix(n);
  room -= n;
  const std::size_t cr = text_.find('\r');
  const std::size_t last =
      text_.size() - (whole ? 2 : 1);  // where alone a CR may stand; and must, of a whole line
  if (whole ? text_.size() < 2 || cr != last : cr != text_.npos && cr != last)
    throw Refusal(400, "bad_header", "request: a line ends with CR LF; got one of them alone");
  return whole;
}

std::string Line::take() {
  text_.resize(text_.size() - 2);
  return std::exchange(text_, {});
}

}  // namespace constate::http
