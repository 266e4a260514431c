// What this program is.
#pragma once

#include <string>

namespace constate::app {

// "constate 0.1.0"
std::string program_name();

}  // namespace constate::app
