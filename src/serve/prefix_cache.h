// PrefixCache: states after beginnings of texts, found again by the token ids of a text that begins so. A
// tree over ids: each state stands at the end of the ids that it has seen. The tokens are compared
// themselves, so that no other text's state can be taken for it. What was not used for longest goes when a
// budget of bytes is full.
//
// Each scope (an API key, say) has a tree of its own, and never finds a state of another. Not thread-safe;
// holds no more than handles of a device, which must not outlive the Engine.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/sequence.h"

namespace constate::serve {

// What the device did to get there. A state is canonical where a prompt was fed from its beginning in the
// segments that any prompt goes in; feeding on from it, at a segment's end, gives the bits of a fresh start.
enum class Origin { kPrompt, kAnswer };

class PrefixCache {
 public:
  struct Options {
    std::int64_t bytes = 0;      // of the states that are kept; 0: none is
    std::int64_t canonical = 0;  // > 0: only states are found that give the bits of a fresh start; the
                                 // longest segment, in tokens
    // Keeps a state beside this: called when one is found for the first time, when one makes room for others,
    // and by `store_all`. False where it did not: then the next time that the state is found counts as first.
    std::function<bool(const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
                       const std::shared_ptr<const engine::Sequence>& sequence)>
        store = {};
  };
  struct Figures {
    std::int64_t entries = 0, bytes = 0, evictions = 0;
    std::int64_t queries = 0, hits = 0;             // of texts
    std::int64_t asked_tokens = 0, hit_tokens = 0;  // of their ids
  };
  struct Match {
    std::shared_ptr<const engine::Sequence> sequence;  // null: nothing was found
    std::int64_t length = 0;                           // ids that it has seen
    std::int64_t common = 0;  // ids that the text has in common with one that was put in, at least `length`
  };

  explicit PrefixCache(Options options) : options_(std::move(options)) {}
  ~PrefixCache() { clear(); }
  PrefixCache(const PrefixCache&) = delete;
  PrefixCache& operator=(const PrefixCache&) = delete;

  // The longest beginning of `ids` that has a state. It has seen fewer than all of them, or has the logits
  // after them. Counts in `figures`.
  Match find(const std::string& scope, std::span<const std::int32_t> ids);
  // The length that `find` would give; counts as no use.
  std::int64_t length_of(const std::string& scope, std::span<const std::int32_t> ids) const;
  // A state that has seen `ids`, of `bytes` on the device. Replaces one of the same ids. `is_stored`: as
  // `Options::store` would have it.
  void put(const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
           std::shared_ptr<const engine::Sequence> sequence, std::int64_t bytes, bool is_stored = false);
  // What was used last is the first to be stored.
  void store_all();
  // Whether a state of just these ids is there.
  bool has(const std::string& scope, std::span<const std::int32_t> ids) const;
  void clear();

  const Figures& figures() const { return figures_; }
  const Options& options() const { return options_; }

 private:
  struct Node;
  struct Entry {
    std::shared_ptr<const engine::Sequence> sequence;
    Origin origin;
    std::int64_t bytes;
    Node* node;
    std::string scope;
    bool is_stored;
  };
  struct Node {
    std::vector<std::int32_t> ids;  // from the parent to here
    std::map<std::int32_t, std::unique_ptr<Node>> children;
    Node* parent = nullptr;
    std::int64_t depth = 0;  // ids from the root to here
    std::optional<std::list<Entry>::iterator> entry;
  };

  struct Way {
    std::optional<std::list<Entry>::iterator> best;
    std::int64_t common = 0;
  };

  bool is_usable(const Entry& entry, std::int64_t depth, std::int64_t all) const;
  Way follow(const std::string& scope, std::span<const std::int32_t> ids) const;
  void store(Entry& entry);
  Node& node_at(Node& root, std::span<const std::int32_t> ids);
  void remove(std::list<Entry>::iterator entry);
  void prune(Node* node, const std::string& scope);

  const Options options_;
  std::map<std::string, std::unique_ptr<Node>> roots_;
  std::list<Entry> entries_;  // the last used at the front
  Figures figures_;
};

}  // namespace constate::serve
