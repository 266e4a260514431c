// What turns one word into token ids: byte-pair encoding over bytes or characters, whole words, WordPiece.
// (Unigram has a file of its own.) Each is const and thread-safe; copies share their tables.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tokenizer/bpe.h"
#include "tokenizer/vocabulary.h"

namespace constate::tokenizer {

// Over the bytes of a word, each of which has a token.
struct ByteBpe {
  std::shared_ptr<const Bpe> bpe;
  SharedVocabulary whole;  // the tokens as bytes, taken before any merge; none: merges alone

  void encode(std::string_view word, std::vector<std::int32_t>& out) const;
};

// Over the characters of a word. One that has no token becomes its bytes' tokens, the unknown token, or
// nothing, whichever of these the file has.
struct CharacterBpe {
  std::shared_ptr<const Bpe> bpe;
  SharedVocabulary vocabulary;
  bool ignore_merges = false;  // a word that is a token is that token
  bool fuse_unknown = false;   // unknown characters in a row are one unknown token
  std::optional<std::int32_t> unknown;
  std::optional<std::array<std::int32_t, 256>> bytes;  // -1: that byte has none
  std::string prefix;                                  // of each character but the first, in the vocabulary
  std::string suffix;                                  // of the last one

  void encode(std::string_view word, std::vector<std::int32_t>& out) const;
};

// The longest token first, from the left; a word that cannot be made of tokens is the unknown token.
struct WordPiece {
  SharedVocabulary vocabulary;
  std::int32_t unknown = 0;
  std::string prefix;               // of each token but the first
  std::size_t most_characters = 0;  // of a word; a longer one is unknown

  void encode(std::string_view word, std::vector<std::int32_t>& out) const;
};

struct WordLevel {
  SharedVocabulary vocabulary;
  std::optional<std::int32_t> unknown;

  // Throws FormatError for a word that is no token, where there is no unknown token.
  void encode(std::string_view word, std::vector<std::int32_t>& out) const;
};

}  // namespace constate::tokenizer
