// Writing a file whole: it is there with all of its bytes or, where the disk is full, as it was before
// (base/replacement.h). Not for files that grow, nor for the compile cache, whose files are private
// (runtime/program_store).
#pragma once

#include <filesystem>
#include <string_view>

namespace constate {

// Beside the file, then renamed to it. A device or a pipe of that name is written to as it is. Throws
// Error(kPermissionDenied) "<file>: cannot be written: No space left on device".
void write_whole(const std::filesystem::path& file, std::string_view bytes);

// Throws likewise where `write_whole` could not begin. Leaves nothing behind, and what is there as it is.
void check_writable(const std::filesystem::path& file);

}  // namespace constate
