// Prompts as a person gives them: an argument, a file, standard input, a file of one a line, token ids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constate::app {

// The whole of a file or pipe, or of standard input for "-". Throws Error for what cannot be read or is
// larger than 256 MiB; no more is read of what does not end.
std::string read_input(const std::string& file);

// A newline at the end of a file ends its last line and is not part of a prompt; nor is the \r before it.
std::string without_last_newline(std::string text);

// Throws FormatError "<where>: must be UTF-8; byte 3 (0xff) is not".
void check_utf8(std::string_view text, const std::string& where);

// One prompt a line; lines end with \n or \r\n. Throws FormatError, with the line's number from 1, for a
// line that is blank or no UTF-8, and for a file without lines.
std::vector<std::string> prompts_of(std::string_view text, const std::string& where);

// "5 17 99" or "5,17,99". Throws Error for anything but integers from 0, and where there are none.
std::vector<std::int32_t> ids_of(std::string_view text);

}  // namespace constate::app
