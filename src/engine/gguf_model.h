// A GGUF file as what a model's folder would hold instead of it. `path` is the file (formats::gguf_at).
// Functions without state.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/json.h"
#include "formats/checkpoint.h"
#include "formats/gguf.h"
#include "formats/gguf_tokenizer.h"

namespace constate::engine {

struct GgufModel {
  formats::Checkpoint checkpoint;  // its tensors are as the configuration's checkpoint has them
  Json config;                     // a config.json
};

// Throws FormatError, naming the key or the tensor.
GgufModel open_gguf(const std::filesystem::path& path);

// The tokenizer in the file; where it has none, or none that is known here, the tokenizer.json beside it.
// `where` becomes the file that it is from.
std::optional<formats::GgufTokenizer> gguf_tokenizer_files(const std::filesystem::path& path,
                                                           std::string& where);

// A generation_config.json: tokens that end a text, and the settings of `general.sampling.*`.
Json generation_config_of(const formats::GgufMetadata& metadata);

}  // namespace constate::engine
