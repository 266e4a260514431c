// The status line and header of an answer as text. Pure functions, but for the time of day.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/fields.h"

namespace constate::http {

struct HeadRules {
  std::string_view id;
  bool http_1_0 = false;  // the request's version: it wants to be told of keep-alive
  bool keep_alive = true;
  bool chunked = false;
  std::optional<std::size_t> length = {};
  std::span<const Fields::value_type> more = {};  // fields beside those of the response
};

// With the empty line at its end. The fields of `response` must be as check_answer_field wants them.
std::string response_head(const Response& response, const HeadRules& rules);

}  // namespace constate::http
