// The plugins of this machine, each once.
#pragma once

#include <vector>

#include "pjrt/plugin_search.h"

namespace constate::app {

// As pjrt::find_plugins has them, but none that is another one's file under another name. Throws what that
// throws.
std::vector<pjrt::PluginChoice> distinct_plugins(const pjrt::SearchOptions& search);

}  // namespace constate::app
