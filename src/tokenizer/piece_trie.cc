#include "tokenizer/piece_trie.h"

#include <bit>

namespace constate::tokenizer {

PieceTrie::PieceTrie(std::size_t bytes) : slots_(std::bit_ceil(2 * bytes + 2)), ids_(1, -1) {}

void PieceTrie::insert(std::string_view piece, std::int32_t id) {
  Node node = kRoot;
  for (const char byte : piece) {
    Slot& slot = slots_[probe(slots_, key(node, byte))];
    if (slot.key == kNoKey) {
      slot = {key(node, byte), static_cast<Node>(ids_.size())};
      ids_.push_back(-1);
    }
    node = slot.node;
  }
  ids_[node] = id;
}

std::size_t PieceTrie::longest(std::string_view text) const {
  std::size_t out = 0;
  Node node = kRoot;
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<Node> next = step(node, text[at]);
    if (!next) break;
    node = *next;
    ++at;
    if (id(node) >= 0) out = at;
  }
  return out;
}

}  // namespace constate::tokenizer
