// The manual page, in roff's man macros. Reads the facts alone.
#pragma once

#include <string>
#include <vector>

#include "app/command_tree.h"

namespace constate::app {

std::string manual_page(const std::vector<CommandFacts>& facts, const std::string& version);

}  // namespace constate::app
