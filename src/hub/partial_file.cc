#include "hub/partial_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/file.h"
#include "base/replacement.h"

namespace constate::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = 1 << 20;
constexpr const char* kGoesOn = "what is there stays; the same command goes on from it";

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: cannot be made: {}", folder.string(), error.message()));
}

int open_in(const fs::path& path) {
  make_folder(path.parent_path());
  return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}

int lock(int fd, int how) {
  int result = 0;
  while ((result = ::flock(fd, how)) != 0 && errno == EINTR) {
  }
  return result;
}

}  // namespace

FileLock::FileLock(const fs::path& file, const std::function<void()>& waits) {
  while (true) {
    file_.emplace(open_in(file));
    if (file_->get() < 0) throw WriteError(file, WriteError::Step::kCreate, errno);
    if (lock(file_->get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return;  // no locks here
      waits();
      lock(file_->get(), LOCK_EX);
    }
    // Other programs remove the file when they let go of it; then another one is locked by its name.
    struct stat st {};
    if (::fstat(file_->get(), &st) != 0 || st.st_nlink > 0) return;
  }
}

PartialFile::PartialFile(fs::path path, fs::path whole, std::string etag, std::uint64_t size)
    : path_(std::move(path)),
      whole_(std::move(whole)),
      etag_(std::move(etag)),
      whole_size_(size),
      file_(open_in(path_)),
      hash_(BlobHash::kind_of(etag_), whole_size_) {
  if (file_.get() < 0) throw WriteError(path_, WriteError::Step::kCreate, errno);
  read_what_is_there();
}

void PartialFile::read_what_is_there() {
  const File there(path_);
  if (there.size() > whole_size_) return restart();
  std::vector<std::byte> piece(std::min<std::uint64_t>(kPiece, there.size()));
  while (size_ < there.size()) {
    piece.resize(std::min<std::uint64_t>(kPiece, there.size() - size_));
    there.read(size_, piece);
    hash_.add(piece);
    size_ += piece.size();
  }
}

void PartialFile::append(std::span<const std::byte> bytes) {
  if (bytes.size() > whole_size_ - size_)
    throw Error(Code::kDataLoss, fmt::format("{}: more than its {} bytes came", path_.string(), whole_size_));
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(errno);
    const auto written = bytes.first(static_cast<std::size_t>(n));
    hash_.add(written);
    size_ += written.size();
    bytes = bytes.subspan(written.size());
  }
}

void PartialFile::restart() {
  if (::ftruncate(file_.get(), 0) != 0) fail(errno);
  size_ = 0;
  hash_ = BlobHash(BlobHash::kind_of(etag_), whole_size_);
}

void PartialFile::finish() {
  if (const std::string hex = hash_.hex(); !hex.empty() && hex != etag_) {
    ::unlink(path_.c_str());
    throw Error(Code::kDataLoss,
                fmt::format("{}: the checksum {} is expected; got {}", path_.string(), etag_, hex),
                "what came is removed; the same command fetches it again");
  }
  // On a file system without locks another process may have begun anew.
  struct stat st {};
  if (::fstat(file_.get(), &st) != 0 || static_cast<std::uint64_t>(st.st_size) != whole_size_)
    throw Error(Code::kDataLoss, fmt::format("{}: another process writes to it", path_.string()));
  if (::fsync(file_.get()) != 0) fail(errno);
  if (::rename(path_.c_str(), whole_.c_str()) != 0) fail(errno);
}

void PartialFile::fail(int number) const {
  const WriteError e(path_, WriteError::Step::kWrite, number);
  throw Error(e.code(), e.what(), kGoesOn);
}

}  // namespace constate::hub
