// The target of a request line, taken apart, and percent-encoding. Pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace constate::http {

// "%41" to "A"; nothing where a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

struct Target {
  std::string path;
  std::map<std::string, std::string> query;
};

// "/a%20b?x=1&y" or "http://host/a%20b?x=1&y", or "*". Throws Refusal(400) for anything else, for what is no
// visible ASCII, and for a path that has control characters once it is decoded.
Target parse_target(std::string_view target);

}  // namespace constate::http
