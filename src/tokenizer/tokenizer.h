// Byte-level BPE tokenizers as `tokenizer.json` files state them (GPT-2, GPT-NeoX and kin): text to token ids
// and back, id for id what the `tokenizers` library gives. Files of another kind, and settings that would
// change the result in a way that is not done here, are refused by name. Truncation and padding
// are not here; chat templates are in chat_template.h. Const methods are thread-safe. Owns its tables; moves.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizer/added_tokens.h"
#include "tokenizer/bpe.h"
#include "tokenizer/post_processor.h"
#include "tokenizer/pre_tokenizer.h"

namespace constate::tokenizer {

// For people to read.
struct TokenizerFacts {
  std::string kind;        // "byte-level BPE"
  std::int64_t vocab = 0;  // tokens of the model, without added ones that it does not know
  std::int64_t merges = 0;
  std::int64_t added = 0;                  // added tokens, special ones included
  std::vector<std::string> special_names;  // in order of their ids
  std::string normalizer;                  // "none", "NFC", "NFD, NFC"
  std::string pre_tokenizer;  // "ByteLevel", "Split, ByteLevel", "ByteLevel with a prefix space", ...
};

class Tokenizer {
 public:
  // Throws FormatError for what the file holds, Error(kNotFound) and so on for the file itself.
  static Tokenizer from_file(const std::filesystem::path& path);
  // `where` stands for the file in errors.
  static Tokenizer from_json(std::string_view text, std::string where);

  // Throws FormatError with the byte at which `utf8` stops being UTF-8.
  std::vector<std::int32_t> encode(std::string_view utf8, bool add_special_tokens = true) const;

  // Bytes that are not UTF-8 become U+FFFD (see append_lossy). An id that no token has, inside the
  // vocabulary, is nothing; one outside throws Error(kOutOfRange).
  std::string decode(std::span<const std::int32_t> ids, bool skip_special_tokens = true) const;

  // What `id` adds to decoded text: bytes, which need not be UTF-8 by themselves. Lives as long as this.
  std::string_view bytes_of(std::int32_t id) const;
  // As in the file, so with a space as "Ġ" unless it is an added token.
  std::optional<std::int32_t> id_of(std::string_view token) const;
  std::int64_t vocab_size() const { return static_cast<std::int64_t>(begins_.size()) - 1; }  // highest id + 1
  bool is_special(std::int32_t id) const;
  // Whether decode leaves `id` out when it skips special tokens. (The `tokenizers` library keeps a special
  // token that the normalizer changes, so this is not always is_special.)
  bool is_skipped(std::int32_t id) const;
  TokenizerFacts facts() const { return facts_; }

 private:
  friend class TokenizerReader;
  Tokenizer() = default;
  std::size_t checked(std::int32_t id) const;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };

  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> ids_;
  std::string bytes_;                  // of all tokens, one after another
  std::vector<std::uint32_t> begins_;  // of token id in bytes_, and the end
  std::vector<std::uint8_t> flags_;
  Bpe bpe_;
  bool ignore_merges_ = false;
  AddedTokens added_;
  PreTokenizer pre_tokenizer_;
  PostProcessor post_processor_;
  TokenizerFacts facts_;
};

}  // namespace constate::tokenizer
