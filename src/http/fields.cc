#include "http/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace constate::http {
namespace {

constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

[[noreturn]] void refuse(const char* why) { throw Refusal(400, "bad_header", why); }

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

int minor_version(std::string_view version) {
  if (version == "HTTP/1.1") return 1;
  if (version == "HTTP/1.0") return 0;
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
      !is_digit(version[7]))
    refuse("request line: METHOD TARGET HTTP/1.1, with one space between");
  throw Refusal(505, "bad_version", fmt::format("this server speaks HTTP/1.1 and HTTP/1.0; got {}", version));
}

std::uint64_t parse_length(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit))
    refuse("Content-Length: a number of bytes, once");
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  return error == std::errc() ? length : std::numeric_limits<std::uint64_t>::max();
}

// "a, b": whether one of the elements is `wanted`.
bool has_element(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const std::string_view element = list.substr(0, list.find(','));
    if (same_name(trimmed(element), wanted)) return true;
    list.remove_prefix(std::min(list.size(), element.size() + 1));
  }
  return false;
}

}  // namespace

RequestLine parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == line.npos || first == last)
    refuse("request line: METHOD TARGET HTTP/1.1, with one space between");
  const std::string_view method = line.substr(0, first), target = line.substr(first + 1, last - first - 1);
  if (!is_token(method) || target.empty() || target.find_first_of(" \t") != target.npos)
    refuse("request line: METHOD TARGET HTTP/1.1, with one space between");
  const int minor = minor_version(line.substr(last + 1));
  if (std::find(std::begin(kMethods), std::end(kMethods), method) == std::end(kMethods))
    throw Refusal(501, "bad_method", fmt::format("this server knows no method {}", method.substr(0, 32)));
  return {.method = std::string(method), .target = std::string(target), .minor = minor};
}

std::pair<std::string, std::string> parse_field(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) refuse("header: a field is one line");
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon)))
    refuse("header: a field is NAME: VALUE, without space before the colon");
  return {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))};
}

Framing parse_framing(const Fields& fields, int minor) {
  Framing out{.keep_alive = minor == 1};
  std::optional<std::string_view> length, coding;
  int hosts = 0;
  for (const auto& [name, value] : fields) {
    if (same_name(name, "host")) {
      ++hosts;
    } else if (same_name(name, "content-length")) {
      if (length) refuse("Content-Length: a number of bytes, once");
      length = value;
    } else if (same_name(name, "transfer-encoding")) {
      if (coding) refuse("Transfer-Encoding: chunked, once");
      coding = value;
    } else if (same_name(name, "connection")) {
      if (has_element(value, "close"))
        out.keep_alive = false;
      else if (minor == 0 && has_element(value, "keep-alive"))
        out.keep_alive = true;
    } else if (same_name(name, "expect") && minor == 1) {
      if (!same_name(value, "100-continue"))
        throw Refusal(417, "bad_expectation", "Expect: this server knows 100-continue");
      out.expects_continue = true;
    }
  }
  if (hosts > 1 || (hosts == 0 && minor == 1)) refuse("Host: wanted, once");
  if (coding && length) refuse("request: Content-Length or Transfer-Encoding, not both");
  if (coding && (minor == 0 || !same_name(*coding, "chunked")))
    refuse("Transfer-Encoding: this server knows `chunked`, in HTTP/1.1");
  out.chunked = coding.has_value();
  if (length) out.length = parse_length(*length);
  return out;
}

void check_answer_field(std::string_view name, std::string_view value) {
  const auto bad = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; };
  if (!is_token(name) || std::any_of(value.begin(), value.end(), bad))
    throw Error(Code::kInvalidArgument,
                fmt::format("header field of an answer: a name and one line; got the name `{}`",
                            std::string(name.substr(0, 64))));
}

bool is_sane_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace constate::http
