#include "app/plain_lines.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "app/terminal.h"

namespace constate::app {

Waited wait_for_input(Interrupt& interrupt) {
  for (;;) {
    if (interrupt.take_ctrl_c()) return Waited::kCtrlC;
    if (interrupt.came()) return Waited::kSignal;
    pollfd of[2]{{STDIN_FILENO, POLLIN, 0}, {interrupt.wake_fd(), POLLIN, 0}};
    if (::poll(of, 2, -1) < 0 && errno != EINTR) return Waited::kInput;  // then reading says why
    if (of[1].revents == 0 && of[0].revents != 0) return Waited::kInput;
  }
}

TypedLine PlainLines::read(const std::string& prompt) {
  if (shows_prompt_) say_part(prompt);
  for (;;) {
    const std::size_t end = buffer_.find('\n', looked_at_);
    if (end != buffer_.npos || (at_end_ && !buffer_.empty())) {
      TypedLine line{TypedLine::Kind::kLine, buffer_.substr(0, end)};
      buffer_.erase(0, end == buffer_.npos ? end : end + 1);
      looked_at_ = 0;
      line.bytes = passed_over_ + line.text.size();
      passed_over_ = 0;
      if (line.bytes <= kMostLineBytes) return line;
      return {TypedLine::Kind::kTooLong, {}, line.bytes};
    }
    if (at_end_) return {TypedLine::Kind::kEnd};
    looked_at_ = buffer_.size();
    if (buffer_.size() + passed_over_ > kMostLineBytes) {
      passed_over_ += buffer_.size();
      buffer_.clear();
      looked_at_ = 0;
    }
    const Waited what = wait_for_input(interrupt_);
    if (what == Waited::kCtrlC) return {TypedLine::Kind::kCtrlC};
    if (what == Waited::kSignal) return {TypedLine::Kind::kSignal};
    char bytes[1 << 16];
    const ssize_t n = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (n > 0)
      buffer_.append(bytes, static_cast<std::size_t>(n));
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
      at_end_ = true;  // a terminal that is gone gives an error
  }
}

}  // namespace constate::app
