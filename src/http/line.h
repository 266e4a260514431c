// Collects the bytes of one line of HTTP, which ends in CRLF and nothing else.
#pragma once

#include <string>
#include <string_view>

namespace constate::http {

class Line {
 public:
  // Takes bytes from the front of `bytes`, up to the end of the line or `room` of them, and lowers `room` by
  // their number. True once the line is whole. Throws Refusal(400) for a CR or LF alone and for control
  // characters.
  bool add(std::string_view& bytes, std::size_t& room);

  // The line without its CRLF; the next one begins.
  std::string take();

 private:
  std::string text_;
};

}  // namespace constate::http
