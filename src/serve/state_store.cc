#include "serve/state_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>

#include "base/checksum.h"
#include "base/error.h"

namespace constate::serve {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSessions = "sessions";
constexpr auto kHeldAge = std::chrono::seconds(10);

std::int64_t bytes_of(const engine::SavedState& state) {
  std::int64_t sum = std::ssize(state.seen.bytes());
  for (const auto& [name, array] : state.fields) sum += std::ssize(array.bytes());
  if (state.logits) sum += std::ssize(state.logits->bytes());
  for (const auto& [name, text] : state.notes) sum += std::ssize(text);
  return sum;
}

HostArray copy_of(const HostArray& array) { return HostArray::of_bytes(array.shape(), array.bytes()); }

engine::SavedState copy_of(const engine::SavedState& state) {
  engine::SavedState out;
  static_cast<engine::StateHead&>(out) = state;
  out.ids = state.ids;
  out.unfed = state.unfed;
  if (state.logits) out.logits = copy_of(*state.logits);
  out.seen = copy_of(state.seen);
  for (const auto& [name, array] : state.fields) out.fields.emplace_back(name, copy_of(array));
  out.notes = state.notes;
  return out;
}

class MemoryStore final : public StateStore {
 public:
  explicit MemoryStore(std::int64_t most) : most_(most) {}

  void put(const StateKey& key, engine::SavedState state) override {
    const std::int64_t bytes = bytes_of(state);
    const std::lock_guard lock(mutex_);
    const auto old = states_.find(key);
    const std::int64_t before = old == states_.end() ? 0 : bytes_of(*old->second.state);
    if (bytes_ - before + bytes > most_)
      throw Error(Code::kResourceExhausted,
                  fmt::format("states take {} bytes already, of {} that they may", bytes_, most_),
                  "delete some, or start the server with --state-store DIR");
    bytes_ += bytes - before;
    states_[key] = {std::make_shared<const engine::SavedState>(std::move(state)), ++versions_};
  }
  std::optional<engine::SavedState> get(const StateKey& key) override {
    std::shared_ptr<const engine::SavedState> state;
    {
      const std::lock_guard lock(mutex_);
      const auto it = states_.find(key);
      if (it == states_.end()) return std::nullopt;
      state = it->second.state;
    }
    return copy_of(*state);
  }
  std::string version(const StateKey& key) override {
    const std::lock_guard lock(mutex_);
    const auto it = states_.find(key);
    return it == states_.end() ? "" : std::to_string(it->second.version);
  }
  bool remove(const StateKey& key) override {
    const std::lock_guard lock(mutex_);
    const auto it = states_.find(key);
    if (it == states_.end()) return false;
    bytes_ -= bytes_of(*it->second.state);
    states_.erase(it);
    return true;
  }
  std::vector<Listed> list(const std::string& kind, const std::string& scope) override {
    const std::lock_guard lock(mutex_);
    std::vector<Listed> out;
    for (const auto& [key, kept] : states_)
      if (key.kind == kind && key.scope == scope)
        out.push_back({key.name, static_cast<std::uint64_t>(bytes_of(*kept.state)), kept.state->saved_at});
    return out;
  }
  std::optional<Held> held() override {
    const std::lock_guard lock(mutex_);
    Held out;
    for (const auto& [key, kept] : states_) ++(key.kind == kSessions ? out.sessions : out.states);
    out.bytes = bytes_;
    return out;
  }

 private:
  struct Kept {
    std::shared_ptr<const engine::SavedState> state;
    std::int64_t version;
  };
  const std::int64_t most_;
  std::mutex mutex_;
  std::map<StateKey, Kept> states_;
  std::int64_t bytes_ = 0, versions_ = 0;
};

// FOLDER/KIND/SCOPE/NAME.state
class FolderStore final : public StateStore {
 public:
  explicit FolderStore(fs::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (!fs::is_directory(folder_))
      throw Error(Code::kNotFound,
                  fmt::format("{}: no folder, and none can be made: {}", folder_.string(), error.message()));
  }

  void put(const StateKey& key, engine::SavedState state) override {
    const fs::path path = path_of(key);
    fs::create_directories(path.parent_path());
    engine::write_state(path, state);
  }
  std::optional<engine::SavedState> get(const StateKey& key) override {
    const fs::path path = path_of(key);
    if (!fs::exists(path)) return std::nullopt;
    try {
      return engine::read_state(path);
    } catch (const Error& e) {
      if (e.code() == Code::kNotFound) return std::nullopt;  // removed since
      throw;
    }
  }
  std::string version(const StateKey& key) override {
    struct ::stat s;
    if (::stat(path_of(key).c_str(), &s) != 0) return "";
    return fmt::format("{}-{}-{}.{}", s.st_ino, s.st_size, s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
  }
  bool remove(const StateKey& key) override { return fs::remove(path_of(key)); }
  std::vector<Listed> list(const std::string& kind, const std::string& scope) override {
    std::vector<Listed> out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_of(kind, scope), error)) {
      if (entry.path().extension() != ".state") continue;
      struct ::stat s;
      if (::stat(entry.path().c_str(), &s) != 0) continue;
      out.push_back({entry.path().stem().string(), static_cast<std::uint64_t>(s.st_size), s.st_mtim.tv_sec});
    }
    return out;
  }
  std::optional<Held> held() override {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (held_ && now - looked_ < kHeldAge) return held_;
    held_ = look();
    looked_ = now;
    return held_;
  }

 private:
  // All of it, whatever others do with it meanwhile.
  Held look() const {
    Held out;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
      struct ::stat s;
      const fs::path& path = at->path();
      if (path.extension() != ".state" || ::stat(path.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) continue;
      ++(path.parent_path().parent_path().filename() == kSessions ? out.sessions : out.states);
      out.bytes += s.st_size;
    }
    return out;
  }
  // A scope may be any text, a key's name say: its checksum stands for it.
  fs::path folder_of(const std::string& kind, const std::string& scope) const {
    return folder_ / kind / Checksum::of(scope).hex();
  }
  fs::path path_of(const StateKey& key) const {
    return folder_of(key.kind, key.scope) / (key.name + ".state");
  }
  const fs::path folder_;
  std::mutex mutex_;  // of what is below
  std::optional<Held> held_;
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace

std::unique_ptr<StateStore> memory_store(std::int64_t most_bytes) {
  return std::make_unique<MemoryStore>(most_bytes);
}

std::unique_ptr<StateStore> folder_store(const fs::path& folder) {
  return std::make_unique<FolderStore>(folder);
}

std::unique_ptr<StateStore> open_store(const std::string& where, std::int64_t memory_bytes) {
  if (where.empty()) return memory_store(memory_bytes);
  return where.find("://") != std::string::npos ? redis_store(where) : folder_store(where);
}

}  // namespace constate::serve
