#include "app/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include "app/terminal.h"

namespace constate::app {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

// Any thread may take the signal.
std::atomic<bool> g_keep = false, g_terminal = false;
std::atomic<bool> g_ctrl_c_ends_nothing = false, g_ctrl_c = false;
std::atomic<int> g_wake = -1;
std::atomic<int> g_came = 0;  // the signal's number
std::atomic<pid_t> g_child = 0;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<pid_t>::is_always_lock_free);

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction now {};
  return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

bool is_ours(int signal) { return signal == SIGINT || !is_ignored(signal); }

int code_for(int signal) { return 128 + signal; }

void end_child() {
  const int before = errno;
  if (const pid_t child = g_child; child > 0) ::kill(child, SIGKILL);
  errno = before;
}

void wake() {
  const int before = errno;
  const std::uint64_t one = 1;
  if (g_wake >= 0) {
    [[maybe_unused]] const ssize_t ignored = ::write(g_wake, &one, sizeof one);
  }
  errno = before;
}

extern "C" void on_interrupt(int number) {
  if (number == SIGINT && g_ctrl_c_ends_nothing) {
    g_ctrl_c = true;
    wake();
    return;
  }
  if (g_keep) {
    g_came = number;
    for (const int signal : kSignals)  // for the second one
      if (is_ours(signal)) handle(signal, SIG_DFL);
    end_child();
    wake();
    return;
  }
  if (g_terminal) {
    constexpr char kErase[] = "\r\x1b[K";  // the progress line
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, kErase, sizeof kErase - 1);
  }
  ::_exit(code_for(number));
}

}  // namespace

Interrupt::Interrupt() {
  g_came = 0;
  g_keep = false;
  g_child = 0;
  g_ctrl_c_ends_nothing = false;
  g_ctrl_c = false;
  g_wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_terminal = stderr_can_erase();
  for (const int signal : kSignals)
    if (is_ours(signal)) handle(signal, on_interrupt);
}
Interrupt::~Interrupt() {
  for (const int signal : kSignals)
    if (is_ours(signal)) handle(signal, SIG_DFL);
  if (const int fd = g_wake.exchange(-1); fd >= 0) ::close(fd);
}

void Interrupt::nothing_to_keep() { g_keep = false; }
void Interrupt::something_to_keep() { g_keep = true; }
int Interrupt::code() const { return g_came == 0 ? 0 : code_for(g_came); }

void Interrupt::ctrl_c_ends_nothing() { g_ctrl_c_ends_nothing = true; }
int Interrupt::wake_fd() const { return g_wake; }
bool Interrupt::take_ctrl_c() {
  std::uint64_t count;
  if (g_wake >= 0) {
    [[maybe_unused]] const ssize_t ignored = ::read(g_wake, &count, sizeof count);
  }
  return g_ctrl_c.exchange(false);
}

void Interrupt::ends_with(pid_t child) {
  g_child = child;
  if (came()) end_child();  // it came before there was a number
}

}  // namespace constate::app
