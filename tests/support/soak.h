// How much of a long test runs: all of it in a soak (`make soak`, CONSTATE_SOAK=1), a share of it elsewhere,
// CI among that. Test code: no part of the library.
#pragma once

#include <cstdlib>
#include <string_view>
#include <vector>

namespace constate::testing {

inline bool is_soak() {
  const char* asked = std::getenv("CONSTATE_SOAK");
  return asked && std::string_view(asked) == "1";
}

// A number of cases.
inline int soak_share(int full, int in_ci) { return is_soak() ? full : in_ci; }

// The cases 1, ..., `full`; in CI those of `chosen` alone, which ascend.
inline std::vector<std::size_t> soak_places(std::size_t full, std::vector<std::size_t> chosen) {
  if (!is_soak()) return chosen;
  std::vector<std::size_t> all(full);
  for (std::size_t i = 0; i < full; ++i) all[i] = i + 1;
  return all;
}

}  // namespace constate::testing
