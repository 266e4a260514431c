// What the readers of Mamba-2's two layouts of config.json share, and the model that is made of them.
// Internal to models.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "models/mamba2.h"

namespace constate::models::mamba2 {

// Far beyond any model, far below what overflows a product of three of them.
inline constexpr std::int64_t kMaxSize = 1 << 20;
inline constexpr std::int64_t kMaxLayers = 4096;
inline constexpr std::int64_t kMaxExpand = 1024;

struct Parsed {
  Config config;
  std::vector<std::pair<std::string, std::string>> fields;  // Facts::configuration, under the file's names

  void show(std::string key, const auto& value) {
    fields.emplace_back(std::move(key), fmt::format("{}", value));
  }
};

// A config.json of either layout. Throws FormatError, naming the key.
Parsed parse(const Json& value, const std::string& where);
// `value` is what `json` reads.
Parsed parse_hf(const JsonObject& json, const Json& value);
Parsed parse_ssm(const JsonObject& json, const Json& value);

// From 1 to `most`, or FormatError.
std::int64_t size_of_field(const JsonObject& json, std::string_view key, std::int64_t missing,
                           std::int64_t most = kMaxSize);
// Two numbers into time_step_min and time_step_max; 0 and infinity where `key` is left out.
void read_time_step_limit(const JsonObject& json, std::string_view key, Config& config);
std::string time_step_limit_text(const Config& config);

}  // namespace constate::models::mamba2
