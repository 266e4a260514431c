#include "tokenizer/bpe.h"

#include <algorithm>
#include <bit>

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
    slots_[probe(slots_, pair)] = {pair, static_cast<std::int32_t>(rank), merges[rank].result};
  }
}

const Bpe::Slot* Bpe::find(std::int32_t left, std::int32_t right) const {
  const Slot& slot = slots_[probe(slots_, pair_of(left, right))];
  return slot.key == kNoKey ? nullptr : &slot;
}

void Bpe::encode(std::string_view word, std::vector<std::int32_t>& out) const {
  constexpr std::size_t kShort = 64;
  std::array<std::int32_t, kShort> few;
  std::vector<std::int32_t> many;
  if (word.size() > kShort) many.resize(word.size());
  const std::span<std::int32_t> ids =
      word.size() > kShort ? std::span(many) : std::span(few).first(word.size());
  for (std::size_t i = 0; i < word.size(); ++i) ids[i] = byte_ids_[static_cast<unsigned char>(word[i])];
  merge_word(ids, out);
}

void Bpe::merge(const std::vector<std::int32_t>& symbols, std::vector<std::int32_t>& out) const {
  merge_word(symbols, out);
}

void Bpe::merge_word(std::span<const std::int32_t> ids, std::vector<std::int32_t>& out) const {
  if (ids.empty()) return;
  if (ids.size() == 1) return out.push_back(ids[0]);
  // Kept for the next word: words are short, and allocating for each would take longer than merging.
  thread_local std::vector<Symbol> symbols;
  thread_local std::vector<Candidate> queue;
  symbols.resize(ids.size());
  queue.clear();
  const auto symbol = [](std::int32_t i) -> Symbol& { return symbols[static_cast<std::size_t>(i)]; };
  const auto n = static_cast<std::int32_t>(ids.size());
  for (std::int32_t i = 0; i < n; ++i) {
    symbol(i) = {ids[static_cast<std::size_t>(i)], i - 1, i + 1 < n ? i + 1 : -1, false};
    if (i == 0) continue;
    if (const Slot* slot = find(symbol(i - 1).id, symbol(i).id))
      queue.push_back({slot->rank, i - 1, slot->result});
  }
  std::make_heap(queue.begin(), queue.end());
  const auto propose = [&](std::int32_t place, std::int32_t next) {
    if (place < 0 || next < 0) return;
    const Slot* slot = find(symbol(place).id, symbol(next).id);
    if (!slot) return;
    queue.push_back({slot->rank, place, slot->result});
    std::push_heap(queue.begin(), queue.end());
  };
  while (!queue.empty()) {
    const Candidate top = queue.front();
    std::pop_heap(queue.begin(), queue.end());
    queue.pop_back();
    Symbol& left = symbol(top.place);
    if (left.gone || left.next < 0) continue;
    Symbol& right = symbol(left.next);
    // Proposed before one of the two changed: it counts only if what stands there now merges to the same
    // token.
    const Slot* slot = find(left.id, right.id);
    if (!slot || slot->result != top.result) continue;
    left.id = top.result;
    left.next = right.next;
    right.gone = true;
    if (right.next >= 0) symbol(right.next).prev = top.place;
    propose(left.prev, top.place);
    propose(top.place, left.next);
  }
  for (std::int32_t i = 0; i >= 0; i = symbol(i).next) out.push_back(symbol(i).id);
  constexpr std::size_t kKept = 1 << 16;
  if (symbols.size() > kKept) std::vector<Symbol>().swap(symbols), std::vector<Candidate>().swap(queue);
}

}  // namespace constate::tokenizer
