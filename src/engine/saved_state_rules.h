// Inside of saved_state: what the parts of a state must be, told apart from how a file holds them. All throw
// FormatError without the file's name.
#pragma once

#include <map>
#include <string>

#include "engine/saved_state.h"

namespace constate::engine {

// What a file would say of the state.
StateFacts facts_of(const SavedState& state);

// Each part by itself, and that they do not contradict each other.
void check_facts(const StateFacts& facts);
// What the facts do not tell: ids, `seen` and the notes' texts.
void check_contents(const SavedState& state);
// Of the arrays that are there.
void check_shapes(const Shape& seen, const Shape* logits, const Shape* ids, const Shape* unfed,
                  std::int64_t tokens);
// Whether no number in `bytes` is NaN or infinite; integers never are.
bool is_finite(DType dtype, std::span<const std::byte> bytes);

// The head as text, and back. Reading takes what it knows out of `metadata`.
std::map<std::string, std::string> metadata_of(const StateHead& head);
StateHead take_head(std::map<std::string, std::string>& metadata);

}  // namespace constate::engine
