// What a checkpoint says about generating with it: generation_config.json beside config.json. It wins over
// config.json, and a user's own settings win over both.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sampling_settings.h"
#include "models/language_model.h"

namespace constate::engine {

struct GenerationConfig {
  Sampling sampling;                   // greedy unless the file says do_sample
  std::vector<std::int32_t> stop_ids;  // end of text, from this file or else from config.json
  std::string stop_ids_from;           // this file, where it has them
  std::optional<std::int64_t> max_new_tokens;
};

// Throws FormatError, naming the key. Settings that would change the text and are not supported here (beams,
// penalties of other kinds) are refused by name where they are switched on.
GenerationConfig parse_generation_config(std::string_view text, const std::string& where,
                                         const models::SpecialTokens& from_config);

// Without the file: greedy, stop ids from config.json. Of a GGUF file, what its metadata says of it.
GenerationConfig read_generation_config(const std::filesystem::path& folder,
                                        const models::SpecialTokens& from_config);

}  // namespace constate::engine
