// Tokenizers as `tokenizer.json` files state them: text to token ids and back, id for id what the
// `tokenizers` library gives; and as a `tokenizer.model` does, id for id what SentencePiece gives. What is
// not done here is refused by name (tokenizer_json.h). Truncation and padding are not here; chat templates
// are in formats/chat_template.h. Const methods are thread-safe. Owns its tables; moves.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/decoder.h"
#include "tokenizer/model.h"
#include "tokenizer/post_processor.h"
#include "tokenizer/pre_tokenizer.h"

namespace constate::tokenizer {

// For people to read.
struct TokenizerFacts {
  std::string kind;        // "byte-level BPE", "BPE", "BPE with byte fallback", "Unigram", "WordPiece",
                           // "WordLevel", "SentencePiece BPE", "SentencePiece Unigram with byte fallback"
  std::int64_t vocab = 0;  // tokens of the model, without added ones that it does not know
  std::int64_t merges = 0;
  std::int64_t added = 0;                  // added tokens, special ones included
  std::vector<std::string> special_names;  // in order of their ids
  std::string normalizer;                  // "none", or the steps' names: "NFC", "Prepend, Replace"
  std::string pre_tokenizer;               // likewise: "Split, ByteLevel", "ByteLevel with a prefix space"
  std::string decoder;                     // likewise: "ByteLevel", "Replace, ByteFallback, Fuse, Strip"
};

class Tokenizer {
 public:
  // Throws FormatError for what the file holds, Error(kNotFound) and so on for the file itself.
  static Tokenizer from_file(const std::filesystem::path& path);
  // `where` stands for the file in errors.
  static Tokenizer from_json(std::string_view text, std::string where);
  // A model of SentencePiece, which gives what that library gives: tokens for control are in no text, and
  // none are put around one.
  static Tokenizer from_sentencepiece(std::string_view bytes, const std::string& where);
  // Likewise, with what `settings` says of it: a tokenizer_config.json.
  static Tokenizer from_sentencepiece(std::string_view bytes, const std::string& where, const Json& settings);
  // The tokenizer.json of a folder, or else its tokenizer.model with what tokenizer_config.json says of it;
  // nothing where there is neither.
  static std::optional<Tokenizer> from_folder(const std::filesystem::path& folder);
  static std::optional<std::filesystem::path> file_in(const std::filesystem::path& folder);

  // Throws FormatError with the byte at which `utf8` stops being UTF-8; and where the file's regular
  // expressions take too many steps, or the model has no token for something and none for what is unknown.
  std::vector<std::int32_t> encode(std::string_view utf8, bool add_special_tokens = true) const;

  // Bytes that are not UTF-8 become U+FFFD. An id that no token has, inside the vocabulary, is nothing; one
  // outside throws Error(kOutOfRange).
  std::string decode(std::span<const std::int32_t> ids, bool skip_special_tokens = true) const;

  // What `id` adds in the middle of decoded text: bytes, which need not be UTF-8 by themselves. Lives as long
  // as this.
  std::string_view bytes_of(std::int32_t id) const;
  // What the decoder gets for `id`: "Ġthe", "<0xE2>"; nothing where no token has it. Lives as long as this.
  std::optional<std::string_view> text_of(std::int32_t id) const;
  const Decoder& decoder() const { return decoder_; }
  // As in the file, so with a space as "Ġ" unless it is an added token.
  std::optional<std::int32_t> id_of(std::string_view token) const;
  std::int64_t vocab_size() const {
    return static_cast<std::int64_t>(bytes_.begins.size()) - 1;
  }  // highest id + 1
  bool is_special(std::int32_t id) const;
  // Whether decode leaves `id` out when it skips special tokens. (The `tokenizers` library keeps a special
  // token that the normalizer changes, so this is not always is_special.)
  bool is_skipped(std::int32_t id) const;
  TokenizerFacts facts() const { return facts_; }

 private:
  friend class TokenizerBuilder;
  Tokenizer() = default;
  std::size_t checked(std::int32_t id) const;

  // Texts one after another: of token `id` from begins[id] to begins[id + 1].
  struct Texts {
    std::string all;
    std::vector<std::uint32_t> begins;
    std::string_view operator[](std::size_t id) const {
      return std::string_view(all).substr(begins[id], begins[id + 1] - begins[id]);
    }
  };

  SharedVocabulary vocabulary_;  // of the model
  Vocabulary added_ids_;         // of added tokens that it does not know
  Texts bytes_, texts_;
  std::vector<std::uint8_t> flags_;
  Model model_;
  AddedTokens added_;
  PreTokenizer pre_tokenizer_;
  PostProcessor post_processor_;
  Decoder decoder_;
  TokenizerFacts facts_;
};

}  // namespace constate::tokenizer
