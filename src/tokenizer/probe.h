// Open addressing with linear probing, over slots whose number is a power of two and of which some are empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace constate::tokenizer {

inline constexpr std::uint64_t kNoKey = ~std::uint64_t{0};  // of an empty slot

// Where `key` is, or the empty slot where it would go. A Slot has a `key`.
template <class Slot>
std::size_t probe(const std::vector<Slot>& slots, std::uint64_t key) {
  const std::size_t mask = slots.size() - 1;
  std::uint64_t hash = key * 0x9E3779B97F4A7C15u;
  hash ^= hash >> 29;
  std::size_t i = static_cast<std::size_t>(hash) & mask;
  while (slots[i].key != key && slots[i].key != kNoKey) i = (i + 1) & mask;
  return i;
}

}  // namespace constate::tokenizer
