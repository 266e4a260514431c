#include "app/typed_history.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "app/settings.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "base/file.h"
#include "base/replacement.h"
#include "base/utf8.h"

namespace constate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLines = 1000;        // that are read
constexpr std::uint64_t kMostBytes = 64 << 20;  // of a file that is read at all
constexpr std::size_t kLongestLine = 64 << 10;  // that is kept

bool can_be_kept(const std::string& line) {
  return !line.empty() && line.size() <= kLongestLine && std::none_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  }) && find_invalid_utf8(line) == line.npos;
}

}  // namespace

fs::path history_file() {
  if (const char* named = std::getenv("CONSTATE_HISTORY")) return named;
  const auto base = [](const char* variable) { return fs::path(setting(variable).value_or("")); };
  // The XDG base directory specification has relative paths ignored.
  if (const fs::path state = base("XDG_STATE_HOME"); state.is_absolute())
    return state / "constate" / "chat_history";
  if (const fs::path home = base("HOME"); home.is_absolute())
    return home / ".local" / "state" / "constate" / "chat_history";
  return {};
}

void TypedHistory::stop(const std::string& why) {
  note_(fmt::format("history: {}: lines are not kept: {}", file_.string(), why));
  file_.clear();
}

std::vector<std::string> TypedHistory::read() {
  std::vector<std::string> lines;
  std::error_code missing;
  if (file_.empty() || !fs::exists(file_, missing)) return lines;
  try {
    if (!fs::is_regular_file(file_)) {
      stop("a regular file is expected");
      return lines;
    }
    const std::string text = read_text(file_, kMostBytes);
    std::size_t all = 0;
    for (std::size_t at = 0; at < text.size(); ++all) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (std::string line = text.substr(at, end - at); can_be_kept(line)) lines.push_back(std::move(line));
      at = end + 1;
    }
    if (lines.size() > kMostLines) lines.erase(lines.begin(), lines.end() - kMostLines);
    if (all < 2 * kMostLines) return lines;
    std::string kept;
    for (const std::string& line : lines) kept += line + "\n";
    Replacement file(file_);
    file.write(std::as_bytes(std::span(kept)));
    file.commit();
  } catch (const std::exception& e) {
    stop(e.what());
  }
  return lines;
}

void TypedHistory::add(const std::string& line) {
  if (file_.empty() || !can_be_kept(line)) return;
  try {
    append(line);
  } catch (const std::exception& e) {
    stop(e.what());
  }
}

void TypedHistory::append(const std::string& line) {
  if (const fs::path folder = file_.parent_path(); !folder.empty() && !fs::exists(folder)) {
    fs::create_directories(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return stop(std::strerror(errno));
  }
  const Descriptor file{
      ::open(file_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600)};
  struct stat facts {};
  if (file.get() < 0 || ::fstat(file.get(), &facts) != 0) return stop(std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) return stop("a regular file is expected");
  // What a full disk has left of a line ends here.
  char last = '\n';
  if (facts.st_size > 0 && ::pread(file.get(), &last, 1, facts.st_size - 1) != 1) last = '\n';
  const std::string bytes = (last == '\n' ? "" : "\n") + line + "\n";
  const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
  if (n < 0) return stop(std::strerror(errno));
  if (n != static_cast<ssize_t>(bytes.size())) stop(std::strerror(ENOSPC));
}

}  // namespace constate::app
