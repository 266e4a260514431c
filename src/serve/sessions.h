// Sessions: states that requests go on from, by key, with the conversation that they stand for. What was used
// last is also at hand on the device; the store says whether that is still what it holds, so that servers
// which share a store go on with each other's sessions.
//
// Thread-safe. Must not outlive the engine, the store and the leases.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/json.h"
#include "base/text_mark.h"
#include "engine/sequence.h"
#include "serve/state_store.h"

namespace constate::serve {

// A text with its state.
struct Kept {
  std::shared_ptr<const engine::Sequence> sequence;
  OrderedJson messages = OrderedJson::array();  // of a chat: all of them, the last answer included
  TextMark text;  // of a chat: what the state stands for, its last token included
  // The last request and its answer, where the client gave the request a key: asked again, it is answered
  // again.
  std::string request_key;
  OrderedJson answer;
};

// What a saved state knows of its conversation; without a sequence. Throws FormatError.
Kept conversation_of(const engine::SavedState& state);

// StateStore::put; where the store has no room (a disk that is full), an ApiError(507) says so.
void put_state(StateStore& store, const StateKey& key, engine::SavedState state);

// Names that requests hold: of all models of a server, since they have one store. Thread-safe.
class Leases {
 private:
  friend class Lease;
  std::mutex mutex_;
  std::set<StateKey> busy_;
};

// While there is one of a key, nobody else gets one.
class Lease {
 public:
  Lease(Leases& leases, StateKey key);  // throws ApiError(409) where it is taken
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  const StateKey& key() const { return key_; }

 private:
  Leases& leases_;
  StateKey key_;
};

class Sessions {
 public:
  // `at_hand`: states that stay on the device at most.
  Sessions(const engine::Engine& engine, StateStore& store, Leases& leases, std::size_t at_hand);

  // Nothing where there is none of the key. Throws Error where it is of another model.
  std::optional<Kept> load(const StateKey& key);
  // Is in the store when this returns.
  void save(const StateKey& key, const Kept& kept);
  // A saved state under a name: checked, and put into the store. Throws Error and FormatError.
  void put(const StateKey& key, engine::SavedState state);
  Leases& leases() { return leases_; }

 private:
  struct AtHand {
    StateKey key;
    std::string version;
    Kept kept;
  };
  void remember(const StateKey& key, std::string version, Kept kept);

  const engine::Engine& engine_;
  StateStore& store_;
  Leases& leases_;
  const std::size_t most_;
  std::mutex mutex_;
  std::list<AtHand> at_hand_;  // the last used at the front
};

}  // namespace constate::serve
