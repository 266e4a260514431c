#include "app/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

#include "app/terminal.h"

namespace constate::app {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

// Any thread may take the signal.
std::atomic<bool> g_keep = false, g_terminal = false;
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

extern "C" void on_interrupt(int number) {
  if (g_keep) {
    g_came = number;
    for (const int signal : kSignals)  // for the second one
      if (is_ours(signal)) handle(signal, SIG_DFL);
    end_child();
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
  g_terminal = stderr_can_erase();
  for (const int signal : kSignals)
    if (is_ours(signal)) handle(signal, on_interrupt);
}
Interrupt::~Interrupt() {
  for (const int signal : kSignals)
    if (is_ours(signal)) handle(signal, SIG_DFL);
}

void Interrupt::nothing_to_keep() { g_keep = false; }
void Interrupt::something_to_keep() { g_keep = true; }
int Interrupt::code() const { return g_came == 0 ? 0 : code_for(g_came); }

void Interrupt::ends_with(pid_t child) {
  g_child = child;
  if (came()) end_child();  // it came before there was a number
}

}  // namespace constate::app
