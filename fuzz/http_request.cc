// Bytes of a connection to requests, within small limits. In one piece or byte by byte they are the same
// requests, or are refused in the same way; and what is taken as a header has nothing in it that two servers
// could read in two ways.
#include <string>
#include <vector>

#include "fuzz.h"
#include "http/request_reader.h"

using namespace constate;

namespace {

const http::Limits& limits() {
  static const http::Limits out{.header_bytes = 2000, .body_bytes = 5000};
  return out;
}

void check(http::RequestReader& reader) {
  const http::Request& request = reader.request();
  fuzz::require(request.body.size() <= limits().body_bytes, "no body is larger than the limit");
  fuzz::require(request.path == "*" || request.path.starts_with('/'), "a path begins with /");
  for (const char c : request.path)
    fuzz::require(static_cast<unsigned char>(c) >= 0x20, "a path is one line");
  std::size_t bytes = 0;
  for (const auto& [name, value] : request.headers) {
    bytes += name.size() + value.size();
    fuzz::require(name.find_first_of(" \t\r\n:") == name.npos, "a name is a token");
    fuzz::require(value.find_first_of("\r\n") == value.npos, "a field is one line");
  }
  fuzz::require(bytes <= limits().header_bytes, "no header is larger than the limit");
  const bool chunked = !request.header("transfer-encoding").empty(),
             length = !request.header("content-length").empty();
  fuzz::require(!chunked || !length, "a body has one length");
  if (length)
    fuzz::require(std::to_string(request.body.size()) ==
                      request.header("content-length")
                          .substr(std::min(request.header("content-length").find_first_not_of('0'),
                                           request.header("content-length").size() - 1)),
                  "a body is as long as its header says");
  if (!chunked && !length) fuzz::require(request.body.empty(), "a body has a length");
}

// All requests as text, at most `step` bytes at a time, and how the last one was refused.
std::string requests(std::string_view bytes, std::size_t step) {
  std::string out;
  try {
    while (!bytes.empty()) {
      http::RequestReader reader(limits());
      while (!bytes.empty() && reader.stage() != http::RequestReader::Stage::kDone) {
        std::string_view part = bytes.substr(0, step);
        const std::size_t before = part.size();
        reader.add(part);
        bytes.remove_prefix(before - part.size());
      }
      if (reader.stage() != http::RequestReader::Stage::kDone) break;
      check(reader);
      const http::Request& request = reader.request();
      out += request.method + ' ' + request.path + '\n';
      for (const auto& [name, value] : request.query) out += name + '=' + value + '\n';
      for (const auto& [name, value] : request.headers) out += name + ':' + value + '\n';
      out += request.body + (reader.keep_alive() ? "\n+\n" : "\n-\n");
    }
  } catch (const http::Refusal& why) {
    fuzz::require(why.status >= 400 && why.status <= 505, "a refusal has a status");
    out += std::to_string(why.status) + why.code;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  fuzz::bounded(8 * size,
                [&] { fuzz::require(requests(bytes, size) == requests(bytes, 1), "pieces change nothing"); });
  return 0;
}
