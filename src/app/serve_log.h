// ServeLog: a line for each request that a server answered, as text or JSON. No text of a prompt or answer is
// in it, and no key. Thread-safe.
#pragma once

#include <cstdio>
#include <mutex>
#include <optional>
#include <string>

#include "http/server.h"

namespace constate::app {

class ServeLog {
 public:
  // To a file, at its end; else to standard error. Throws Error where the file cannot be opened.
  ServeLog(std::optional<std::string> file, bool as_json);
  ~ServeLog();
  void request(const http::AccessRecord& record);
  // Goes on in a new file of the name, where the old one was moved away.
  void reopen();

 private:
  const std::optional<std::string> path_;
  const bool as_json_;
  std::mutex mutex_;
  std::FILE* file_ = nullptr;
};

}  // namespace constate::app
