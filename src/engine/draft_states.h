// DraftStates: the state of a draft model beside those that a Generation decodes: one row for each of its
// rows.
//
// A row's state is made from the end of its text that Speculation keeps, and goes on from there in the
// program that verifies. It decides which tokens are guessed, and no more.
//
// Belongs to one thread. Must not outlive the draft model's Engine.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/engine.h"
#include "programs/draft_model.h"

namespace constate::engine {

class DraftStates {
 public:
  // `history` as Speculation has it.
  DraftStates(Engine& engine, std::int64_t history);

  // A row of the batch: its sequence, and the end of that one's text. A row without one idles.
  struct Row {
    std::optional<std::size_t> owner;
    std::span<const std::int32_t> text = {};
  };
  // Compiles, or loads, what a new row with a text of so many tokens takes in a batch of so many.
  void compile(std::int64_t batch, std::int64_t tokens) const;
  // Makes the state one of these rows. What an owner's row has taken up is kept, wherever it moves; the text
  // of a new one is fed, without its last token.
  void arrange(std::span<const Row> rows);
  // For a program whose history holds the texts of `arrange`, after kBeforeText.
  programs::DraftRows<pjrt::Buffer> rows() const;

  // Sets weights, state and position in a call of such a program; `position` must live until it has run.
  void set(runtime::Call& call, pjrt::Buffer& position) const;
  // Takes the results of that call and returns its new `rows`; `length` is LookupRows::length after it.
  programs::DraftRows<pjrt::Buffer> take(runtime::Results& results, const HostArray& length);

  // Tokens that a row may have seen: before it has seen more, it begins anew at the end of its text.
  static constexpr std::int64_t most_tokens(std::int64_t history) { return 2 * history; }
  // The capacity of its state.
  static std::int64_t capacity(const Engine& engine, std::int64_t history) {
    return engine.capacity_for(most_tokens(history));
  }

 private:
  struct Seat {
    std::optional<std::size_t> owner;
    std::int64_t behind = 0;  // tokens at the end of the text that the state has not seen
    std::int64_t place = 0;   // of the history, up to which it has
  };

  bool can_keep(std::size_t seat, const Row& row) const;
  std::optional<std::size_t> seat_of(const Row& row) const;
  void begin(const Row& row, State& into, std::int64_t to_row);

  Engine& engine_;
  std::int64_t history_;
  State state_;
  std::vector<Seat> seats_;
};

}  // namespace constate::engine
