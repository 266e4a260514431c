#include "http/url.h"

#include <algorithm>

#include "http/message.h"

namespace constate::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[noreturn]] void refuse(const char* why) { throw Refusal(400, "bad_target", why); }

std::string decoded(std::string_view text, bool plus_is_space) {
  auto out = percent_decode(text, plus_is_space);
  if (!out) refuse("request target: a % wants two hexadecimal digits after it");
  return *std::move(out);
}

void parse_query(std::string_view text, std::map<std::string, std::string>& query) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view value = equals == pair.npos ? std::string_view() : pair.substr(equals + 1);
    query.insert_or_assign(decoded(pair.substr(0, equals), true), decoded(value, true));
  }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

// "http://host/path" to "/path"; the host is not looked at.
std::string_view without_host(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!same_name(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = target.find_first_of("/?");
    if (end == 0 || target.empty()) refuse("request target: a URL wants a host");
    return end == target.npos ? "/" : target.substr(end);
  }
  return target;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

Target parse_target(std::string_view target) {
  if (!std::all_of(target.begin(), target.end(), is_visible)) refuse("request target: visible ASCII only");
  if (target.find('#') != target.npos) refuse("request target: no fragment belongs here");
  if (target == "*") return {.path = "*", .query = {}};
  if (target.starts_with('?')) refuse("request target: it begins with /");
  target = without_host(target);
  const std::size_t mark = target.find('?');
  Target out{.path = decoded(target.substr(0, mark), false), .query = {}};
  if (out.path.empty() && mark == 0) out.path.push_back('/');  // "http://host?x"
  if (!out.path.starts_with('/')) refuse("request target: it begins with /");
  if (std::any_of(out.path.begin(), out.path.end(), is_control))
    refuse("request target: no control characters in a path");
  if (mark != target.npos) parse_query(target.substr(mark + 1), out.query);
  return out;
}

}  // namespace constate::http
