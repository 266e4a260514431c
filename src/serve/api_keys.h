// API keys: who may use the server, and how much.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace constate::serve {

struct RateLimit {
  std::int64_t requests = 0, tokens = 0;  // a minute; 0: as many as one likes
  bool operator==(const RateLimit&) const = default;
};
inline constexpr std::int64_t kMostPerMinute = 1'000'000'000;

struct ApiKey {
  std::string name, key;  // the name stands for the key wherever something is told of it
  RateLimit limit = {};
};

// Lines [NAME] KEY [requests-per-minute=N] [tokens-per-minute=N]; what is empty or begins with # is passed
// over. A key without a name is called by its line, key7; one without limits has `otherwise`. Throws Error
// that names the line, and never shows what stands there: it may be a key.
std::vector<ApiKey> read_api_keys(const std::string& path, const RateLimit& otherwise = {});

// The key that is `given`, or null. Its time tells nothing of where two keys differ.
const ApiKey* find_key(const std::vector<ApiKey>& keys, const std::string& given);

}  // namespace constate::serve
