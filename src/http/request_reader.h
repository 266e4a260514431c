// Bytes of a connection to one Request, as they arrive and within limits. Knows no sockets and no time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/chunked.h"
#include "http/fields.h"
#include "http/limits.h"
#include "http/line.h"

namespace constate::http {

class RequestReader {
 public:
  explicit RequestReader(const Limits& limits) : limits_(&limits), room_(limits.header_bytes) {}

  enum class Stage { kStart, kHeader, kBody, kDone };

  // Takes what belongs to the request from the front of `bytes`, and leaves what comes after it. Throws
  // Refusal; nothing may be added after that. Takes no memory for a body that is only announced.
  void add(std::string_view& bytes);

  Stage stage() const { return stage_; }
  // What is known so far; whole at kDone (`client` is not set here, `id` only where the client gave a sane
  // one).
  Request& request() { return request_; }
  int minor() const { return line_.minor; }
  bool keep_alive() const { return framing_.keep_alive; }
  bool expects_continue() const { return framing_.expects_continue; }

 private:
  void add_header(std::string_view& bytes);
  void add_body(std::string_view& bytes);
  void end_header();

  const Limits* limits_;
  std::size_t room_;  // of the header
  Stage stage_ = Stage::kStart;
  Line text_;
  RequestLine line_;
  Framing framing_;
  std::optional<ChunkedBody> chunks_;
  Request request_;
};

}  // namespace constate::http
