// Descriptor: an open file descriptor, closed with this. For code that works with the system's calls
// themselves. Belongs to one thread.
#pragma once

#include <unistd.h>

#include <utility>

namespace constate {

class Descriptor {
 public:
  // Below 0: none, as after an `open` that failed.
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  // A full disk may show only here: then it is false, with errno.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

}  // namespace constate
