#include "serve/cors.h"

#include <algorithm>

namespace constate::serve {
namespace {

constexpr std::size_t kMostNames = 2000;  // bytes of names of header fields

// "scheme://host[:port]", as browsers send it.
bool is_origin(const std::string& text) {
  const std::size_t end = text.find("://");
  if (end == std::string::npos || end == 0) return false;
  const std::string host = text.substr(end + 3);
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end),
                     [&](char c) { return fits(c) || c == '+'; }) &&
         !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
           return fits(c) || c == ':' || c == '[' || c == ']';
         });
}

bool are_names(const std::string& text) {
  return text.size() <= kMostNames && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_' || c == ',' || c == ' ';
         });
}

}  // namespace

Cors::Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {
  for (const std::string& origin : origins_) {
    if (origin == "*")
      all_ = true;
    else if (!is_origin(origin))
      throw Error(
          Code::kInvalidArgument,
          "an origin as browsers name it is expected, `https://host` or `https://host:port` in small letters "
          "and without a path, or `*`; got `" +
              origin + "`");
  }
}

bool Cors::allows(const std::string& origin) const {
  return all_ || std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

http::Fields Cors::headers(const http::Request& request) const {
  if (origins_.empty()) return {};
  http::Fields out;
  if (!all_) out.emplace_back("Vary", "Origin");
  const std::string origin = request.header("Origin");
  if (origin.empty() || !allows(origin)) return out;
  out.emplace_back("Access-Control-Allow-Origin", all_ ? "*" : origin);
  out.emplace_back("Access-Control-Expose-Headers",
                   "Retry-After, X-Request-Id, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, "
                   "x-ratelimit-reset-requests, x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, "
                   "x-ratelimit-reset-tokens");
  return out;
}

bool Cors::is_preflight(const http::Request& request) const {
  return request.method == "OPTIONS" && !request.header("Access-Control-Request-Method").empty() &&
         allows(request.header("Origin"));
}

http::Response Cors::preflight(const http::Request& request) const {
  http::Response out{.status = 204, .content_type = ""};
  out.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
  // Those that are asked for: clients add many of their own, and none gives rights but the key.
  if (const std::string names = request.header("Access-Control-Request-Headers");
      !names.empty() && are_names(names))
    out.headers.emplace_back("Access-Control-Allow-Headers", names);
  out.headers.emplace_back("Access-Control-Max-Age", "600");
  return out;
}

}  // namespace constate::serve
