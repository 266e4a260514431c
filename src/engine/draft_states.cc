#include "engine/draft_states.h"

#include <algorithm>
#include <utility>

namespace constate::engine {

DraftStates::DraftStates(Engine& engine, std::int64_t history) : engine_(engine), history_(history) {}

void DraftStates::compile(std::int64_t batch, std::int64_t tokens) const {
  std::int64_t seen = 0;
  for (const std::int64_t length : engine_.segments_for(tokens)) {
    seen += length;
    engine_.programs().prefill({1, length, engine_.capacity_for(seen)});
  }
  engine_.programs().put_row({1, engine_.capacity_for(seen)}, {batch, capacity(engine_, history_)});
}

// Whether the row's text still has what the state has not seen, and the state has room for what may come.
bool DraftStates::can_keep(std::size_t seat, const Row& row) const {
  const std::int64_t room = state_.capacity == 0 ? history_ : state_.capacity - state_.tokens[seat];
  return seats_[seat].behind <= std::ssize(row.text) && room >= history_;
}

// That of the row's owner, where it can be kept.
std::optional<std::size_t> DraftStates::seat_of(const Row& row) const {
  for (std::size_t i = 0; i < seats_.size(); ++i)
    if (seats_[i].owner == row.owner) return can_keep(i, row) ? std::optional(i) : std::nullopt;
  return std::nullopt;
}

void DraftStates::begin(const Row& row, State& into, std::int64_t to_row) {
  std::vector<std::int32_t> ids(row.text.begin(), row.text.end() - 1);
  // Its vocabulary may be padded less than that of the model.
  const auto last = static_cast<std::int32_t>(engine_.vocab_size() - 1);
  for (std::int32_t& id : ids) id = std::min(id, last);
  State one = engine_.new_state(1);
  if (!ids.empty()) engine_.prefill(one, {{ids}});
  engine_.put_row(one, 0, into, to_row);
}

void DraftStates::arrange(std::span<const Row> rows) {
  std::vector<std::optional<std::size_t>> from(rows.size());
  bool stays = state_.batch == std::ssize(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].owner) from[i] = seat_of(rows[i]);
    stays = stays && (!from[i] || from[i] == i);
  }
  // What throws leaves no state, so that all rows begin anew next time.
  const std::vector<Seat> before = std::exchange(seats_, {});
  State old = std::exchange(state_, {});
  State next = stays ? std::move(old) : engine_.new_state(std::ssize(rows), capacity(engine_, history_));
  std::vector<Seat> seats;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto to = static_cast<std::int64_t>(i);
    Seat seat{rows[i].owner};
    if (from[i]) {
      seat.behind = before[*from[i]].behind;
      if (!stays) engine_.put_row(old, static_cast<std::int64_t>(*from[i]), next, to);
    } else if (seat.owner) {
      seat.behind = 1;
      begin(rows[i], next, to);
    }
    seat.place = programs::kBeforeText + std::ssize(rows[i].text) - seat.behind;
    seats.push_back(seat);
  }
  state_ = std::move(next);
  seats_ = std::move(seats);
}

programs::DraftRows<pjrt::Buffer> DraftStates::rows() const {
  std::vector<std::int32_t> fed;
  for (const Seat& seat : seats_) fed.push_back(static_cast<std::int32_t>(seat.place));
  return {engine_.upload(HostArray::of(DType::kS32, {state_.batch}, fed))};
}

void DraftStates::set(runtime::Call& call, pjrt::Buffer& position) const {
  engine_.set_weights(call, programs::kDraftPrefix);
  engine_.set_state(call, state_, position, programs::kDraftPrefix);
}

programs::DraftRows<pjrt::Buffer> DraftStates::take(runtime::Results& results, const HostArray& length) {
  programs::DraftRows<pjrt::Buffer> out;
  results.take_fields(out, programs::kDraftRows);
  state_.parts = results.take_state(programs::kDraftPrefix);
  const HostArray fed = out.fed.to_host();
  for (std::size_t i = 0; i < seats_.size(); ++i) {
    const std::int64_t place = fed.as<std::int32_t>()[i];
    state_.tokens[i] += place - seats_[i].place;
    seats_[i].behind = length.as<std::int32_t>()[i] - place;
    seats_[i].place = place;
  }
  return out;
}

}  // namespace constate::engine
