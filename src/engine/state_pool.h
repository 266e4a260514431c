// StatePool: the sequences that run together: rows of one batched state on the device. A row can be opened,
// closed, copied and taken out without touching the others.
//
// The batch is one of a short ladder of shapes, as programs are compiled for a shape: a row that opens where
// all are taken moves all to the next shape, and `fit` moves them to a smaller one. The same goes for the
// capacity of a state that grows by token, which is that of the longest row. A Slot names a row for as long
// as it is open, wherever it moves.
//
// Belongs to one thread. Must not outlive its Engine.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/engine.h"

namespace constate::engine {

// Shapes up to `most`: 1, 2, 4, 8, ..., most.
std::vector<std::int64_t> ladder_up_to(std::int64_t most);

class StatePool {
 public:
  using Slot = std::int64_t;

  // `ladder` ascends. Throws Error(kInvalidArgument) where it is empty or does not.
  StatePool(Engine& engine, std::vector<std::int64_t> ladder);

  // A row that is a copy of a row of `source`. Throws Error(kResourceExhausted) where the largest shape is
  // full, or the next one does not fit into memory.
  Slot open(const State& source, std::int64_t source_row = 0);
  // The same of an open slot.
  Slot fork(Slot slot);
  // Takes over a state whose shape is one of the ladder, without a copy. No slot may be open. Returns slots
  // for rows 0, 1, ..., `rows` - 1; the others are free.
  std::vector<Slot> adopt(State state, std::int64_t rows);
  void close(Slot slot);
  // A copy, as a state of one row.
  State take(Slot slot) const;

  // Makes room for `more` further rows, whose texts have up to so many tokens, by one move at most.
  void reserve(std::int64_t more, std::int64_t tokens = 0);
  // Whether the ladder has a shape of so many rows.
  bool has_shape(std::int64_t batch) const;

  // The smallest shape of at least so many rows. Throws Error(kResourceExhausted) where there is none.
  std::int64_t shape_for(std::int64_t rows) const;
  // That of the open rows and `more`; smaller than `shape()` where `fit` would change anything.
  programs::StateShape fitting(std::int64_t more = 0) const;
  // Moves the open rows to that shape.
  void fit();

  std::int64_t open_rows() const;
  std::int64_t most() const { return ladder_.back(); }
  std::int64_t batch() const { return state_.batch; }  // 0: there is no state yet
  programs::StateShape shape() const { return state_.shape(); }
  // Where the slot's row is now.
  std::int64_t row(Slot slot) const;
  // For programs of `batch()` rows. Free rows hold anything.
  State& state() { return state_; }

 private:
  std::int64_t free_row();
  void move_to(const programs::StateShape& shape);

  Engine& engine_;
  std::vector<std::int64_t> ladder_;
  State state_;
  std::vector<std::optional<Slot>> slot_of_row_;
  Slot next_slot_ = 0;
};

}  // namespace constate::engine
