// The names that llama.cpp gives to ways of cutting a text before byte-level BPE (`tokenizer.ggml.pre`), each
// as the parts of a tokenizer.json that it stands for. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace constate::formats {

struct GgufPreTokenizer {
  OrderedJson normalizer, pre_tokenizer;  // of a tokenizer.json
  bool ignore_merges = false;             // a word that is a token is not cut further
  bool begins_with_bos = false;           // where the file does not say it
};

// Nothing for a name that is not known here.
std::optional<GgufPreTokenizer> gguf_pre_tokenizer(std::string_view name);
// Those that are, for a message.
std::string gguf_pre_tokenizers();
// The name for these parts of a tokenizer.json. Nothing where llama.cpp has none.
std::optional<std::string> gguf_pre_name(const Json& normalizer, const Json& pre_tokenizer,
                                         bool ignore_merges);

}  // namespace constate::formats
