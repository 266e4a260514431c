// The sizes that were published for Mamba-2 (state-spaces/mamba2-130m to -2.7b), as configurations: for
// trying a shape without its checkpoint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace constate::models {

// "mamba2-130m", "mamba2-370m", "mamba2-780m", "mamba2-1.3b", "mamba2-2.7b"
std::vector<std::string> published_names();

// A config.json for `make_model`; "state-spaces/" may stand before the name. Throws Error(kNotFound) that
// lists the names.
Json published_config(std::string_view name);

}  // namespace constate::models
