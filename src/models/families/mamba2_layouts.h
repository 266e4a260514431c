// What the readers of Mamba-2's two layouts of config.json share, and the model that is made of them.
// Internal to models.
#pragma once

#include <string>

#include "base/json.h"
#include "models/families/config_reading.h"
#include "models/families/mamba2.h"

namespace constate::models::mamba2 {

struct Parsed : FieldsShown {
  Config config;
};

// A config.json of either layout. Throws FormatError, naming the key.
Parsed parse(const Json& value, const std::string& where);
// `value` is what `json` reads.
Parsed parse_hf(const JsonObject& json, const Json& value);
Parsed parse_ssm(const JsonObject& json, const Json& value);

inline constexpr std::int64_t kMaxExpand = 1024;

}  // namespace constate::models::mamba2
