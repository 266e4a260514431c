// What methods and filters of like names do to a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jinja/run.h"

namespace constate::jinja {

// With `by` for the first `most` places of `old`, or for all if `most` is negative.
std::string replace_text(Run& run, std::string_view bytes, std::string_view old, std::string_view by,
                         std::int64_t most);

enum class Padding { kBefore, kAfter, kAround };
// With `filler`, one character, up to `width` characters.
std::string pad_text(Run& run, std::string_view bytes, std::int64_t width, std::string_view filler,
                     Padding where);

std::vector<std::string_view> lines_of(Run& run, std::string_view bytes, bool keep_ends);

// Appends, with a look at the limits.
void add_piece(Run& run, std::vector<std::string_view>& pieces, std::string_view piece);

}  // namespace constate::jinja
