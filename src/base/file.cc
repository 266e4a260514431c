#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace constate {
namespace {

Error open_error(const std::filesystem::path& path, int error) {
  const Code code = error == ENOENT || error == ENOTDIR ? Code::kNotFound
                    : error == EACCES                   ? Code::kPermissionDenied
                                                        : Code::kInvalidArgument;
  return Error(code, fmt::format("{}: cannot be opened: {}", path.string(), std::strerror(error)));
}

}  // namespace

File::File(std::filesystem::path path) : path_(std::move(path)) {
  fd_ =
      ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO must not block before it is refused
  if (fd_ < 0) throw open_error(path_, errno);
  struct stat st {};
  if (::fstat(fd_, &st) != 0 || !S_ISREG(st.st_mode)) {
    ::close(fd_);
    throw Error(Code::kInvalidArgument, fmt::format("{}: not a regular file", path_.string()));
  }
  size_ = static_cast<std::uint64_t>(st.st_size);
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

File::File(File&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

void File::read(std::uint64_t offset, std::span<std::byte> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::pread(fd_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw Error(Code::kDataLoss, fmt::format("{}: cannot be read at byte {}: {}", path_.string(),
                                               offset + done, std::strerror(errno)));
    if (n == 0)
      throw Error(Code::kDataLoss,
                  fmt::format("{}: ends at byte {}, {} bytes before the end of what was asked for",
                              path_.string(), offset + done, out.size() - done));
    done += static_cast<std::size_t>(n);
  }
}

std::string read_text(const std::filesystem::path& path, std::uint64_t limit) {
  const File file(path);
  if (file.size() > limit)
    throw Error(Code::kInvalidArgument, fmt::format("{}: {} bytes, more than the {} that are read",
                                                    path.string(), file.size(), limit));
  std::string text(file.size(), '\0');
  file.read(0, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace constate
