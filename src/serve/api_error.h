// What a client did wrong, or what this server cannot do for it now: an HTTP status, and an error object in
// the form of OpenAI's API.
#pragma once

#include <string>

#include "base/error.h"

namespace constate::serve {

struct ApiError : Error {
  ApiError(int http_status, std::string type_name, std::string message, std::string parameter = "",
           std::string code_name = "")
      : Error(Code::kInvalidArgument, std::move(message)),
        status(http_status),
        type(std::move(type_name)),
        param(std::move(parameter)),
        name(std::move(code_name)) {}
  int status;
  std::int64_t retry_seconds = 1;  // of 429 and 503: when to ask again
  std::string type, param;
  std::string name;  // a code for programs; "" where there is none
};

// 400, for a field of a request.
[[noreturn]] inline void bad_field(const std::string& field, const std::string& rule) {
  throw ApiError(400, "invalid_request_error", "`" + field + "`: " + rule, field);
}

}  // namespace constate::serve
