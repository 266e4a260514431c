#include "hub/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace constate::hub {
namespace {

constexpr std::size_t kMostOfId = 96, kMostOfRevision = 255, kMostOfFile = 1024, kMostOfPart = 255;

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_word(std::string_view text) {
  const auto at_an_end = [&](char c) { return text.front() == c || text.back() == c; };
  return !text.empty() && !at_an_end('.') && !at_an_end('-') && text.find("--") == text.npos &&
         text.find("..") == text.npos &&
         std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

// A name of git's that can also stand in a file's name.
bool is_revision(std::string_view text) {
  return text.size() <= kMostOfRevision && is_inside(text) && !text.ends_with(".lock") &&
         text.find("..") == text.npos && text.find("/.") == text.npos && !text.starts_with('.') &&
         std::ranges::all_of(text, [](char c) {
           return c > ' ' && c < 0x7f && std::string_view("~^:?*[\\").find(c) == std::string_view::npos;
         });
}

}  // namespace

std::string ModelName::text() const { return revision == "main" ? id() : id() + "@" + revision; }

std::optional<ModelName> parse_name(std::string_view text) {
  ModelName name;
  if (const std::size_t at = text.find('@'); at != text.npos) {
    name.revision = text.substr(at + 1);
    if (!is_revision(name.revision)) return std::nullopt;
    text = text.substr(0, at);
  }
  const std::size_t slash = text.find('/');
  if (slash == text.npos || text.size() > kMostOfId) return std::nullopt;
  name.owner = text.substr(0, slash);
  name.model = text.substr(slash + 1);
  if (!is_word(name.owner) || !is_word(name.model) || name.model.ends_with(".git")) return std::nullopt;
  return name;
}

bool is_commit(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_inside(std::string_view file) {
  if (file.empty() || file.size() > kMostOfFile) return false;
  if (std::ranges::any_of(
          file, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f || c == '\\'; }))
    return false;
  while (true) {
    const std::string_view part = file.substr(0, file.find('/'));
    if (part.empty() || part == "." || part == ".." || part.size() > kMostOfPart) return false;
    if (part.size() == file.size()) return true;
    file.remove_prefix(part.size() + 1);
  }
}

std::string percent_encoded(std::string_view text, bool keep_slashes) {
  std::string out;
  for (const char c : text) {
    if (is_alnum(c) || std::string_view("-._~").find(c) != std::string_view::npos ||
        (keep_slashes && c == '/'))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::optional<Origin> origin_of(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (colon == url.npos) return std::nullopt;
  const auto lower = [](std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
  };
  Origin out{.scheme = lower(url.substr(0, colon)), .host = "", .port = ""};
  if (out.scheme != "http" && out.scheme != "https") return std::nullopt;
  std::string_view host = url.substr(colon + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (!std::ranges::all_of(host, [](char c) {
        return is_alnum(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
      }))
    return std::nullopt;
  const std::size_t bracket = host.rfind(']'), port = host.rfind(':');
  if (port != host.npos && (bracket == host.npos || port > bracket)) {
    out.port = host.substr(port + 1);
    if (out.port.empty() || out.port.find_first_not_of("0123456789") != out.port.npos) return std::nullopt;
    host = host.substr(0, port);
  } else {
    out.port = out.scheme == "https" ? "443" : "80";
  }
  out.host = lower(host);
  if (out.host.empty()) return std::nullopt;
  return out;
}

std::string_view without_query(std::string_view url) { return url.substr(0, url.find('?')); }

}  // namespace constate::hub
