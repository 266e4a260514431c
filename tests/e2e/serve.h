// A `constate serve` for tests, and a client of it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "checkpoints.h"
#include "http/testing.h"
#include "process.h"

namespace constate::e2e {

using http::eventually;
using Arguments = std::vector<std::string>;

// Compiled programs of all servers of a test program: the first one begins without any.
inline std::vector<std::string> environment() {
  static const TempDir cache;
  return {"CONSTATE_CACHE=" + cache.str()};
}

inline std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::socklen_t size = sizeof at;
  EXPECT_EQ(::bind(fd, reinterpret_cast<::sockaddr*>(&at), sizeof at), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<::sockaddr*>(&at), &size), 0);
  ::close(fd);
  return ntohs(at.sin_port);
}

struct Reply {
  int status = 0;
  std::string head, body;
  Json json() const { return parse_json(body, "the answer"); }
  std::string error() const { return json().at("error").at("message").get<std::string>(); }
};

inline std::string unchunked(std::string_view chunks) {
  std::string out;
  while (true) {
    const std::size_t size = std::stoul(std::string(chunks.substr(0, chunks.find("\r\n"))), nullptr, 16);
    chunks.remove_prefix(chunks.find("\r\n") + 2);
    if (size == 0) return out;
    out += chunks.substr(0, size);
    chunks.remove_prefix(size + 2);
  }
}

inline std::string request_text(const std::string& method, const std::string& path, const std::string& body,
                                const std::string& headers) {
  return fmt::format("{} {} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n{}",
                     method, path, headers, body.size(), body);
}

inline Reply reply_of(http::Client& client) {
  Reply out;
  out.head = client.until("\r\n\r\n");
  if (out.head.size() > 12) out.status = std::stoi(out.head.substr(9, 3));
  out.body = client.rest();
  if (out.head.find("Transfer-Encoding: chunked") != std::string::npos) out.body = unchunked(out.body);
  return out;
}

class Server {
 public:
  explicit Server(Arguments more = {}, bool waits = true) : port_(free_port()) {
    Arguments all{"serve", demo(), "-q", "--port", std::to_string(port_)};
    all.insert(all.end(), more.begin(), more.end());
    process_ = std::make_unique<Process>(all, kCaptured, kCaptured, kCaptured, environment());
    if (waits && !eventually([&] { return try_ask("GET", "/health").status == 200; })) {
      process_->signal(SIGKILL);
      ADD_FAILURE() << "port " << port_ << ": no server after a minute; it said: " << process_->finish().err;
    }
  }
  ~Server() {
    if (process_) process_->signal(SIGKILL);
  }

  // Status 0 where nobody listens.
  Reply try_ask(const std::string& method, const std::string& path, const std::string& body = "",
                const std::string& headers = "") const {
    http::Client client;
    if (!client.connect(port_)) return {};
    client.send(request_text(method, path, body, headers));
    return reply_of(client);
  }
  Reply get(const std::string& path, const std::string& headers = "") const {
    return try_ask("GET", path, "", headers);
  }
  Reply post(const std::string& path, const std::string& body, const std::string& headers = "") const {
    return try_ask("POST", path, body, headers);
  }
  Json complete(const Json& body) const {
    const Reply reply = post("/v1/completions", body.dump());
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json();
  }
  std::vector<std::int32_t> ids(const std::string& text) const {
    return post("/tokenize", Json{{"content", text}}.dump()).json().at("tokens");
  }
  std::uint16_t port() const { return port_; }
  Process& process() { return *process_; }
  Result finish() {
    Result out = process_->finish();
    process_.reset();
    return out;
  }

 private:
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

inline std::string text_of(const Json& answer) { return answer.at("choices").at(0).at("text"); }

struct Events {
  std::string text;
  std::vector<Json> all;
  bool done = false;
};
inline Events events_of(const std::string& body) {
  Events out;
  std::istringstream lines(body);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("data: ")) continue;
    EXPECT_FALSE(out.done) << line;
    if (line == "data: [DONE]") {
      out.done = true;
      continue;
    }
    out.all.push_back(parse_json(line.substr(6), "an event"));
    const Json& choices = out.all.back().at("choices");
    if (choices.empty()) continue;
    if (choices[0].contains("text")) out.text += choices[0].at("text");
    if (choices[0].contains("delta") && choices[0].at("delta").contains("content"))
      out.text += choices[0].at("delta").at("content");
  }
  return out;
}

}  // namespace constate::e2e
