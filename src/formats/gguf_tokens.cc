#include "formats/gguf_tokens.h"

#include <fmt/format.h>

#include <bit>

#include "base/error.h"
#include "base/utf8.h"

namespace constate::formats {
namespace {

constexpr std::size_t kMostAdded = 1 << 15;  // models have up to some thousands

// Fields of a message of protocol buffers.
std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 128; value >>= 7) out += static_cast<char>(value | 128);
  return out + static_cast<char>(value);
}
std::string integer(std::uint32_t field, std::uint64_t value) { return varint(field << 3) + varint(value); }
std::string bytes(std::uint32_t field, std::string_view value) {
  return varint(field << 3 | 2) + varint(value.size()) + std::string(value);
}
std::string real(std::uint32_t field, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  std::string out = varint(field << 3 | 5);
  for (int i = 0; i < 4; ++i) out += static_cast<char>(bits >> (8 * i));
  return out;
}

std::string charsmap_of(const GgufMetadata& m) {
  constexpr std::string_view kKey = "tokenizer.ggml.precompiled_charsmap";
  const GgufArray* map = m.numbers(kKey);
  if (!map) return "";
  if (map->type != GgufType::kU8 && map->type != GgufType::kI8)
    m.fail(kKey, fmt::format("must be an array of bytes; got one of {}", name(map->type)));
  return map->bytes;
}

}  // namespace

std::string valid(const GgufMetadata& m, std::string_view key, std::size_t i, std::string_view text) {
  if (find_invalid_utf8(text) != text.npos) m.fail(key, fmt::format("element {} must be UTF-8", i));
  return std::string(text);
}

GgufTokens::GgufTokens(const GgufMetadata& m) : texts_(m.array(kGgufTokens, GgufType::kString)) {
  constexpr std::string_view kTypes = "tokenizer.ggml.token_type";
  if (!texts_) m.fail(kGgufTokens, "is missing");
  const GgufArray* types = m.numbers(kTypes);
  if (types && types->count != texts_->count)
    m.fail(kTypes, fmt::format("must have as many elements as there are tokens, {}; got {}", texts_->count,
                               types->count));
  types_.assign(texts_->count, GgufTokenType::kNormal);
  std::size_t added = 0;
  for (std::size_t i = 0; i < types_.size(); ++i) {
    valid(m, kGgufTokens, i, texts_->text(i));
    if (!types) continue;
    const std::int64_t type = types->integer(i);
    if (type < 1 || type > 6) m.fail(kTypes, fmt::format("element {}: a type from 1 to 6; got {}", i, type));
    types_[i] = static_cast<GgufTokenType>(type);
    if (is_added(i) && ++added > kMostAdded)
      m.fail(kTypes, fmt::format("at most {} tokens that are not normal", kMostAdded));
  }
  while (!types_.empty() && types_.back() == GgufTokenType::kUnused) types_.pop_back();
}

std::string sentencepiece_model(const GgufMetadata& m, const GgufTokens& tokens, bool unigram) {
  constexpr std::string_view kScores = "tokenizer.ggml.scores";
  const GgufArray* scores = m.numbers(kScores);
  if (!scores) m.fail(kScores, "is missing");
  if (scores->count < tokens.count())
    m.fail(kScores,
           fmt::format("must have an element for each token, {}; got {}", tokens.count(), scores->count));
  std::string out;
  bool has_bytes = false;
  for (std::size_t id = 0; id < tokens.count(); ++id) {
    const GgufTokenType type = tokens.type(id);
    has_bytes |= type == GgufTokenType::kByte;
    out += bytes(1, bytes(1, tokens.text(id)) + real(2, static_cast<float>(scores->number(id))) +
                        integer(3, static_cast<std::uint64_t>(type)));
  }
  std::string trainer = integer(3, unigram ? 1 : 2) + integer(35, has_bytes ? 1 : 0);
  for (const auto& [field, key] :
       {std::pair(41u, "tokenizer.ggml.bos_token_id"), {42u, "tokenizer.ggml.eos_token_id"}})
    trainer += integer(field, static_cast<std::uint64_t>(m.integer(key).value_or(-1)));
  const std::string charsmap = charsmap_of(m);
  const bool prefix = m.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
  const bool trim = m.boolean("tokenizer.ggml.remove_extra_whitespaces").value_or(false);
  const std::string normalizer = bytes(1, charsmap.empty() ? "identity" : "gguf") +
                                 (charsmap.empty() ? "" : bytes(2, charsmap)) + integer(3, prefix ? 1 : 0) +
                                 integer(4, trim ? 1 : 0) + integer(5, 1);
  return out + bytes(2, trainer) + bytes(3, normalizer);
}

}  // namespace constate::formats
