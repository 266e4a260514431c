#include "app/plugin_list.h"

#include <filesystem>
#include <set>

namespace constate::app {

std::vector<pjrt::PluginChoice> distinct_plugins(const pjrt::SearchOptions& search) {
  std::vector<pjrt::PluginChoice> out;
  std::set<std::filesystem::path> seen;
  for (const pjrt::PluginChoice& choice : pjrt::find_plugins(search)) {
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(choice.path, error);
    if (error || seen.insert(real).second) out.push_back(choice);
  }
  return out;
}

}  // namespace constate::app
