// Cors: pages of which other sites may use the server from a browser (the Fetch standard's CORS protocol).
// Without cookies, so that a page needs a key as everybody does. Const; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "http/message.h"

namespace constate::serve {

class Cors {
 public:
  // "https://host[:port]", or "*" for all. Throws Error for another form.
  explicit Cors(std::vector<std::string> origins);

  // Whether a page from there may use the server.
  bool allows(const std::string& origin) const;
  // Of every answer, errors too: without them the page cannot read it. None where no origin was given.
  http::Fields headers(const http::Request& request) const;
  // A browser's question before the request itself.
  bool is_preflight(const http::Request& request) const;
  // Its answer, beside `headers`. The same for all paths: no key came with the question.
  http::Response preflight(const http::Request& request) const;

 private:
  const std::vector<std::string> origins_;
  bool all_ = false;
};

}  // namespace constate::serve
