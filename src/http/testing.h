// For tests: a client of raw bytes, waiting, and the records of a server.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <regex>
#include <string>
#include <vector>

#include "http/server.h"

namespace constate::http {

// Milliseconds; they pass only where something is wrong. Sanitizers make all of it slow.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int kPatience = 200'000;
#else
inline constexpr int kPatience = 20'000;
#endif

// Whether `f` becomes true.
template <class F>
bool eventually(F f) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatience);
  while (!f()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

// A connection to 127.0.0.1. Reading fails the test where nothing comes for long.
class Client {
 public:
  explicit Client(std::uint16_t port) : Client() { connect(port); }
  Client() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)), read_(std::move(other.read_)) {}
  Client& operator=(Client&&) = delete;
  ~Client() { close(); }

  int fd() const { return fd_; }
  bool connect(std::uint16_t port) {
    ::sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(fd_, reinterpret_cast<::sockaddr*>(&to), sizeof to) == 0;
  }
  void small_receive_buffer() {
    const int size = 4096;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  // The next `n` bytes, or fewer where the server closes before.
  std::string bytes(std::size_t n) {
    while (read_.size() < n && more()) {
    }
    return taken(std::min(n, read_.size()));
  }
  std::string until(std::string_view end) {
    while (read_.find(end) == std::string::npos && more()) {
    }
    const std::size_t at = read_.find(end);
    return taken(at == std::string::npos ? read_.size() : at + end.size());
  }
  std::string rest() {
    while (more()) {
    }
    return taken(read_.size());
  }
  // A header and as many bytes as its Content-Length says.
  std::string answer() {
    std::string head = until("\r\n\r\n");
    std::smatch match;
    static const std::regex length("Content-Length: ([0-9]+)");
    if (std::regex_search(head, match, length)) head += bytes(std::stoul(match[1]));
    return head;
  }

  void shut_down() { ::shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  void reset() {
    const ::linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }

 private:
  bool more() {
    ::pollfd wait{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, kPatience) != 1) {
      ADD_FAILURE() << "nothing came; so far: " << read_;
      return false;
    }
    char buffer[16384];
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    read_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }
  std::string taken(std::size_t n) {
    std::string out = read_.substr(0, n);
    read_.erase(0, n);
    return out;
  }

  int fd_;
  std::string read_;
};

// With the date and ids that the server made replaced, so that all bytes can be told.
inline std::string plain(std::string text) {
  static const std::regex date("Date: [A-Z][a-z][a-z], [0-9]{2} [A-Z][a-z][a-z] [0-9]{4} [0-9:]{8} GMT\r\n");
  static const std::regex id("X-Request-Id: [0-9a-f]{24}\r\n");
  text = std::regex_replace(text, date, "Date: D\r\n");
  return std::regex_replace(text, id, "X-Request-Id: I\r\n");
}

// What `on_done` was told. Must outlive the server.
class Records {
 public:
  std::function<void(const AccessRecord&)> taker() {
    return [this](const AccessRecord& record) {
      const std::lock_guard lock(mutex_);
      all_.push_back(record);
      changed_.notify_all();
    };
  }
  // Waits for so many, and gives all.
  std::vector<AccessRecord> wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(
        changed_.wait_for(lock, std::chrono::milliseconds(kPatience), [&] { return all_.size() >= count; }));
    return all_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<AccessRecord> all_;
};

using Shared = std::shared_ptr<Exchange>;

// Answers with what it was asked.
inline void echo(const Shared& exchange) {
  const Request& request = exchange->request();
  std::string body = request.method + " " + request.path;
  for (const auto& [key, value] : request.query) body += " " + key + "=" + value;
  exchange->send({.content_type = "text/plain", .body = body + "|" + request.body});
}

// Keeps exchanges for the test's thread to answer.
class Held {
 public:
  Handler handler() {
    return [this](Shared exchange) {
      const std::lock_guard lock(mutex_);
      all_.push_back(std::move(exchange));
      changed_.notify_all();
    };
  }
  Shared get(std::size_t index = 0) {
    std::unique_lock lock(mutex_);
    const auto there = [&] { return all_.size() > index; };
    if (!changed_.wait_for(lock, std::chrono::milliseconds(kPatience), there))
      throw std::runtime_error("no request");
    return all_[index];
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    all_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Shared> all_;
};

}  // namespace constate::http
