#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "formats/safetensors.h"
#include "formats/utf8.h"

namespace constate::formats {
namespace {

constexpr std::size_t kDataAlignment = 64;

// A file beside `path` that replaces it on `commit`, and is gone without one.
class Replacement {
 public:
  explicit Replacement(const std::filesystem::path& path) : path_(path) {
    static std::atomic<unsigned> count{0};
    temp_ = path;
    temp_ += fmt::format(".{}-{}.tmp", ::getpid(), count++);
    fd_ = ::open(temp_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0) fail("created");
  }
  ~Replacement() {
    if (fd_ >= 0) ::close(fd_);
    if (!committed_) ::unlink(temp_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail("written");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }

  void commit() {
    if (::fsync(fd_) != 0) fail("written");
    if (::close(std::exchange(fd_, -1)) != 0) fail("written");
    if (::rename(temp_.c_str(), path_.c_str()) != 0) fail("renamed");
    committed_ = true;
  }

 private:
  [[noreturn]] void fail(std::string_view what) {
    const int error = errno;
    if (fd_ < 0) ::unlink(temp_.c_str());
    const Code code = error == ENOENT || error == ENOTDIR  ? Code::kNotFound
                      : error == EACCES || error == EROFS  ? Code::kPermissionDenied
                      : error == ENOSPC || error == EDQUOT ? Code::kResourceExhausted
                                                           : Code::kInvalidArgument;
    throw Error(code, fmt::format("{}: cannot be {}: {}", path_.string(), what, std::strerror(error)));
  }
  std::filesystem::path path_, temp_;
  int fd_ = -1;
  bool committed_ = false;
};

}  // namespace

void save_safetensors(const std::filesystem::path& path, const std::map<std::string, HostArray>& tensors) {
  using Item = std::map<std::string, HostArray>::value_type;
  std::vector<const Item*> order;
  for (const Item& item : tensors) {
    if (item.first == "__metadata__" || find_invalid_utf8(item.first) != std::string::npos)
      throw FormatError(fmt::format("{}: a tensor's name is UTF-8 and not `__metadata__`", path.string()));
    order.push_back(&item);
  }
  // A tensor's size is a multiple of its element's, so larger elements first keeps all of them aligned.
  std::stable_sort(order.begin(), order.end(), [](const Item* a, const Item* b) {
    return size_of(a->second.shape().dtype) > size_of(b->second.shape().dtype);
  });
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  std::size_t at = 0;
  for (const Item* item : order) {
    const auto& [name, array] = *item;
    header[name] = {{"dtype", safetensors_name(array.shape().dtype)},
                    {"shape", array.shape().dims},
                    {"data_offsets", {at, at + array.bytes().size()}}};
    at += array.bytes().size();
  }
  std::string text = header.dump();
  text.append((kDataAlignment - (8 + text.size()) % kDataAlignment) % kDataAlignment, ' ');
  std::byte length[8];
  for (std::size_t i = 0; i < 8; ++i)
    length[i] = static_cast<std::byte>(std::uint64_t{text.size()} >> (8 * i));

  Replacement file(path);
  file.write(length);
  file.write(std::as_bytes(std::span(text)));
  for (const Item* item : order) file.write(item->second.bytes());
  file.commit();
}

}  // namespace constate::formats
