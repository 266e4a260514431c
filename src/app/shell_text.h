// Words as a shell takes them: what a person may copy from a line of ours and type.
#pragma once

#include <filesystem>
#include <string>

namespace constate::app {

// In quotes where a shell would take it apart.
std::string shell_word(const std::string& text);

// Likewise, and from the working directory where it lies below that.
std::string shell_path(const std::filesystem::path& path, const std::filesystem::path& working_directory);
std::string shell_path(const std::filesystem::path& path);

}  // namespace constate::app
