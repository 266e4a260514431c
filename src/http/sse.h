// Server-sent events as text. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace constate::http {

inline constexpr const char* kEventStream = "text/event-stream";

// An event with one `data:` line for each line of `data` ("\n", "\r\n" and "\r" end one): "data: {...}\n\n".
// With a name "event: NAME\n" stands in front; it must be one line.
std::string sse_event(std::string_view data, std::string_view name = "");

// A line that clients pass over, so that what is between sees a connection in use: ": ping\n\n". One line.
std::string sse_comment(std::string_view text = "ping");

}  // namespace constate::http
