// Internal to this module: the package folders of the Pythons that a user has at hand, without running one.
//
// Looks at names of files, links and `pyvenv.cfg` only. Thread-safe.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace constate::pjrt {

// Folders in `parent` whose name begins with `prefix`, the greatest number first (python3.12 before
// python3.9).
std::vector<std::filesystem::path> folders_in(const std::filesystem::path& parent, std::string_view prefix);

// The package folders below `prefix`, which is laid out as Python's environments are.
std::vector<std::filesystem::path> packages_below(const std::filesystem::path& prefix);

// The package folders of each `python3` in the folders of `path`, a list as in the variable PATH; those of a
// virtual environment's base too where it takes the base's packages. Only folders that exist, each once.
std::vector<std::filesystem::path> packages_on_path(std::string_view path);

}  // namespace constate::pjrt
