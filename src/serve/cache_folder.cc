#include "serve/cache_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.h"
#include "base/file.h"
#include "base/replacement.h"

namespace constate::serve {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr const char* kEnding = ".state";
constexpr const char* kNote = "prefix-cache";  // of a file: the space and the name that it was made for
constexpr std::size_t kKeyBytes = 32;
constexpr int kMostTries = 4;  // files that are read for one text
// A listing is believed for as long where its folder has not changed: clocks of file systems are coarse.
constexpr auto kListingAge = std::chrono::seconds(1);
constexpr auto kScanAge = std::chrono::seconds(10);  // others write too

std::int64_t system_nanoseconds() {
  return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t nanoseconds_of(const ::timespec& t) {
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

std::int64_t array_bytes(const engine::SavedState& state) {
  std::int64_t sum = std::ssize(state.seen.bytes());
  for (const auto& [name, array] : state.fields) sum += std::ssize(array.bytes());
  if (state.logits) sum += std::ssize(state.logits->bytes());
  if (state.ids) sum += std::ssize(*state.ids) * static_cast<std::int64_t>(sizeof(std::int32_t));
  return sum;
}

// For its user alone: what a state has seen can be read in it.
void make_private(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || (errno == EEXIST && fs::is_directory(folder))) return;
  const int number = errno;
  throw WriteError(folder, WriteError::Step::kCreate, number);
}

std::string hash_of(std::span<const std::int32_t> ids) {
  engine::TokenHash hash;
  hash.add(ids);
  return hash.hex();
}

}  // namespace

CacheFolder::CacheFolder(CacheFolderOptions options) : options_(std::move(options)) {
  std::error_code ignored;
  if (options_.folder.has_parent_path()) fs::create_directories(options_.folder.parent_path(), ignored);
  make_private(options_.folder);
  read_key();
  scan();
}

// The first server's key is everybody's: it appears whole, by a link.
void CacheFolder::read_key() {
  const fs::path path = options_.folder / "key";
  if (!fs::exists(path)) {
    std::array<char, kKeyBytes> key{};
    if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
      throw Error(Code::kInternal, "no random bytes");
    const fs::path own = options_.folder / fmt::format("key-{}-{:02x}", ::getpid(), std::uint8_t(key[0]));
    Replacement file(own);
    file.write(std::as_bytes(std::span(key)));
    file.commit();
    fs::permissions(own, fs::perms::owner_read | fs::perms::owner_write);
    const int linked = ::link(own.c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(own.c_str());
    if (linked != 0 && linked != EEXIST) throw WriteError(path, WriteError::Step::kCreate, linked);
  }
  key_ = read_text(path, kKeyBytes);
  if (key_.size() != kKeyBytes)
    throw FormatError(fmt::format("{}: a key has {} bytes; got {}", path.string(), kKeyBytes, key_.size()),
                      "the folder is no prefix cache, or is damaged: give another one, or empty it");
}

std::string CacheFolder::space_of(const std::string& text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (!HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size))
    throw Error(Code::kInternal, "no SHA-256");
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

std::string CacheFolder::file_of(const Name& name) {
  return fmt::format("{}{}-{}{}", name.origin == Origin::kPrompt ? 'p' : 'a', name.length, name.hash,
                     kEnding);
}

std::optional<CacheFolder::Name> CacheFolder::name_of(const std::string& file) {
  const std::size_t dash = file.find('-');
  if (dash == file.npos || dash < 2 || !file.ends_with(kEnding)) return std::nullopt;
  Name out{file[0] == 'p' ? Origin::kPrompt : Origin::kAnswer, 0, file.substr(dash + 1)};
  out.hash.resize(out.hash.size() - std::min(out.hash.size(), std::string_view(kEnding).size()));
  std::from_chars(file.data() + 1, file.data() + dash, out.length);
  if (out.length <= 0 || out.hash.size() != Checksum::kDigits || file_of(out) != file) return std::nullopt;
  return out;
}

fs::path CacheFolder::path_of(const std::string& space, const Name& name) const {
  return options_.folder / space / file_of(name);
}

// ---- finding

const CacheFolder::Listing& CacheFolder::list(const std::string& space) {
  const fs::path folder = options_.folder / space;
  std::error_code error;
  const fs::file_time_type changed = fs::last_write_time(folder, error);
  Listing& out = listings_[space];
  if (error) {
    out = {};
    return out;
  }
  const auto now = SteadyClock::now();
  if (changed == out.changed && now - out.listed < kListingAge) return out;
  out = {changed, now, {}};
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (std::optional<Name> name = name_of(it->path().filename().string())) {
      const std::int64_t length = name->length;
      out.names.emplace(length, std::move(*name));
    }
  return out;
}

// Those whose names say that they have seen just this text's beginning, the longest first.
std::vector<CacheFolder::Name> CacheFolder::fitting(const std::string& space,
                                                    std::span<const std::int32_t> ids, std::int64_t above) {
  std::vector<Name> out;
  const std::lock_guard lock(listings_mutex_);
  engine::TokenHash hash;
  std::size_t hashed = 0;
  for (const auto& [length, name] : list(space).names) {
    if (length > std::ssize(ids)) break;
    const bool is_all = length == std::ssize(ids);
    const bool is_usable = name.origin == Origin::kPrompt
                               ? is_all || options_.canonical == 0 || length % options_.canonical == 0
                               : !is_all && options_.canonical == 0;
    if (length <= above || !is_usable) continue;
    hash.add(ids.subspan(hashed, static_cast<std::size_t>(length) - hashed));
    hashed = static_cast<std::size_t>(length);
    if (name.hash == hash.hex()) out.push_back(name);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::optional<CacheFolder::Found> CacheFolder::find(const std::string& space,
                                                    std::span<const std::int32_t> ids, std::int64_t above) {
  int tries = 0;
  std::optional<Found> out;
  for (const Name& name : fitting(space, ids, above)) {
    if (++tries > kMostTries) break;
    std::optional<engine::SavedState> state = read(space, name, ids);
    if (!state) continue;
    touch(path_of(space, name));
    out = Found{std::move(*state), name.origin, name.length};
    break;
  }
  const std::lock_guard lock(mutex_);
  ++figures_.queries;
  if (out) {
    ++figures_.hits;
    figures_.hit_tokens += out->length;
  }
  return out;
}

// Nothing where the file is not what its name says; it goes then.
std::optional<engine::SavedState> CacheFolder::read(const std::string& space, const Name& name,
                                                    std::span<const std::int32_t> ids) {
  try {
    return read_checked(space, name, ids);
  } catch (const FormatError&) {
    std::error_code ignored;
    fs::remove(path_of(space, name), ignored);
    const std::lock_guard lock(mutex_);
    ++figures_.damaged;
  } catch (const Error&) {  // removed since, or a disk that fails: it stays as it is
  }
  return std::nullopt;
}

std::optional<engine::SavedState> CacheFolder::read_checked(const std::string& space, const Name& name,
                                                            std::span<const std::int32_t> ids) {
  const fs::path path = path_of(space, name);
  struct ::stat s;
  if (::lstat(path.c_str(), &s) != 0) return std::nullopt;
  const std::int64_t most =
      options_.file_bytes + name.length * static_cast<std::int64_t>(sizeof(std::int32_t));
  if (!S_ISREG(s.st_mode) || s.st_size > most)
    throw FormatError(fmt::format("{}: a file of {} bytes at most is expected", path.string(), most));
  engine::SavedState out = engine::read_state(path);
  const auto note = out.notes.find(kNote);
  const auto text = ids.first(static_cast<std::size_t>(name.length));
  if (note == out.notes.end() || note->second != space + "/" + file_of(name) || !out.ids ||
      !std::equal(out.ids->begin(), out.ids->end(), text.begin(), text.end()))
    throw FormatError(path.string() + ": is of another text");
  return out;
}

// ---- keeping

// Later than every other use, though the clock may have been set back.
void CacheFolder::touch(const fs::path& path) {
  std::int64_t time = options_.now ? options_.now() : system_nanoseconds();
  {
    const std::lock_guard lock(mutex_);
    time = newest_ = std::max(time, newest_ + 1000);
  }
  const ::timespec times[2] = {{time / 1'000'000'000, time % 1'000'000'000},
                               {time / 1'000'000'000, time % 1'000'000'000}};
  ::utimensat(AT_FDCWD, path.c_str(), times, 0);  // removed since: then there is nothing to note
}

bool CacheFolder::use(const std::string& space, std::span<const std::int32_t> ids, Origin origin) {
  const fs::path path = path_of(space, {origin, std::ssize(ids), hash_of(ids)});
  if (!fs::exists(path)) return false;
  touch(path);
  return true;
}

// All states of all spaces. What killed writers have left goes.
std::vector<CacheFolder::File> CacheFolder::scan() {
  std::vector<File> out;
  std::error_code error;
  for (fs::directory_iterator space(options_.folder, error), end; !error && space != end;
       space.increment(error)) {
    std::error_code inner;
    if (!space->is_directory(inner)) continue;
    Replacement::sweep(space->path());
    for (fs::directory_iterator at(space->path(), inner); !inner && at != end; at.increment(inner)) {
      struct ::stat s;
      if (!name_of(at->path().filename().string()) || ::lstat(at->path().c_str(), &s) != 0) continue;
      out.push_back({at->path(), s.st_size, nanoseconds_of(s.st_mtim)});
    }
  }
  scanned_ = SteadyClock::now();
  const std::lock_guard lock(mutex_);
  figures_.entries = std::ssize(out);
  figures_.bytes = 0;
  for (const File& file : out) {
    figures_.bytes += file.bytes;
    newest_ = std::max(newest_, file.used);
  }
  return out;
}

// Whether there is room for so many bytes now.
bool CacheFolder::make_room(std::int64_t bytes) {
  if (bytes > options_.bytes) return false;
  if (figures().bytes + bytes <= options_.bytes && SteadyClock::now() - scanned_ < kScanAge) return true;
  std::vector<File> files = scan();
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.used < b.used; });
  for (const File& file : files) {
    const std::lock_guard lock(mutex_);
    if (figures_.bytes + bytes <= options_.bytes) break;
    std::error_code error;
    const bool removed = fs::remove(file.path, error);
    if (error) continue;
    figures_.bytes -= file.bytes;
    --figures_.entries;
    figures_.evictions += removed;
  }
  return figures().bytes + bytes <= options_.bytes;
}

void CacheFolder::put(const std::string& space, std::span<const std::int32_t> ids, Origin origin,
                      engine::SavedState state) {
  const std::lock_guard writes(writing_);
  const Name name{origin, std::ssize(ids), hash_of(ids)};
  const fs::path path = path_of(space, name);
  if (ids.empty() || fs::exists(path)) return;
  state.ids.emplace(ids.begin(), ids.end());
  state.notes[kNote] = space + "/" + file_of(name);
  constexpr std::int64_t kHeader = 16 << 10;  // about
  if (!make_room(array_bytes(state) + kHeader)) return;
  make_private(path.parent_path());
  engine::write_state(path, state);
  touch(path);
  {
    const std::lock_guard lock(listings_mutex_);
    listings_.erase(space);
  }
  struct ::stat s;
  const std::int64_t bytes = ::stat(path.c_str(), &s) == 0 ? s.st_size : 0;
  const std::lock_guard lock(mutex_);
  ++figures_.written;
  ++figures_.entries;
  figures_.bytes += bytes;
}

CacheFolder::Figures CacheFolder::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

}  // namespace constate::serve
