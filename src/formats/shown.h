// Bytes of a file that nobody vouches for, fit to stand in a message.
#pragma once

#include <string>
#include <string_view>

namespace constate::formats {

// At most 100 bytes, between back quotes; what is not printable ASCII becomes `?`.
inline std::string shown(std::string_view bytes) {
  constexpr std::size_t kMost = 100;
  std::string out = "`";
  for (const char c : bytes.substr(0, kMost)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (bytes.size() > kMost ? "...`" : "`");
}

}  // namespace constate::formats
