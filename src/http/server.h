// An HTTP/1.1 server (HTTP/1.0 too; TLS 1.2 and later): reads requests, within limits, and gives them to a
// handler. It knows nothing of what they mean.
//
// A few threads serve all connections. Answers go out in the order of the requests; the next request of a
// connection is read no further than `Limits::header_bytes` while one is answered. What is wrong with a
// request is answered here (400, 408, 413, 414, 417, 431, 501, 505, in OpenAI's form), and the connection
// closed. A handler that throws gives a 500. Thread-safe; but the destructor must not run in a handler.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/exchange.h"
#include "http/limits.h"
#include "http/message.h"

namespace constate::http {

// How a request ended.
enum class Ending {
  kComplete,      // all of the answer was taken by the system for the client
  kRefused,       // by the server, before a handler saw it; `status` says why
  kClientGone,    // closed or reset
  kSlowReader,    // cut off: more than `unsent_bytes` waited for it
  kWriteTimeout,  // cut off: took nothing for `write_time`
  kNoAnswer,      // cut off: the handler let go of it, or threw, after the answer had begun
  kServerClosed,
};
std::string_view name(Ending ending);  // "complete", "refused", "client gone", ...

// For a log of requests. Of a refused request what was known of it.
struct AccessRecord {
  std::string id, client, method, path;
  int status = 0;           // 0 where none was sent
  std::uint64_t bytes = 0;  // sent, with headers
  double seconds = 0;       // from the first byte of the request
  Ending ending = Ending::kComplete;
};

struct Options {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, or "localhost"
  std::uint16_t port = 8080;          // 0: any free one
  Limits limits = {};
  int threads = 2;
  std::string tls_certificate = {}, tls_key = {};  // PEM files; both or none
  // Header fields of the answer to a request beside its own, also where the server refuses it: then of what
  // was read so far.
  std::function<Fields(const Request&)> headers = {};
  // Called once for each request, in one of the server's threads; must not block for long.
  std::function<void(const AccessRecord&)> on_done = {};
};

// Called in one of the server's threads; must not block for long.
using Handler = std::function<void(std::shared_ptr<Exchange>)>;

class Server {
 public:
  // Binds, listens and starts. Throws Error with what the system said: of the address and port, or of the TLS
  // files.
  Server(Options options, Handler handler);
  ~Server();  // closes all connections, whatever they are at; waits for handlers that run
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const;  // "http://127.0.0.1:8080"
  std::uint16_t port() const;

  // From now on no new connections. Idle ones are closed; requests that have begun are answered, and then
  // theirs.
  void stop_accepting();

  std::size_t connections() const;  // open now
  std::size_t exchanges() const;    // requests that are answered now, until the last byte is with the system

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace constate::http
