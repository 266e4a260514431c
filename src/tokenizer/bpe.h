// Byte-pair encoding of one word, of bytes or of any first symbols: the pair of neighbours with the lowest
// rank is merged, leftmost first, until no pair has a merge. O(n log n) in the bytes of the word. Const and
// thread-safe; owns its tables.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/probe.h"

namespace constate::tokenizer {

class Bpe {
 public:
  struct Merge {
    std::int32_t left, right;  // token ids
    std::int32_t result;
  };

  Bpe() = default;
  // `byte_ids[b]` is the token of the single byte b, -1 for one that no word holds; the rank of a merge is
  // its place in `merges`. Where a pair stands twice the later place counts.
  Bpe(const std::array<std::int32_t, 256>& byte_ids, const std::vector<Merge>& merges);

  // Appends the tokens of `word`: 1 to 2^31 - 1 bytes.
  void encode(std::string_view word, std::vector<std::int32_t>& out) const;
  // The same from symbols: fewer than 2^31 ids.
  void merge(const std::vector<std::int32_t>& symbols, std::vector<std::int32_t>& out) const;

 private:
  struct Slot {
    std::uint64_t key = kNoKey;
    std::int32_t rank = 0;
    std::int32_t result = 0;
  };

  void merge_word(std::span<const std::int32_t> ids, std::vector<std::int32_t>& out) const;
  const Slot* find(std::int32_t left, std::int32_t right) const;

  std::array<std::int32_t, 256> byte_ids_{};
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
};

}  // namespace constate::tokenizer
