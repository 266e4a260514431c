#include "app/apart.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>

#include "base/error.h"

namespace constate::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kReturned = '+', kThrew = '-';  // the first byte of what comes

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

[[noreturn]] void be_the_other(const std::function<std::string()>& work, int out, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  if (const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC); nowhere >= 0)
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, fd);
  std::string said;
  try {
    said = kReturned + work();
  } catch (const std::exception& e) {
    said = kThrew + std::string(e.what());
  }
  write_all(out, said);
  ::_exit(0);  // threads of a plugin may run: nothing is destroyed
}

// All that comes until the other end is closed; false where the limit passed before.
bool read_all(int fd, Clock::time_point until, std::string& out) {
  std::array<char, 1 << 14> buffer;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd of{fd, POLLIN, 0};
    const int ready = left > 0 ? ::poll(&of, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Apart run_apart(const std::function<std::string()>& work, std::chrono::milliseconds limit) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(Code::kResourceExhausted, "no pipe can be made");
  const pid_t self = ::getpid(), pid = ::fork();
  if (pid == 0) be_the_other(work, ends[1], self);
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    throw Error(Code::kResourceExhausted, "no process can be made");
  }
  std::string came;
  const bool in_time = read_all(ends[0], Clock::now() + limit, came);
  ::close(ends[0]);
  if (!in_time) ::kill(pid, SIGKILL);
  const int status = wait_for(pid);
  if (!in_time)
    return {"", fmt::format("no answer in {} s",
                            std::chrono::duration_cast<std::chrono::seconds>(limit).count())};
  if (WIFSIGNALED(status)) return {"", fmt::format("ended by signal {}", WTERMSIG(status))};
  if (came.starts_with(kReturned)) return {came.substr(1), ""};
  if (came.starts_with(kThrew)) return {"", came.substr(1)};
  return {"", fmt::format("ended with status {}", WIFEXITED(status) ? WEXITSTATUS(status) : -1)};
}

}  // namespace constate::app
