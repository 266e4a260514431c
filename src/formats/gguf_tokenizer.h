// The tokenizer in a GGUF file's metadata, as the files that a model's folder would have instead: byte-level
// BPE as a tokenizer.json, SentencePiece as a tokenizer.model; and back. Pure functions; what the files mean
// is left to those who read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "formats/gguf_value.h"

namespace constate::formats {

struct GgufTokenizer {
  std::string json;                            // tokenizer.json; empty where there is a model
  std::string model;                           // tokenizer.model
  OrderedJson config = OrderedJson::object();  // tokenizer_config.json
};

// Nothing where the file has none. Throws FormatError, naming the key.
std::optional<GgufTokenizer> gguf_tokenizer(const GgufMetadata& metadata);

// Its named tokens by their roles, "bos_token" and so on, as their texts.
OrderedJson gguf_named_tokens(const GgufMetadata& metadata);

// Adds keys for a tokenizer.json of byte-level BPE, for `rows` rows of the embedding, with the file itself
// among them. Throws FormatError, with `where` for the file, for one that llama.cpp has no name for.
void add_tokenizer(std::string_view tokenizer_json, std::size_t rows, const std::string& where,
                   GgufMetadata& out);

}  // namespace constate::formats
