// Signals of a server, which one thread waits for.
#pragma once

#include <csignal>
#include <cstdlib>

namespace constate::app {

// SIGINT and SIGTERM drain, a second one ends at once; SIGHUP opens the log and reads the keys anew. All
// threads block them, and this one waits.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
  }
  // From here on the next one ends the program at once.
  void end_at_the_next() const {
    for (const int signal : {SIGINT, SIGTERM})
      std::signal(signal, [](int number) { std::_Exit(128 + number); });
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  }

 private:
  sigset_t set_;
};

}  // namespace constate::app
