#include "base/write_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.h"

namespace constate {
namespace {

namespace fs = std::filesystem;

// Where the bytes go first, and where they end.
class Output {
 public:
  explicit Output(const fs::path& file, bool probes = false) : asked_(file) {
    std::error_code ignored;
    const fs::path real = fs::canonical(file, ignored);  // a link stays one
    target_ = real.empty() ? file : real;
    struct stat st {};
    const bool exists = ::stat(target_.c_str(), &st) == 0;
    if (exists && ::access(target_.c_str(), W_OK) != 0) fail(errno);
    if (exists && !S_ISREG(st.st_mode)) {
      if (S_ISDIR(st.st_mode)) fail(EISDIR);
      if (probes) return;  // a pipe's reader would take the opening and closing for all there is
      fd_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
      beside_ = target_.string() + fmt::format(".new-{}", ::getpid());
      ::unlink(beside_.c_str());  // of a process that had this number and was killed
      fd_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (fd_ >= 0 && exists) ::fchmod(fd_, st.st_mode & 07777);
    }
    if (fd_ < 0) fail(errno);
  }
  ~Output() {
    if (fd_ >= 0) ::close(fd_);
    if (!beside_.empty()) ::unlink(beside_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail(errno);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    const int closed = ::close(fd_);  // a full disk may show only here
    fd_ = -1;
    if (closed != 0 || (!beside_.empty() && ::rename(beside_.c_str(), target_.c_str()) != 0)) fail(errno);
    beside_.clear();
  }

 private:
  [[noreturn]] void fail(int error) const {
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: cannot be written: {}", asked_.string(), std::strerror(error)));
  }

  const fs::path asked_;
  fs::path target_;
  std::string beside_;  // empty where the bytes go to `target_` directly
  int fd_ = -1;
};

}  // namespace

void write_whole(const fs::path& file, std::string_view bytes) { Output(file).write(bytes); }
void check_writable(const fs::path& file) { const Output probe(file, /*probes=*/true); }

}  // namespace constate
