// What two saved states have that is not the same. Pure functions; nothing here reads a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/saved_state.h"

namespace constate::engine {

// A tensor of numbers: a field of the state, or "logits".
struct ArrayDifference {
  std::string name;
  std::optional<Shape> a, b;  // none where a state has no such tensor
  // Of the elements, where both have the same dimensions:
  std::int64_t differing = 0;       // elements whose bits differ; whose values, where the types do
  double largest = 0;               // |a - b|
  double relative = 0;              // that, beside the largest |a| or |b| of the tensor
  std::vector<std::int64_t> first;  // place of the first that differs

  bool same() const { return a == b && differing == 0; }
};

// A word or a number of the state; "none" stands for what one has not.
struct WordDifference {
  std::string name, a, b;
};

struct StateDifference {
  std::string model;                    // how the models differ; empty where they do not
  std::vector<WordDifference> words;    // those that differ
  std::vector<ArrayDifference> arrays;  // all

  bool same() const;
};

// When, where and with which type of weights a state was saved is no part of it.
StateDifference difference(const SavedState& a, const SavedState& b);

}  // namespace constate::engine
