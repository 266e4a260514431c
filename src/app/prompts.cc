#include "app/prompts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <memory>

#include "app/text.h"
#include "base/error.h"
#include "base/file.h"
#include "base/utf8.h"

namespace constate::app {
namespace {

constexpr std::size_t kMaxInput = std::size_t{256} << 20;

// Until it ends, since its size is not known before.
std::string read_stream(int fd, const std::string& where) {
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw Error(Code::kInvalidArgument, fmt::format("{}: cannot be read: {}", where, std::strerror(errno)));
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
    if (text.size() > kMaxInput)
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}: more than the {} bytes that are read", where, kMaxInput));
  }
}

// What a shell's <(...) gives, /dev/stdin, a named pipe.
bool is_stream(const std::string& file) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(file, ignored);
  return std::filesystem::is_fifo(status) || std::filesystem::is_character_file(status);
}

// Waits for a writer, as any program that reads a named pipe does.
std::string read_stream_file(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    throw Error(Code::kInvalidArgument, fmt::format("{}: cannot be opened: {}", file, std::strerror(errno)));
  const std::unique_ptr<const int, void (*)(const int*)> closed(&fd, [](const int* f) { ::close(*f); });
  return read_stream(fd, file);
}

}  // namespace

std::string read_input(const std::string& file) {
  if (file == "-") return read_stream(STDIN_FILENO, "standard input");
  return is_stream(file) ? read_stream_file(file) : read_text(file, kMaxInput);
}

std::string without_last_newline(std::string text) {
  if (text.ends_with('\n')) {
    text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
  }
  return text;
}

void check_utf8(std::string_view text, const std::string& where) {
  const std::size_t at = find_invalid_utf8(text);
  if (at != std::string_view::npos)
    throw FormatError(fmt::format("{}: must be UTF-8; byte {} (0x{:02x}) is not", where, at,
                                  static_cast<unsigned char>(text[at])));
}

std::vector<std::string> prompts_of(std::string_view text, const std::string& where) {
  if (text.empty()) throw FormatError(where + ": a prompt on each line is expected; got an empty file");
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::string place = fmt::format("{}: line {}", where, out.size() + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
      throw FormatError(place + ": a prompt is expected; got a blank line");
    check_utf8(line, place);
    out.emplace_back(line);
  }
  return out;
}

std::vector<std::int32_t> ids_of(std::string_view text) {
  constexpr std::string_view kBetween = " \t\r\n,";
  std::vector<std::int32_t> ids;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(kBetween), text.size()));
    if (text.empty()) break;
    const std::string_view word = text.substr(0, text.find_first_of(kBetween));
    std::int32_t id = -1;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (error != std::errc() || end != word.data() + word.size() || id < 0)
      throw Error(Code::kInvalidArgument,
                  fmt::format("--ids: integers from 0, with spaces between, are expected; got `{}`",
                              printable(word)));
    ids.push_back(id);
    text.remove_prefix(word.size());
  }
  if (ids.empty()) throw Error(Code::kInvalidArgument, "--ids: at least one id is expected; got none");
  return ids;
}

}  // namespace constate::app
