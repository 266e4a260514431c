#include "terminal.h"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace constate::e2e {

Terminal::Terminal(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  std::vector<std::string> argv{CONSTATE_PROGRAM}, env = environment;
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : argv) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  winsize size{};
  size.ws_row = 24;
  size.ws_col = 200;
  pid_ = ::forkpty(&fd_, nullptr, nullptr, &size);
  if (pid_ < 0) throw std::runtime_error("forkpty");
  if (pid_ > 0) return;
  for (std::string& setting : env) ::putenv(setting.data());
  ::execv(CONSTATE_PROGRAM, pointers.data());
  ::_exit(127);
}

Terminal::~Terminal() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    finish();
  }
  ::close(fd_);
}

bool Terminal::read_some() {
  pollfd of{fd_, POLLIN, 0};
  if (::poll(&of, 1, 60'000) <= 0) throw std::runtime_error("nothing more came; the screen: " + screen_);
  char buffer[1 << 14];
  const ssize_t n = ::read(fd_, buffer, sizeof buffer);
  if (n <= 0) return false;  // EIO: the program has gone
  screen_.append(buffer, static_cast<std::size_t>(n));
  return true;
}

void Terminal::type(std::string_view keys) {
  if (::write(fd_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
    throw std::runtime_error("the terminal takes no keys");
}

void Terminal::wait_for(std::string_view text) {
  for (;;) {
    if (const std::size_t at = screen_.find(text, looked_at_); at != screen_.npos) {
      looked_at_ = at + text.size();
      return;
    }
    if (!read_some())
      throw std::runtime_error("the program ended before `" + std::string(text) +
                               "`; the screen: " + screen_);
  }
}

int Terminal::finish() {
  while (read_some()) {
  }
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace constate::e2e
