// The demo model that comes with the program: in the project's folder, in an archive or in an installation.
#pragma once

#include <filesystem>
#include <string>

namespace constate::app {

// The folder that `program` has it in, as its own file lies; empty where there is none.
std::filesystem::path demo_model_of(const std::filesystem::path& program);
std::filesystem::path demo_model();  // of this program

// As a command line may have it: from the working directory where it lies below that, and in quotes where a
// shell would take it apart.
std::string shell_path(const std::filesystem::path& path, const std::filesystem::path& working_directory);
std::string shell_path(const std::filesystem::path& path);

}  // namespace constate::app
