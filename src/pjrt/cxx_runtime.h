// Internal to this module: C++'s run-time libraries for plugins, which take them from the system.
//
// A program that has its own inside runs where the system has none; its plugins do not. For those an archive
// has the libraries beside the program. Thread-safe.
#pragma once

#include <string_view>

namespace constate::pjrt {

// Whether `reason`, the dynamic linker's, is that such a library is missing, and those of ../lib/constate
// beside the program could be loaded in its place: then it is worth trying again.
bool supplied_cxx_runtime(std::string_view reason);

}  // namespace constate::pjrt
