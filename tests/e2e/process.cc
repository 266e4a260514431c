#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

extern char** environ;

namespace constate::e2e {
namespace {

void check(int error, const char* what) {
  if (error != 0) throw std::runtime_error(what);
}

struct Pipe {
  int read, write;
  Pipe() {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe");
    read = ends[0];
    write = ends[1];
  }
};

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, int in, int out, int err,
                 const std::vector<std::string>& environment) {
  posix_spawn_file_actions_t actions;
  check(posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init");
  std::vector<int> ours;
  const auto connect = [&](int target, int fd, int& captured) {
    if (fd == kClosed) {
      check(posix_spawn_file_actions_addclose(&actions, target), "addclose");
    } else if (fd != kCaptured) {
      check(posix_spawn_file_actions_adddup2(&actions, fd, target), "adddup2");
    } else {
      const Pipe pipe;
      captured = pipe.read;
      ours.push_back(pipe.write);
      check(posix_spawn_file_actions_adddup2(&actions, pipe.write, target), "adddup2");
    }
  };
  if (in == kCaptured)
    check(posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0), "addopen");
  else
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  connect(STDOUT_FILENO, out, out_);
  connect(STDERR_FILENO, err, err_);

  std::vector<std::string> argv{CONSTATE_PROGRAM}, env = environment;  // the first of a name counts
  env.push_back("CONSTATE_CACHE=" + kept_programs().string());
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  for (char** e = environ; *e != nullptr; ++e) env.emplace_back(*e);
  const int error =
      posix_spawn(&pid_, CONSTATE_PROGRAM, &actions, nullptr, pointers(argv).data(), pointers(env).data());
  posix_spawn_file_actions_destroy(&actions);
  for (const int fd : ours) ::close(fd);
  check(error, "posix_spawn");
}

Process::~Process() {
  if (pid_ > 0) finish();
}

bool Process::read_some() {
  pollfd streams[2]{{out_, POLLIN, 0}, {err_, POLLIN, 0}};
  if (out_ < 0 && err_ < 0) return false;
  if (::poll(streams, 2, 120'000) <= 0) {  // stuck
    ::kill(pid_, SIGKILL);
    return false;
  }
  for (int i = 0; i < 2; ++i) {
    if (streams[i].revents == 0) continue;
    char buffer[1 << 16];
    const ssize_t n = ::read(streams[i].fd, buffer, sizeof buffer);
    int& fd = i == 0 ? out_ : err_;
    if (n > 0) {
      (i == 0 ? result_.out : result_.err).append(buffer, static_cast<std::size_t>(n));
    } else {
      ::close(fd);
      fd = -1;
    }
  }
  return true;
}

void Process::wait_for_out() {
  while (result_.out.empty() && read_some()) {
  }
}
void Process::wait_for_err(std::string_view text) {
  while ((result_.err.empty() || result_.err.find(text) == std::string::npos) && read_some()) {
  }
}

void Process::interrupt() { signal(SIGINT); }
void Process::signal(int number) { ::kill(pid_, number); }

Result Process::finish() {
  while (read_some()) {
  }
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  result_.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result_;
}

Result run(const std::vector<std::string>& arguments) { return Process(arguments).finish(); }

Result run_with_input(const std::vector<std::string>& arguments, const std::string& text) {
  const int fd = ::memfd_create("input", MFD_CLOEXEC);
  if (fd < 0 || ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("memfd_create");
  ::lseek(fd, 0, SEEK_SET);
  Result result = Process(arguments, fd).finish();
  ::close(fd);
  return result;
}

}  // namespace constate::e2e
