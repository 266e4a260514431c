// The first bytes of a file that may not be what its name says.
#pragma once

#include <cstddef>
#include <string>

#include "base/file.h"

namespace constate::formats {

// As many as `most`. Throws FormatError for an empty file, and for what comes in place of one that was not
// fetched: a pointer of Git LFS, or a web page, which is "not `wanted`".
std::string file_head(const File& file, std::size_t most, const char* wanted);

}  // namespace constate::formats
