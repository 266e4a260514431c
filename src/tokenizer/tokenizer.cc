#include "tokenizer/tokenizer.h"

#include <fmt/format.h>

#include <limits>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/tokenizer_json.h"

namespace constate::tokenizer {

std::vector<std::int32_t> Tokenizer::encode(std::string_view utf8, bool add_special_tokens) const {
  if (utf8.size() >= std::numeric_limits<std::int32_t>::max())
    throw Error(Code::kInvalidArgument,
                fmt::format("encode: a text is shorter than 2147483647 bytes; got {}", utf8.size()));
  if (const std::size_t at = find_invalid_utf8(utf8); at != std::string_view::npos)
    throw FormatError(fmt::format("encode: the text must be UTF-8; byte {} (0x{:02x}) is not", at,
                                  static_cast<unsigned char>(utf8[at])));
  std::vector<std::int32_t> out;
  for (const Piece& piece : added_.split(utf8)) {
    if (piece.id >= 0) {
      out.push_back(piece.id);
      continue;
    }
    pre_tokenizer_.each_word(piece.text, [&](std::string_view word) {
      if (ignore_merges_) {
        if (const auto it = ids_.find(byte_level_text(word)); it != ids_.end()) {
          out.push_back(it->second);
          return;
        }
      }
      bpe_.encode(word, out);
    });
  }
  return post_processor_.apply(std::move(out), add_special_tokens);
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skip_special_tokens) const {
  std::string bytes, out;
  for (std::int32_t id : ids)
    if (const std::string_view token = bytes_of(id); !(skip_special_tokens && is_skipped(id))) bytes += token;
  append_lossy(bytes, out);
  return out;
}

std::string_view Tokenizer::bytes_of(std::int32_t id) const {
  const std::size_t i = checked(id);
  return std::string_view(bytes_).substr(begins_[i], begins_[i + 1] - begins_[i]);
}

std::optional<std::int32_t> Tokenizer::id_of(std::string_view token) const {
  const auto it = ids_.find(token);
  if (it == ids_.end()) return std::nullopt;
  return it->second;
}

bool Tokenizer::is_special(std::int32_t id) const { return flags_[checked(id)] & TokenizerReader::kSpecial; }
bool Tokenizer::is_skipped(std::int32_t id) const { return flags_[checked(id)] & TokenizerReader::kSkipped; }

std::size_t Tokenizer::checked(std::int32_t id) const {
  if (id < 0 || id >= vocab_size())
    throw Error(Code::kOutOfRange,
                fmt::format("token id {} is outside the vocabulary of {}", id, vocab_size()));
  return static_cast<std::size_t>(id);
}

}  // namespace constate::tokenizer
