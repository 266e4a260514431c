// `constate bench --states`: how fast states are saved, loaded, copied and joined.
#pragma once

#include <string>

#include "measure/state_benchmark.h"

namespace constate::app {

// A Markdown table, or a JSON object, that end with a newline. Pure functions.
std::string states_markdown(const measure::StateFigures& figures);
std::string states_json(const measure::StateFigures& figures);

}  // namespace constate::app
