// The demo model that comes with the program: in the project's folder, in an archive or in an installation.
#pragma once

#include <filesystem>

namespace constate::app {

// The folder that `program` has it in, as its own file lies; empty where there is none.
std::filesystem::path demo_model_of(const std::filesystem::path& program);
std::filesystem::path demo_model();  // of this program

}  // namespace constate::app
