#include "app/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/utf8.h"

namespace constate::app {
namespace {

// Three digits that count.
std::string three_digits(double value) {
  return fmt::format("{:.{}f}", value, value < 0.9995 ? 2 : value < 99.95 ? 1 : 0);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void append_escaped(char c, std::string& out) {
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
}

bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return lower(a) == lower(b);
}

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (same_letter(a[i], b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string bytes_text(std::int64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  constexpr std::array<const char*, 4> units{"kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  // A value that would be rounded to 1000 goes to the next unit; small ones prefer "0.94 MB" to "944 kB".
  while (value >= 100 && unit + 1 < units.size()) {
    if (value < 999.5 && unit > 0) break;
    value /= 1000;
    ++unit;
  }
  return fmt::format("{} {}", three_digits(value), units[unit]);
}

std::string count_text(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string seconds_text(double seconds) { return three_digits(seconds) + " s"; }

double rate(std::int64_t tokens, double seconds) {
  return tokens > 0 && seconds > 0 ? static_cast<double>(tokens) / seconds : 0;
}

std::string tokens_text(std::int64_t tokens, double seconds) {
  std::string out = count_text(tokens, "token");
  if (const double r = rate(tokens, seconds); r > 0) out += fmt::format(", {} tok/s", three_digits(r));
  return out;
}

std::string printable(std::string_view text, bool keep_newlines) {
  std::string out;
  for (const char c : text) {
    if (is_control(c) && !(keep_newlines && c == '\n'))
      append_escaped(c, out);
    else
      out += c;
  }
  return out;
}

std::string line_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r')
      append_escaped(c, out);
    else
      out += c == '\\' ? "\\\\" : std::string(1, c);
  }
  return out;
}

std::string piece_text(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const Utf8Char c = first_char(bytes);
    const std::string_view part = bytes.substr(0, c.size);
    if (c.kind == Utf8Char::kValid && !(part.size() == 1 && is_control(part[0])))
      out += part;
    else
      for (const char byte : part) append_escaped(byte, out);
    bytes.remove_prefix(c.size);
  }
  return out;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kTelling = 5;  // letters: "--tem"
  for (const std::string& candidate : candidates)
    if (word.size() >= kTelling && candidate.starts_with(word)) return candidate;
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t n = edits(word, candidate);
    if (n < least) {
      least = n;
      best = candidate;
    }
  }
  return best;
}

}  // namespace constate::app
