// `constate state verify F DIR`: whether a model gives a saved state again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace constate::app {

struct StateVerifyPlan {
  std::string file, folder;
  std::optional<std::string> dtype, plugin;
  std::optional<std::int64_t> threads;
  bool json = false, no_cache = false;
};

// Feeds the tokens that the file has and compares; without them, compares the model alone. Returns the exit
// code: 1 where it is another state. Throws Error or FormatError for what cannot be compared.
int verify_state(const StateVerifyPlan& plan);

}  // namespace constate::app
