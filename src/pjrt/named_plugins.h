// Plugins that are taken only where their name is asked for: those of the environment variable
// PJRT_NAMES_AND_LIBRARY_PATHS, and others' Python packages. For lists of what there is; plugin_search.h
// finds those to run on.
#pragma once

#include <string>
#include <vector>

#include "pjrt/plugin_search.h"

namespace constate::pjrt {

struct NamedPlugin {
  std::string name;  // as `SearchOptions::requested` takes it
  PluginChoice choice;
};

// All of them, whether their files are there or not; none of those that `find_plugins` knows by their kind.
std::vector<NamedPlugin> named_plugins(const SearchOptions& options = {});

}  // namespace constate::pjrt
