#include "app/interrupt.h"

#include <unistd.h>

#include <csignal>

#include "app/terminal.h"

namespace constate::app {
namespace {

volatile std::sig_atomic_t g_came = 0;
volatile std::sig_atomic_t g_keep = 0;
volatile std::sig_atomic_t g_terminal = 0;

extern "C" void on_interrupt(int) {
  if (g_keep) {
    g_came = 1;
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
  g_came = 0;
  g_keep = 0;
  g_terminal = stderr_is_terminal();
  handle(on_interrupt, SA_RESTART | SA_RESETHAND);
}
Interrupt::~Interrupt() { handle(SIG_DFL, 0); }

void Interrupt::nothing_to_keep() { g_keep = 0; }
void Interrupt::something_to_keep() { g_keep = 1; }
bool Interrupt::came() const { return g_came != 0; }

}  // namespace constate::app
