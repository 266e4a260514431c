// Parts of a text between and around the matches of a pattern. Pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "tokenizer/text_pattern.h"

namespace constate::tokenizer {

// What becomes of a match: left out; a part of its own; a part together with its neighbours that match too;
// the end of the part before it; the start of the part after it. In the last two, of matches in a row each
// second one is a part of its own, as the `tokenizers` library has it.
enum class SplitBehavior { kRemoved, kIsolated, kContiguous, kMergedWithPrevious, kMergedWithNext };

// The parts of a text of `size` bytes, none of them empty. `matches` are in order and do not overlap. With
// `invert` what lies between matches is taken for the matches.
std::vector<Span> split_by(const std::vector<Span>& matches, std::size_t size, SplitBehavior behavior,
                           bool invert = false);

}  // namespace constate::tokenizer
