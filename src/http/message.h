// A request and an answer of HTTP, as plain data. Each belongs to one thread at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace constate::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

// A whole request: the body has been read.
struct Request {
  std::string method;  // one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
  std::string path;    // percent-decoded, without the query: "/v1/completions"; "*" for OPTIONS *
  std::map<std::string, std::string> query;  // decoded; of a key that comes twice the last
  Fields headers;                            // in the order of the request
  std::string body;
  std::string client;  // address as text
  std::string id;      // the client's X-Request-Id where it is sane, else made here; sent back always

  // The value of a header field, in any case of its name; "" where absent. Of several, joined with ", ".
  std::string header(std::string_view name) const;
};

// The server adds Date, X-Request-Id, Content-Length or Transfer-Encoding, and Connection.
struct Response {
  int status = 200;
  std::string content_type = "application/json";  // "": none is told
  std::string body = {};
  Fields headers = {};  // more of them
};

// Why a request is answered with an error before a handler sees it.
struct Refusal : Error {
  Refusal(int http_status, std::string refusal_code, std::string message)
      : Error(Code::kInvalidArgument, std::move(message)),
        status(http_status),
        code(std::move(refusal_code)) {}
  int status;
  std::string code;  // for programs: "body_too_large"
};

// An error in the form of OpenAI's API. `param` is the key that is wrong, "" where none is.
Response error_response(int status, std::string_view code, std::string_view message,
                        std::string_view type = "invalid_request_error", std::string_view param = "");

// "Not Found"; "" for a status that is not known.
std::string_view reason(int status);

// Whether ASCII texts are equal but for case.
bool same_name(std::string_view a, std::string_view b);

}  // namespace constate::http
