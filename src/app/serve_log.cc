#include "app/serve_log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "app/text.h"
#include "base/error.h"
#include "base/json.h"

namespace constate::app {
namespace {

std::string now() {
  const auto time = std::chrono::system_clock::now();
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                     ms);
}

std::string line_of(const http::AccessRecord& r, bool as_json) {
  if (!as_json)
    return fmt::format("{} {} {} {} {} {} bytes {:.3f} s {} {}\n", now(), printable(r.client), r.method,
                       printable(r.path), r.status, r.bytes, r.seconds, http::name(r.ending), r.id);
  const OrderedJson json{{"time", now()},      {"id", r.id},           {"client", r.client},
                         {"method", r.method}, {"path", r.path},       {"status", r.status},
                         {"bytes", r.bytes},   {"seconds", r.seconds}, {"ended", http::name(r.ending)}};
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace

ServeLog::ServeLog(std::optional<std::string> file, bool as_json)
    : path_(std::move(file)), as_json_(as_json) {
  if (!path_) return;
  file_ = std::fopen(path_->c_str(), "ae");
  if (!file_)
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: cannot be written: {}", *path_, std::strerror(errno)));
}

ServeLog::~ServeLog() {
  if (file_) std::fclose(file_);
}

void ServeLog::request(const http::AccessRecord& record) {
  const std::string line = line_of(record, as_json_);
  const std::lock_guard lock(mutex_);
  std::FILE* out = file_ ? file_ : stderr;
  std::fwrite(line.data(), 1, line.size(), out);
  std::fflush(out);
}

void ServeLog::reopen() {
  if (!path_) return;
  std::FILE* fresh = std::fopen(path_->c_str(), "ae");
  if (!fresh) return;  // the old one is better than none
  const std::lock_guard lock(mutex_);
  if (file_) std::fclose(file_);
  file_ = fresh;
}

}  // namespace constate::app
