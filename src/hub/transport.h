// Transport: one HTTP request and its answer. Follows no redirect, retries nothing, knows no hub: client.h
// does. Belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "base/function_ref.h"

namespace constate::hub {

struct Request {
  std::string url;
  bool head = false;                      // without the content
  std::uint64_t from = 0;                 // the content from this byte on
  std::optional<std::string> token = {};  // for `Authorization: Bearer`
};

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; of one that comes twice, the last
  std::string redirect;  // where to, absolute; empty where the answer says no such thing
  std::string url = {};  // whose answer it is

  const std::string* find(const std::string& header) const {
    const auto it = headers.find(header);
    return it == headers.end() ? nullptr : &it->second;
  }
};

// What may go well another time: a connection that broke, a server that is busy.
struct Transient : Error {
  explicit Transient(std::string message, std::optional<int> wait = {})
      : Error(Code::kUnavailable, std::move(message)), seconds(wait) {}
  std::optional<int> seconds;  // as long the server asks to wait
};

class Transport {
 public:
  // Gets the content piece by piece; `head` is the answer's status and headers. What it throws ends the
  // transfer and leaves `send`.
  using Sink = FunctionRef<void(const Answer& head, std::span<const std::byte> bytes)>;

  virtual ~Transport() = default;
  // Throws Transient where the connection breaks, Error(kUnavailable) for what will not change by itself: a
  // certificate that is not trusted.
  virtual Answer send(const Request& request, Sink sink) = 0;
};

struct CurlOptions {
  std::string agent;                             // how the program calls itself
  int stall_seconds = 30;                        // a transfer of which nothing comes for so long has ended
  std::optional<std::string> certificates = {};  // a file of those to trust, in place of the system's
};
// By libcurl, which is loaded now. Throws Error(kFailedPrecondition) where it is not installed.
std::unique_ptr<Transport> open_curl(const CurlOptions& options);

}  // namespace constate::hub
