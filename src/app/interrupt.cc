#include "app/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

#include "app/terminal.h"

namespace constate::app {
namespace {

// Any thread may take the signal.
std::atomic<bool> g_came = false, g_keep = false, g_terminal = false;
std::atomic<pid_t> g_child = 0;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free);

void end_child() {
  const int before = errno;
  if (const pid_t child = g_child; child > 0) ::kill(child, SIGKILL);
  errno = before;
}

extern "C" void on_interrupt(int) {
  if (g_keep) {
    g_came = true;
    end_child();
    return;
  }
  if (g_terminal) {
    constexpr char kErase[] = "\r\x1b[K";  // the progress line
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, kErase, sizeof kErase - 1);
  }
  ::_exit(130);
}

void handle(void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  g_came = g_keep = false;
  g_child = 0;
  g_terminal = stderr_is_terminal();
  handle(on_interrupt, SA_RESTART | SA_RESETHAND);
}
Interrupt::~Interrupt() { handle(SIG_DFL, 0); }

void Interrupt::nothing_to_keep() { g_keep = false; }
void Interrupt::something_to_keep() { g_keep = true; }
bool Interrupt::came() const { return g_came; }

void Interrupt::ends_with(pid_t child) {
  g_child = child;
  if (g_came) end_child();  // it came before there was a number
}

}  // namespace constate::app
