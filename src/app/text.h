// Text for people: sizes, rates, escapes, the nearest word. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constate::app {

// "512 B", "0.94 MB", "30.1 GB": powers of ten, three digits.
std::string bytes_text(std::int64_t bytes);
// "1 token", "5 tokens".
std::string count_text(std::int64_t count, std::string_view what);
// "1.9 s", "0.05 s".
std::string seconds_text(double seconds);
// Per second; 0 where there is nothing to divide.
double rate(std::int64_t tokens, double seconds);
// "9 tokens, 210 tok/s"; without the rate where there is none. One token is "1 token".
std::string tokens_text(std::int64_t tokens, double seconds);

// Control characters written as escapes (\n, \x1b), so that `text` stays on its line and cannot steer a
// terminal. `keep_newlines` for messages that have several lines on purpose.
std::string printable(std::string_view text, bool keep_newlines = false);
// A text as one line that can be read back: \n, \r and the backslash are escaped, nothing else.
std::string line_of(std::string_view text);
// Bytes of a token: what is not UTF-8 becomes \x escapes, and so do control characters.
std::string piece_text(std::string_view bytes);

// The candidate that `word` was likely meant to be: one that it begins, else the nearest by letters, upper
// case or lower, with at most a third of them wrong; "" where there is none.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace constate::app
