#include "serve/prefix_cache.h"

#include <algorithm>

namespace constate::serve {
namespace {

// How many ids both begin with.
std::size_t common_of(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  const std::size_t most = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first - a.begin());
}

// What a place of the tree costs beside its state.
std::int64_t bytes_of(std::span<const std::int32_t> ids) {
  return static_cast<std::int64_t>(ids.size() * sizeof(std::int32_t)) + 256;
}

}  // namespace

bool PrefixCache::is_usable(const Entry& entry, std::int64_t depth, std::int64_t all) const {
  if (depth == all && !entry.sequence->logits) return false;
  if (options_.canonical == 0) return true;
  return entry.origin == Origin::kPrompt && (depth == all || depth % options_.canonical == 0);
}

// Along the ids: the last usable state on the way, and how far some text goes the same way.
PrefixCache::Way PrefixCache::follow(const std::string& scope, std::span<const std::int32_t> ids) const {
  Way out;
  const auto root = roots_.find(scope);
  if (root == roots_.end()) return out;
  const Node* node = root->second.get();
  while (true) {
    if (node->entry && is_usable(**node->entry, node->depth, std::ssize(ids))) out.best = node->entry;
    out.common = node->depth;
    const auto rest = ids.subspan(static_cast<std::size_t>(node->depth));
    if (rest.empty()) break;
    const auto child = node->children.find(rest[0]);
    if (child == node->children.end()) break;
    const std::size_t same = common_of(child->second->ids, rest);
    out.common += static_cast<std::int64_t>(same);
    if (same < child->second->ids.size()) break;
    node = child->second.get();
  }
  return out;
}

PrefixCache::Match PrefixCache::find(const std::string& scope, std::span<const std::int32_t> ids) {
  const Way way = follow(scope, ids);
  Match out{nullptr, 0, way.common};
  ++figures_.queries;
  figures_.asked_tokens += std::ssize(ids);
  if (!way.best) return out;
  entries_.splice(entries_.begin(), entries_, *way.best);
  if (!(*way.best)->is_stored) store(**way.best);
  out.sequence = (*way.best)->sequence;
  out.length = (*way.best)->node->depth;
  ++figures_.hits;
  figures_.hit_tokens += out.length;
  return out;
}

std::int64_t PrefixCache::length_of(const std::string& scope, std::span<const std::int32_t> ids) const {
  const Way way = follow(scope, ids);
  return way.best ? (*way.best)->node->depth : 0;
}

void PrefixCache::store(Entry& entry) {
  if (!options_.store) return;
  std::vector<std::int32_t> ids(static_cast<std::size_t>(entry.node->depth));
  for (const Node* node = entry.node; node; node = node->parent)
    std::copy(node->ids.rbegin(), node->ids.rend(), ids.rend() - node->depth);
  entry.is_stored = options_.store(entry.scope, ids, entry.origin, entry.sequence);
}

void PrefixCache::store_all() {
  for (Entry& entry : entries_) store(entry);
}

// Makes the place of `ids` where there is none.
PrefixCache::Node& PrefixCache::node_at(Node& root, std::span<const std::int32_t> ids) {
  Node* node = &root;
  while (node->depth < std::ssize(ids)) {
    const auto rest = ids.subspan(static_cast<std::size_t>(node->depth));
    std::unique_ptr<Node>& place = node->children[rest[0]];
    if (!place) {
      place = std::make_unique<Node>();
      place->ids.assign(rest.begin(), rest.end());
      place->parent = node;
      place->depth = std::ssize(ids);
      figures_.bytes += bytes_of(place->ids);
      return *place;
    }
    const std::size_t same = common_of(place->ids, rest);
    if (same < place->ids.size()) {  // a place between the two
      auto upper = std::make_unique<Node>();
      upper->ids.assign(place->ids.begin(), place->ids.begin() + static_cast<std::ptrdiff_t>(same));
      upper->parent = node;
      upper->depth = node->depth + static_cast<std::int64_t>(same);
      place->ids.erase(place->ids.begin(), place->ids.begin() + static_cast<std::ptrdiff_t>(same));
      place->parent = upper.get();
      figures_.bytes += bytes_of({});
      const std::int32_t next = place->ids[0];
      upper->children[next] = std::move(place);
      place = std::move(upper);
    }
    node = place.get();
  }
  return *node;
}

bool PrefixCache::has(const std::string& scope, std::span<const std::int32_t> ids) const {
  const auto root = roots_.find(scope);
  if (root == roots_.end()) return false;
  const Node* node = root->second.get();
  while (node->depth < std::ssize(ids)) {
    const auto rest = ids.subspan(static_cast<std::size_t>(node->depth));
    const auto child = node->children.find(rest[0]);
    if (child == node->children.end() || child->second->ids.size() > rest.size() ||
        common_of(child->second->ids, rest) < child->second->ids.size())
      return false;
    node = child->second.get();
  }
  return node->entry.has_value();
}

void PrefixCache::put(const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
                      std::shared_ptr<const engine::Sequence> sequence, std::int64_t bytes, bool is_stored) {
  if (ids.empty() || bytes + bytes_of(ids) > options_.bytes) return;
  std::unique_ptr<Node>& root = roots_[scope];
  if (!root) root = std::make_unique<Node>();
  Node& node = node_at(*root, ids);
  if (node.entry) {
    entries_.splice(entries_.begin(), entries_, *node.entry);
    // A prompt's state stays one: it can be used where an answer's cannot.
    if ((*node.entry)->origin == Origin::kPrompt) return;
    figures_.bytes += bytes - (*node.entry)->bytes;
    **node.entry = {std::move(sequence), origin, bytes, &node, scope, is_stored};
  } else {
    entries_.push_front({std::move(sequence), origin, bytes, &node, scope, is_stored});
    node.entry = entries_.begin();
    figures_.bytes += bytes;
    ++figures_.entries;
  }
  while (figures_.bytes > options_.bytes) {  // not this one: it fits by itself
    store(entries_.back());
    remove(std::prev(entries_.end()));
    ++figures_.evictions;
  }
}

void PrefixCache::remove(std::list<Entry>::iterator entry) {
  Node* node = entry->node;
  const std::string scope = entry->scope;
  figures_.bytes -= entry->bytes;
  --figures_.entries;
  node->entry.reset();
  entries_.erase(entry);
  prune(node, scope);
}

// Places that lead to no state go; one that only leads to another becomes one with it.
void PrefixCache::prune(Node* node, const std::string& scope) {
  while (!node->entry && node->children.empty()) {
    Node* parent = node->parent;
    if (!parent) {
      roots_.erase(scope);
      return;
    }
    figures_.bytes -= bytes_of(node->ids);
    const std::int32_t first = node->ids[0];
    parent->children.erase(first);
    node = parent;
  }
  if (node->entry || node->children.size() != 1 || !node->parent) return;
  std::unique_ptr<Node> below = std::move(node->children.begin()->second);
  below->ids.insert(below->ids.begin(), node->ids.begin(), node->ids.end());
  below->parent = node->parent;
  figures_.bytes -= bytes_of({});
  std::unique_ptr<Node>& place = node->parent->children.at(node->ids[0]);
  place = std::move(below);
}

// One by one: a tree as deep as its states are many would be a deep call.
void PrefixCache::clear() {
  while (!entries_.empty()) remove(entries_.begin());
}

}  // namespace constate::serve
