#include "runtime/program_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <tuple>
#include <utility>

#include "base/descriptor.h"
#include "base/error.h"

namespace constate::runtime {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "constate";
constexpr std::uint64_t kVersion = 2;
constexpr std::string_view kSuffix = ".program", kTemporary = ".new-";
constexpr std::size_t kHashDigits = 16, kRandomLetters = 6;
constexpr std::time_t kAbandoned = 3600;  // seconds after which nobody is still writing a file

// What an entry begins with. The key's fields follow, each as a length and its bytes; then the executable;
// nothing else.
struct Prefix {
  char magic[8];
  std::uint64_t version;
  std::uint64_t key_bytes, key_hash;
  std::uint64_t executable_bytes, executable_hash;
};
static_assert(sizeof(Prefix) == 48);

constexpr std::array kFields = {&ProgramKey::name,    &ProgramKey::model,  &ProgramKey::dtype,
                                &ProgramKey::plugin,  &ProgramKey::device, &ProgramKey::machine,
                                &ProgramKey::options, &ProgramKey::program};

std::uint64_t hash_of(std::string_view text) { return fnv1a(std::as_bytes(std::span(text))); }

std::string encoded(const ProgramKey& key) {
  std::string out;
  for (const auto field : kFields) {
    const std::uint64_t size = (key.*field).size();
    out.append(reinterpret_cast<const char*>(&size), sizeof size).append(key.*field);
  }
  return out;
}

std::optional<ProgramKey> decoded(std::string_view bytes) {
  ProgramKey key;
  for (const auto field : kFields) {
    std::uint64_t size = 0;
    if (bytes.size() < sizeof size) return std::nullopt;
    std::memcpy(&size, bytes.data(), sizeof size);
    bytes.remove_prefix(sizeof size);
    if (bytes.size() < size) return std::nullopt;
    key.*field = bytes.substr(0, size);
    bytes.remove_prefix(size);
  }
  return bytes.empty() ? std::optional(std::move(key)) : std::nullopt;
}

// Why an entry is not taken.
struct Refused {
  std::string why;
  bool unreadable = false;  // by the system; else what it holds is wrong
};

std::string failed(std::string_view what) {
  return fmt::format("cannot be {}: {}", what, std::strerror(errno));
}

// An entry that is open. All of these throw Refused.
class Entry {
 public:
  Entry(int fd, std::uint32_t user) : fd_(fd) {
    if (fd < 0) throw Refused{failed("opened"), true};
    struct stat st {};
    if (::fstat(fd, &st) != 0) throw Refused{failed("read"), true};
    if (!S_ISREG(st.st_mode)) throw Refused{"not a regular file"};
    if (st.st_uid != user) throw Refused{"belongs to another user"};
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) throw Refused{"other users may write to it"};
    size_ = static_cast<std::uint64_t>(st.st_size);
    if (size_ < sizeof prefix_) throw Refused{fmt::format("cut short after {} bytes", size_)};
    read(&prefix_, sizeof prefix_, 0);
    if (std::string_view(prefix_.magic, sizeof prefix_.magic) != kMagic)
      throw Refused{"not an entry of this cache"};
    if (prefix_.version != kVersion)
      throw Refused{fmt::format("written in format {}; this is {}", prefix_.version, kVersion)};
    const std::uint64_t rest = size_ - sizeof prefix_;
    if (prefix_.key_bytes > rest || prefix_.executable_bytes != rest - prefix_.key_bytes)
      throw Refused{fmt::format("cut short or damaged; it has {} bytes", size_)};
  }

  ProgramKey key() const {
    const std::string bytes = read(prefix_.key_bytes, sizeof prefix_);
    std::optional<ProgramKey> key = decoded(bytes);
    if (hash_of(bytes) != prefix_.key_hash || !key) throw Refused{"damaged: the key has another checksum"};
    return std::move(*key);
  }
  std::string executable() const {
    std::string bytes = read(prefix_.executable_bytes, sizeof prefix_ + prefix_.key_bytes);
    if (hash_of(bytes) != prefix_.executable_hash)
      throw Refused{"damaged: the executable has another checksum"};
    return bytes;
  }
  void mark_used() const {
    const timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
    ::futimens(fd_.get(), times);  // on a file system that is read-only there is nothing to remove either
  }

 private:
  void read(void* out, std::size_t size, std::uint64_t at) const {
    while (size > 0) {
      const ssize_t n = ::pread(fd_.get(), out, size, static_cast<off_t>(at));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw Refused{failed("read"), true};
      if (n == 0) throw Refused{fmt::format("cut short after {} bytes", at)};
      out = static_cast<char*>(out) + n;
      size -= static_cast<std::size_t>(n);
      at += static_cast<std::uint64_t>(n);
    }
  }
  std::string read(std::uint64_t size, std::uint64_t at) const {
    std::string bytes(size, '\0');  // at most what the file has
    read(bytes.data(), bytes.size(), at);
    return bytes;
  }

  const Descriptor fd_;
  std::uint64_t size_ = 0;
  Prefix prefix_{};
};

// A link would lead to a file that is none of ours; a pipe must not block.
int open_entry(const fs::path& file) {
  return ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}
bool is_entry(std::string_view file) {
  return file.ends_with(kSuffix) && is_hash(file.substr(0, file.size() - kSuffix.size()));
}
bool is_temporary(std::string_view file) {
  return file.size() == kHashDigits + kTemporary.size() + kRandomLetters &&
         is_hash(file.substr(0, kHashDigits)) && file.substr(kHashDigits).starts_with(kTemporary);
}

struct Found {
  fs::path file;
  bool temporary;
  struct stat st;
};

// Files of ours, and what stands in the place of one. Throws Error where the folder cannot be read.
std::vector<Found> files_in(const fs::path& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open && errno == ENOENT) return {};
  if (!open) throw Error(Code::kPermissionDenied, fmt::format("{}: {}", folder.string(), failed("read")));
  std::vector<Found> out;
  while (const dirent* at = ::readdir(open.get())) {
    const std::string_view name = at->d_name;
    Found found{folder / name, is_temporary(name), {}};
    if (!found.temporary && !is_entry(name)) continue;
    if (::lstat(found.file.c_str(), &found.st) == 0) out.push_back(std::move(found));
  }
  return out;
}

std::uint64_t bytes_of(const Found& found) { return static_cast<std::uint64_t>(found.st.st_size); }

bool used_before(const Found& a, const Found& b) {
  const auto at = [](const Found& f) {
    return std::tuple(f.st.st_atim.tv_sec, f.st.st_atim.tv_nsec, f.file);
  };
  return at(a) < at(b);
}

// Private to the user, as are the folders above that have to be made. False with errno where it fails.
bool make_folder(const fs::path& folder) {
  if (folder.empty() || ::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return true;
  return errno == ENOENT && folder.has_relative_path() && make_folder(folder.parent_path()) &&
         (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

std::uint64_t fnv1a(std::span<const std::byte> bytes, std::uint64_t hash) {
  for (const std::byte b : bytes) hash = (hash ^ static_cast<std::uint64_t>(b)) * 0x100000001b3;
  return hash;
}

ProgramStore::ProgramStore(ProgramStoreOptions options) : options_(std::move(options)) {}

fs::path ProgramStore::file_of(const ProgramKey& key) const {
  return options_.folder / fmt::format("{:016x}{}", hash_of(encoded(key)), kSuffix);
}

void ProgramStore::note(const std::string& text, bool once) const {
  const std::lock_guard lock(mutex_);
  if (once && std::exchange(noted_, true)) return;
  if (options_.note) options_.note("compile cache: " + text);
}

void ProgramStore::refuse(const ProgramKey& key, std::string_view why) const {
  note(fmt::format("{}: {}; `{}` is compiled again", file_of(key).string(), why, key.name));
}

void ProgramStore::pass_over(const ProgramKey& key, std::string_view why) const {
  note(fmt::format("`{}` cannot be kept: {}", key.name, why), /*once=*/true);
}

void ProgramStore::give_up(std::string_view why) const {
  note(fmt::format("not used: {}", why), /*once=*/true);
}

std::optional<std::string> ProgramStore::find(const ProgramKey& key) const {
  const fs::path file = file_of(key);
  const int fd = open_entry(file);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  try {
    const Entry entry(fd, options_.user.value_or(::geteuid()));
    if (entry.key() != key) throw Refused{"holds another program"};
    std::string executable = entry.executable();
    entry.mark_used();
    return executable;
  } catch (const Refused& refused) {
    if (refused.unreadable)
      note(fmt::format("{}: {}", file.string(), refused.why), /*once=*/true);
    else
      refuse(key, refused.why);
    return std::nullopt;
  }
}

void ProgramStore::keep(const ProgramKey& key, std::string_view executable) const {
  const std::string fields = encoded(key);
  Prefix prefix{{}, kVersion, fields.size(), hash_of(fields), executable.size(), hash_of(executable)};
  kMagic.copy(prefix.magic, sizeof prefix.magic);
  if (sizeof prefix + fields.size() + executable.size() > options_.limit) return;

  const fs::path file = file_of(key);
  const auto give_up = [&](const fs::path& what) {
    note(fmt::format("{}: {}", what.string(), failed("written")), /*once=*/true);
  };
  if (!make_folder(options_.folder)) return give_up(options_.folder);
  std::string temporary = fs::path(file).replace_extension().string();
  temporary.append(kTemporary).append(kRandomLetters, 'X');
  Descriptor out(::mkostemp(temporary.data(), O_CLOEXEC));  // readable and writable for its owner alone
  if (out.get() < 0) return give_up(options_.folder);
  if (!write_all(out.get(), {reinterpret_cast<const char*>(&prefix), sizeof prefix}) ||
      !write_all(out.get(), fields) || !write_all(out.get(), executable) || !out.close() ||
      ::rename(temporary.c_str(), file.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    errno = error;
    return give_up(file);
  }
  trim(file);
}

void ProgramStore::trim(const fs::path& newest) const {
  std::vector<Found> files;
  try {
    files = files_in(options_.folder);
  } catch (const Error&) {
    return;  // it may be written but not listed: then nothing can be removed
  }
  std::uint64_t sum = 0;
  for (const Found& found : files) sum += bytes_of(found);
  std::sort(files.begin(), files.end(), used_before);
  const std::time_t now = std::time(nullptr);
  for (const Found& found : files) {
    const bool abandoned = found.temporary && now - found.st.st_mtim.tv_sec > kAbandoned;
    const bool beyond = sum > options_.limit && !found.temporary && found.file != newest;
    if ((abandoned || beyond) && ::unlink(found.file.c_str()) == 0) sum -= bytes_of(found);
  }
}

std::vector<StoredProgram> stored_programs(const fs::path& folder) {
  std::vector<Found> files = files_in(folder);
  std::sort(files.rbegin(), files.rend(), used_before);
  std::vector<StoredProgram> out;
  for (const Found& found : files) {
    if (found.temporary) continue;
    StoredProgram stored;
    stored.file = found.file;
    stored.bytes = bytes_of(found);
    stored.used = found.st.st_atim.tv_sec;
    try {
      ProgramKey key = Entry(open_entry(found.file), ::geteuid()).key();
      stored.name = std::move(key.name);
      stored.model = std::move(key.model);
      stored.dtype = std::move(key.dtype);
      stored.plugin = std::move(key.plugin);
      stored.device = std::move(key.device);
    } catch (const Refused& refused) {
      stored.damage = refused.why;
    }
    out.push_back(std::move(stored));
  }
  return out;
}

std::vector<StoredProgram> clear_programs(const fs::path& folder) {
  std::vector<StoredProgram> out;
  for (const Found& found : files_in(folder)) {
    if (S_ISDIR(found.st.st_mode)) continue;  // not made by us
    if (::unlink(found.file.c_str()) != 0 && errno != ENOENT)
      throw Error(Code::kPermissionDenied, fmt::format("{}: {}", found.file.string(), failed("removed")));
    StoredProgram gone;
    gone.file = found.file;
    gone.bytes = bytes_of(found);
    out.push_back(std::move(gone));
  }
  return out;
}

}  // namespace constate::runtime
