// The list of tokens in a GGUF file's metadata, and a SentencePiece model of it. Internal to this module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/gguf_value.h"

namespace constate::formats {

inline constexpr std::string_view kGgufTokens = "tokenizer.ggml.tokens";

// The numbers are those of SentencePiece too.
enum class GgufTokenType : std::uint8_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

class GgufTokens {
 public:
  // Throws FormatError. `metadata` must outlive it.
  explicit GgufTokens(const GgufMetadata& metadata);

  // Without unused ones at the end: those fill an embedding up.
  std::size_t count() const { return types_.size(); }
  std::string_view text(std::size_t id) const { return texts_->text(id); }
  GgufTokenType type(std::size_t id) const { return types_[id]; }
  // Whether it is found in a text before anything else looks at it.
  bool is_added(std::size_t id) const {
    const GgufTokenType t = types_[id];
    return t == GgufTokenType::kControl || t == GgufTokenType::kUserDefined || t == GgufTokenType::kUnknown;
  }

 private:
  const GgufArray* texts_;
  std::vector<GgufTokenType> types_;
};

// `text`, element `i` of the list of `key`; or FormatError where it is no UTF-8.
std::string valid(const GgufMetadata& metadata, std::string_view key, std::size_t i, std::string_view text);

// A tokenizer.model: a message of sentencepiece_model.proto.
std::string sentencepiece_model(const GgufMetadata& metadata, const GgufTokens& tokens, bool unigram);

}  // namespace constate::formats
