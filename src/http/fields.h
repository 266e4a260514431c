// Lines of a request's header, one at a time, and how long its body is. Strict (RFC 9112): what two servers
// could read in two ways is refused. Pure functions; they throw Refusal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.h"

namespace constate::http {

struct RequestLine {
  std::string method, target;
  int minor = 1;  // of HTTP/1.x
};

// "GET /path HTTP/1.1". 501 for a method that is not known, 505 for another version.
RequestLine parse_request_line(std::string_view line);

// "Name: value", spaces around the value gone. 400 for a continued line and for space before the colon.
std::pair<std::string, std::string> parse_field(std::string_view line);

struct Framing {
  bool chunked = false;
  std::uint64_t length = 0;  // where it is not chunked
  bool keep_alive = true;
  bool expects_continue = false;
};

// Refuses a header without one Host (HTTP/1.1), with two lengths, a length and a transfer coding, or a
// transfer coding other than `chunked`; 417 for another expectation than 100-continue.
Framing parse_framing(const Fields& fields, int minor);

// Throws Error where a field of an answer could be read as more than one.
void check_answer_field(std::string_view name, std::string_view value);

// A request's id that is taken over from the client: 1 to 128 of [A-Za-z0-9._-].
bool is_sane_id(std::string_view id);

}  // namespace constate::http
