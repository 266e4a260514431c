#include "app/terminal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "app/text.h"

namespace constate::app {
namespace {

// 0, or the errno of what went wrong.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

// As much of `line` as fits on one line of the terminal: what wraps cannot be erased.
std::string fitting(const std::string& line) {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  std::size_t room = known ? size.ws_col - 1u : 79u, end = 0;
  while (end < line.size() && room-- > 0) {
    ++end;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) ++end;
  }
  return line.substr(0, end);
}

}  // namespace

void prepare_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    // `open` gives the lowest free number. Reading gives nothing; writing fails as it would have.
    if (::open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) != fd) return;
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stdin_is_terminal() { return ::isatty(STDIN_FILENO) == 1; }
bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_can_erase() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && terminal != nullptr && *terminal != '\0' &&
         std::string_view(terminal) != "dumb";
}

void write_out(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error == EPIPE) throw OutputClosed{};
  if (error != 0)
    throw Error(Code::kDataLoss, fmt::format("standard output: cannot be written: {}", std::strerror(error)));
}

void say(std::string_view line) { write_all(STDERR_FILENO, printable(line, true) + "\n"); }
void say_aside(std::string_view line) {
  const bool pale = stderr_can_erase();
  write_all(STDERR_FILENO,
            fmt::format("{}{}{}\n", pale ? "\x1b[2m" : "", printable(line, true), pale ? "\x1b[0m" : ""));
}
void say_part(std::string_view text) { write_all(STDERR_FILENO, text); }

void ProgressLine::loading(double share) {
  const std::lock_guard lock(mutex_);
  percent_ = share >= 1 ? -1 : static_cast<int>(100 * share);
  draw();
}

void ProgressLine::compiling(const std::string& program) {
  const std::lock_guard lock(mutex_);
  program_ = program;
  draw();
}

void ProgressLine::doing(const std::string& what) {
  const std::lock_guard lock(mutex_);
  doing_ = what;
  draw();
}

void ProgressLine::clear() {
  const std::lock_guard lock(mutex_);
  erase();
}

void ProgressLine::note(std::string_view line) {
  const std::lock_guard lock(mutex_);
  erase();
  say(line);
  draw();
}

void ProgressLine::draw() {
  if (!shown_) return;
  std::string line;
  const auto add = [&](const std::string& part) { line += (line.empty() ? "" : " · ") + part; };
  if (percent_ >= 0) add(fmt::format("loading the weights {} %", percent_));
  if (!program_.empty()) add("compiling " + program_);
  if (!doing_.empty()) add(doing_);
  if (line == drawn_) return;
  erase();
  write_all(STDERR_FILENO, fitting(line));
  drawn_ = std::move(line);
}

void ProgressLine::erase() {
  if (drawn_.empty()) return;
  write_all(STDERR_FILENO, "\r\x1b[K");
  drawn_.clear();
}

}  // namespace constate::app
