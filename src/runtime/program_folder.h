// Where a user's compiled programs are kept, unless another folder is named.
#pragma once

#include <filesystem>

namespace constate::runtime {

// CONSTATE_CACHE, else constate in XDG_CACHE_HOME, else .cache/constate in HOME, where these are paths from
// the root; empty where there is none. Reads the environment, so not while another thread changes it.
std::filesystem::path default_program_folder();

}  // namespace constate::runtime
