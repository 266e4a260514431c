// Pieces by their bytes: walked down from each place of a text. Const once it is filled; owns its tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tokenizer/probe.h"

namespace constate::tokenizer {

class PieceTrie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kRoot = 0;

  // `bytes`: of all pieces together, at most.
  explicit PieceTrie(std::size_t bytes = 0);
  void insert(std::string_view piece, std::int32_t id);

  std::optional<Node> step(Node from, char byte) const {
    const Slot& slot = slots_[probe(slots_, key(from, byte))];
    if (slot.key == kNoKey) return std::nullopt;
    return slot.node;
  }
  std::int32_t id(Node node) const { return ids_[node]; }  // -1: no piece ends there
  // The length of the longest piece that `text` begins with, or 0.
  std::size_t longest(std::string_view text) const;

 private:
  struct Slot {
    std::uint64_t key = kNoKey;  // the node above << 8 | byte
    Node node = 0;
  };
  static std::uint64_t key(Node from, char byte) {
    return static_cast<std::uint64_t>(from) << 8 | static_cast<unsigned char>(byte);
  }

  std::vector<Slot> slots_;
  std::vector<std::int32_t> ids_;  // by node
};

}  // namespace constate::tokenizer
