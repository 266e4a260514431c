// The characters of Unicode 9.0, by a table of our own: the same whatever version other libraries have.
// tools/make_tokenizer_golden.py writes the table. Pure functions.
#pragma once

#include <cstdint>
#include <span>

namespace constate::tokenizer {

// Whether `c` was assigned, or set aside for private use or for good, in Unicode 9.0 or before.
bool in_unicode_9(char32_t c);

// Code points at which that changes, in order; it is so from the first one.
std::span<const std::uint32_t> unicode_9_table();

}  // namespace constate::tokenizer
