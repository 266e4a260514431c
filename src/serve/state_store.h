// StateStore: saved states by name, where servers keep what outlives a request: sessions, and states that a
// client named. A store in a folder is shared by all servers that are given the folder, and outlives them;
// one in memory ends with the process.
//
// Names are checked by the caller (`check_name`); a scope keeps one client's names apart from another's. All
// throw Error or FormatError. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/saved_state.h"

namespace constate::serve {

// Where a state stands: "sessions" or "states", of whom, and its name.
struct StateKey {
  std::string kind, scope, name;
  auto operator<=>(const StateKey&) const = default;
};

class StateStore {
 public:
  struct Listed {
    std::string name;
    std::uint64_t bytes;
    std::int64_t saved_at;  // seconds since 1970
  };

  struct Held {
    std::int64_t sessions = 0, states = 0, bytes = 0;  // of all scopes
  };

  virtual ~StateStore() = default;
  // What is stored is whole, and stays, when this returns. Replaces what was there.
  virtual void put(const StateKey& key, engine::SavedState state) = 0;
  virtual std::optional<engine::SavedState> get(const StateKey& key) = 0;
  // Tells two states of a key apart; "" where there is none.
  virtual std::string version(const StateKey& key) = 0;
  virtual bool remove(const StateKey& key) = 0;  // whether there was one
  virtual std::vector<Listed> list(const std::string& kind, const std::string& scope) = 0;
  // Nothing where only the store itself knows. A folder is looked at every ten seconds at most.
  virtual std::optional<Held> held() { return std::nullopt; }
};

// Of at most so many bytes: one more is refused with kResourceExhausted.
std::unique_ptr<StateStore> memory_store(std::int64_t most_bytes);
// Makes the folder where it is not there.
std::unique_ptr<StateStore> folder_store(const std::filesystem::path& folder);
// At "redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE][?ttl=SECONDS]"; with `ttl` a state goes that long after
// it was put. A connection is opened when it is needed; where the server cannot be reached, a call throws
// Error(kUnavailable). Throws Error(kInvalidArgument) for another URL.
std::unique_ptr<StateStore> redis_store(const std::string& url);
// What a user asks for: "" for memory, a URL, else a folder.
std::unique_ptr<StateStore> open_store(const std::string& where, std::int64_t memory_bytes);

}  // namespace constate::serve
