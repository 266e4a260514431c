#include "tokenizer/bpe.h"

#include <bit>
#include <queue>

namespace constate::tokenizer {
namespace {

struct Symbol {
  std::int32_t id;
  std::int32_t prev, next;  // places in the word; -1 for none
  bool gone;
};

struct Candidate {
  std::int32_t rank, place, result;
  // For a priority queue, whose top is the greatest: lowest rank first, then leftmost.
  bool operator<(const Candidate& other) const {
    return rank != other.rank ? rank > other.rank : place > other.place;
  }
};

std::uint64_t pair_of(std::int32_t left, std::int32_t right) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
         static_cast<std::uint32_t>(right);
}

}  // namespace

Bpe::Bpe(const std::array<std::int32_t, 256>& byte_ids, const std::vector<Merge>& merges)
    : byte_ids_(byte_ids), slots_(std::bit_ceil(merges.size() * 2 + 2)) {
  for (std::size_t rank = 0; rank < merges.size(); ++rank) {
    const std::uint64_t pair = pair_of(merges[rank].left, merges[rank].right);
    slots_[slot_of(pair)] = {pair, static_cast<std::int32_t>(rank), merges[rank].result};
  }
}

// Where `pair` is, or the empty slot where it would go.
std::size_t Bpe::slot_of(std::uint64_t pair) const {
  const std::size_t mask = slots_.size() - 1;
  std::uint64_t hash = pair * 0x9E3779B97F4A7C15u;
  hash ^= hash >> 29;
  std::size_t i = static_cast<std::size_t>(hash) & mask;
  while (slots_[i].pair != pair && slots_[i].pair != kEmpty) i = (i + 1) & mask;
  return i;
}

const Bpe::Slot* Bpe::find(std::int32_t left, std::int32_t right) const {
  const Slot& slot = slots_[slot_of(pair_of(left, right))];
  return slot.pair == kEmpty ? nullptr : &slot;
}

void Bpe::encode(std::string_view word, std::vector<std::int32_t>& out) const {
  if (word.size() == 1) {
    out.push_back(byte_ids_[static_cast<unsigned char>(word[0])]);
    return;
  }
  std::vector<Symbol> symbols(word.size());
  std::vector<Candidate> found;
  const auto n = static_cast<std::int32_t>(word.size());
  for (std::int32_t i = 0; i < n; ++i) {
    Symbol& s = symbols[static_cast<std::size_t>(i)];
    s = {byte_ids_[static_cast<unsigned char>(word[static_cast<std::size_t>(i)])], i - 1,
         i + 1 < n ? i + 1 : -1, false};
    if (i == 0) continue;
    if (const Slot* slot = find(symbols[static_cast<std::size_t>(i - 1)].id, s.id))
      found.push_back({slot->rank, i - 1, slot->result});
  }
  std::priority_queue<Candidate> queue(std::less<Candidate>(), std::move(found));
  const auto propose = [&](std::int32_t place, std::int32_t next) {
    if (place < 0 || next < 0) return;
    if (const Slot* slot =
            find(symbols[static_cast<std::size_t>(place)].id, symbols[static_cast<std::size_t>(next)].id))
      queue.push({slot->rank, place, slot->result});
  };
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    Symbol& left = symbols[static_cast<std::size_t>(top.place)];
    if (left.gone || left.next < 0) continue;
    Symbol& right = symbols[static_cast<std::size_t>(left.next)];
    // Proposed before one of the two changed: it counts only if what stands there now merges to the same
    // token.
    const Slot* slot = find(left.id, right.id);
    if (!slot || slot->result != top.result) continue;
    left.id = top.result;
    left.next = right.next;
    right.gone = true;
    if (right.next >= 0) symbols[static_cast<std::size_t>(right.next)].prev = top.place;
    propose(left.prev, top.place);
    propose(top.place, left.next);
  }
  for (std::int32_t i = 0; i >= 0; i = symbols[static_cast<std::size_t>(i)].next)
    out.push_back(symbols[static_cast<std::size_t>(i)].id);
}

}  // namespace constate::tokenizer
