// Which models a server has, by what was given for them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace constate::app {

struct Served {
  std::string name, folder;
};

// Of each "NAME=DIR", or "DIR", which is called as the folder is, or by `name` where it is the only one.
// Throws Error where two have one name, or `name` has nothing to name.
std::vector<Served> served_models(const std::vector<std::string>& given,
                                  const std::optional<std::string>& name, const std::string& command);

}  // namespace constate::app
