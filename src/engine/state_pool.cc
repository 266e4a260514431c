#include "engine/state_pool.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace constate::engine {

std::vector<std::int64_t> ladder_up_to(std::int64_t most) {
  std::vector<std::int64_t> out;
  for (std::int64_t n = 1; n < most; n *= 2) out.push_back(n);
  out.push_back(most);
  return out;
}

StatePool::StatePool(Engine& engine, std::vector<std::int64_t> ladder)
    : engine_(engine), ladder_(std::move(ladder)) {
  if (ladder_.empty() || ladder_[0] < 1 ||
      std::adjacent_find(ladder_.begin(), ladder_.end(), std::greater_equal<>()) != ladder_.end())
    throw Error(Code::kInvalidArgument, "state pool: shapes that ascend from 1 or more are expected");
}

std::int64_t StatePool::open_rows() const {
  return std::count_if(slot_of_row_.begin(), slot_of_row_.end(), [](const auto& s) { return s.has_value(); });
}

std::int64_t StatePool::row(Slot slot) const {
  const auto found = std::find(slot_of_row_.begin(), slot_of_row_.end(), std::optional(slot));
  if (found == slot_of_row_.end())
    throw Error(Code::kInternal, fmt::format("state pool: slot {} is not open", slot));
  return found - slot_of_row_.begin();
}

// The open rows, in their order, to a state of another shape.
void StatePool::move_to(const programs::StateShape& shape) {
  State next = engine_.new_state(shape.batch, shape.capacity);
  std::vector<std::optional<Slot>> slots(static_cast<std::size_t>(shape.batch));
  std::size_t to = 0;
  for (std::size_t from = 0; from < slot_of_row_.size(); ++from) {
    if (!slot_of_row_[from]) continue;
    engine_.put_row(state_, static_cast<std::int64_t>(from), next, static_cast<std::int64_t>(to));
    slots[to++] = slot_of_row_[from];
  }
  state_ = std::move(next);
  slot_of_row_ = std::move(slots);
}

bool StatePool::has_shape(std::int64_t batch) const {
  return std::find(ladder_.begin(), ladder_.end(), batch) != ladder_.end();
}

std::int64_t StatePool::shape_for(std::int64_t rows) const {
  const auto fits = std::find_if(ladder_.begin(), ladder_.end(), [&](std::int64_t n) { return n >= rows; });
  if (fits == ladder_.end())
    throw Error(Code::kResourceExhausted,
                fmt::format("state pool: {} rows at most; {} are wanted", most(), rows));
  return *fits;
}

void StatePool::reserve(std::int64_t more, std::int64_t tokens) {
  const std::int64_t wanted = open_rows() + more;
  const std::int64_t capacity = std::max(state_.capacity, engine_.capacity_for(tokens));
  if (wanted > batch() || capacity > state_.capacity)
    move_to({std::max(batch(), shape_for(wanted)), capacity});
}

std::int64_t StatePool::free_row() {
  const auto found = std::find(slot_of_row_.begin(), slot_of_row_.end(), std::nullopt);
  if (found == slot_of_row_.end()) throw Error(Code::kInternal, "state pool: no row is free");
  return found - slot_of_row_.begin();
}

StatePool::Slot StatePool::open(const State& source, std::int64_t source_row) {
  reserve(1, source.tokens[static_cast<std::size_t>(source_row)]);
  const std::int64_t row = free_row();
  engine_.put_row(source, source_row, state_, row);
  slot_of_row_[static_cast<std::size_t>(row)] = next_slot_;
  return next_slot_++;
}

StatePool::Slot StatePool::fork(Slot slot) { return open(take(slot)); }

std::vector<StatePool::Slot> StatePool::adopt(State state, std::int64_t rows) {
  if (open_rows() != 0 || !has_shape(state.batch))
    throw Error(Code::kInternal, "state pool: an empty pool adopts a state of one of its shapes");
  state_ = std::move(state);
  slot_of_row_.assign(static_cast<std::size_t>(state_.batch), std::nullopt);
  std::vector<Slot> out;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
    slot_of_row_[i] = next_slot_;
    out.push_back(next_slot_++);
  }
  return out;
}

void StatePool::close(Slot slot) {
  const auto at = static_cast<std::size_t>(row(slot));
  slot_of_row_[at].reset();
  state_.tokens[at] = 0;
}

State StatePool::take(Slot slot) const { return engine_.take_row(state_, row(slot)); }

// With some room above the longest text: what has just become smaller is not to grow at once.
programs::StateShape StatePool::fitting(std::int64_t more) const {
  const std::int64_t longest = state_.longest();
  return {shape_for(open_rows() + more),
          std::min(state_.capacity, engine_.capacity_for(longest + longest / 4))};
}

void StatePool::fit() {
  if (batch() != 0 && fitting() != shape()) move_to(fitting());
}

}  // namespace constate::engine
