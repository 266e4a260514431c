// What a client may take of the server: bytes, connections and time. Plain data.
#pragma once

#include <chrono>
#include <cstddef>

namespace constate::http {

struct Limits {
  std::size_t header_bytes = 16 << 10;  // request line and header fields together; 414, 431
  std::size_t body_bytes = 16 << 20;    // 413
  // Of all bodies together, while they are read and until their requests are answered, but for the first 16
  // KiB of each; 503 for a body that would go beyond it.
  std::size_t all_bodies_bytes = 256 << 20;
  std::size_t unsent_bytes =
      1 << 20;                     // of a streamed answer, not taken by the client yet; then it is cut off
  std::size_t connections = 4096;  // open at a time; 503
  // Both from the first byte of a request, however steadily more bytes come; 408.
  std::chrono::milliseconds header_time{10'000};  // until the header is whole; also for the TLS handshake
  std::chrono::milliseconds body_time{30'000};    // until the body is whole
  std::chrono::milliseconds idle_time{75'000};    // before the first byte of a request
  std::chrono::milliseconds write_time{60'000};   // in which the client takes no byte of what waits for it
};

}  // namespace constate::http
