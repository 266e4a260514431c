#include "http/response_head.h"

#include <fmt/format.h>

#include <ctime>
#include <iterator>

namespace constate::http {
namespace {

// "Fri, 27 Nov 2026 10:31:53 GMT", in English whatever the locale.
std::string date() {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[utc.tm_wday], utc.tm_mday,
                     kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace

std::string response_head(const Response& response, const HeadRules& rules) {
  std::string out =
      fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, reason(response.status), date());
  const auto field = [&out](std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "{}: {}\r\n", key, value);
  };
  if (!response.content_type.empty() && response.status != 204 && response.status != 304)
    field("Content-Type", response.content_type);
  if (rules.length) field("Content-Length", std::to_string(*rules.length));
  if (rules.chunked) field("Transfer-Encoding", "chunked");
  field("X-Request-Id", rules.id);
  for (const auto& [key, value] : response.headers) field(key, value);
  for (const auto& [key, value] : rules.more) field(key, value);
  if (!rules.keep_alive)
    field("Connection", "close");
  else if (rules.http_1_0)
    field("Connection", "keep-alive");
  return out += "\r\n";
}

}  // namespace constate::http
