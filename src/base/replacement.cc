#include "base/replacement.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "base/descriptor.h"

namespace constate {
namespace {

namespace fs = std::filesystem;
using Step = WriteError::Step;

constexpr std::string_view kMark = ".new-";
constexpr std::size_t kMostOfName = 200;  // bytes: with mark and numbers no more than a file system allows

Code code_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Code::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return Code::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Code::kResourceExhausted;
    default:
      return Code::kInvalidArgument;
  }
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// "<process>-<number>"
bool is_of_a_process(std::string_view text) {
  const std::size_t dash = text.find('-');
  return dash != text.npos && is_number(text.substr(0, dash)) && is_number(text.substr(dash + 1));
}

// Whether the name still leads to the open file.
bool is_at(int fd, const fs::path& path) {
  struct stat a {};
  struct stat b {};
  return ::fstat(fd, &a) == 0 && ::lstat(path.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

// Files of such names that no writer has locked. Nothing that goes wrong here keeps a file from being
// written.
template <class F>
void remove_left(const fs::path& folder, F is_left) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open) return;
  while (const dirent* at = ::readdir(open.get())) {
    if (!is_left(std::string_view(at->d_name))) continue;
    const fs::path path = folder / at->d_name;
    const Descriptor left(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (left.get() >= 0 && ::flock(left.get(), LOCK_EX | LOCK_NB) == 0 && is_at(left.get(), path))
      ::unlink(path.c_str());
  }
}

}  // namespace

WriteError::WriteError(const fs::path& file, Step s, int n)
    : Error(code_of(n), fmt::format("{}: cannot be written: {}", file.string(), std::strerror(n))),
      step(s),
      number(n) {}

Replacement::Replacement(const fs::path& file) : asked_(file) { open(false); }
Replacement::Replacement(const fs::path& file, Probe) : asked_(file) { open(true); }

Replacement::~Replacement() {
  if (!beside_.empty()) ::unlink(beside_.c_str());
  if (fd_ >= 0) ::close(fd_);
}

void Replacement::check(const fs::path& file) { const Replacement probe(file, Probe{}); }

void Replacement::open(bool probes) {
  std::error_code ignored;
  const fs::path real = fs::canonical(asked_, ignored);  // a link stays one
  target_ = real.empty() ? asked_ : real;
  folder_ = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  prefix_ = target_.filename().string().substr(0, kMostOfName).append(kMark);
  struct stat st {};
  const bool exists = ::stat(target_.c_str(), &st) == 0;
  if (exists && S_ISDIR(st.st_mode)) fail(Step::kRename, EISDIR);
  if (exists && ::access(target_.c_str(), W_OK) != 0) fail(Step::kCreate, errno);
  if (exists && !S_ISREG(st.st_mode)) {
    if (probes) return;  // a pipe's reader would take the opening and closing for all there is
    fd_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) fail(Step::kCreate, errno);
    return;
  }
  if (!probes) sweep();
  create_beside();
  if (exists) ::fchmod(fd_, st.st_mode & 07777);  // a file system without modes has none to keep
}

void Replacement::create_beside() {
  static std::atomic<unsigned> count{0};
  while (true) {
    const fs::path path = folder_ / fmt::format("{}{}-{}", prefix_, ::getpid(), count++);
    fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0 && errno == EEXIST) continue;  // of a process with this number: gone, or on another machine
    if (fd_ < 0) fail(Step::kCreate, errno);
    // Where there are no locks nobody sweeps either. Another saver that swept in between has taken the file,
    // or has it locked and is about to.
    const bool taken = ::flock(fd_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (!taken && is_at(fd_, path)) {
      beside_ = path;
      return;
    }
    ::close(std::exchange(fd_, -1));
  }
}

void Replacement::sweep() const {
  remove_left(folder_, [this](std::string_view name) {
    return name.starts_with(prefix_) && is_of_a_process(name.substr(prefix_.size()));
  });
}

void Replacement::sweep(const fs::path& folder) {
  remove_left(folder, [](std::string_view name) {
    const std::size_t mark = name.rfind(kMark);
    return mark != name.npos && is_of_a_process(name.substr(mark + kMark.size()));
  });
}

void Replacement::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(Step::kWrite, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

void Replacement::seek(std::uint64_t offset) {
  if (::lseek(fd_, static_cast<off_t>(offset), SEEK_SET) < 0) fail(Step::kWrite, errno);
}

void Replacement::commit() {
  if (beside_.empty()) {
    if (::close(std::exchange(fd_, -1)) != 0) fail(Step::kWrite, errno);  // a full disk may show only here
    return;
  }
  // The folder is opened before it changes: a failure then leaves all as it was.
  const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 && errno != EACCES) fail(Step::kRename, errno);
  if (::fsync(fd_) != 0) fail(Step::kWrite, errno);
  if (::rename(beside_.c_str(), target_.c_str()) != 0) fail(Step::kRename, errno);
  beside_.clear();
  // A folder that may be written and not read is synced with all of its file system; some file systems sync
  // no folder, and need not.
  const int synced = folder.get() >= 0 ? ::fsync(folder.get()) : ::syncfs(fd_);
  if (synced != 0 && errno != EINVAL && errno != ENOTSUP) fail(Step::kRename, errno);
  ::close(std::exchange(fd_, -1));  // all of it is on disk; and the lock is held until the name is right
}

void Replacement::fail(Step step, int number) const { throw WriteError(asked_, step, number); }

}  // namespace constate
