// Texts as SentencePiece itself takes them, score for score in its float: what a `tokenizer.model` gives,
// which a tokenizer.json made from it gives in most texts only. Const and thread-safe; copies share their
// tables.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/piece_trie.h"
#include "tokenizer/precompiled.h"
#include "tokenizer/sentencepiece_file.h"
#include "tokenizer/vocabulary.h"

namespace constate::tokenizer {

// What both kinds of model look up.
struct SentencePieces {
  explicit SentencePieces(const SentencePieceFile& file);

  // An unknown character: the ids of its bytes, or the unknown piece, which takes others after it along.
  void append_unknown(std::string_view text, bool after_unknown, std::vector<std::int32_t>& out) const;

  PieceTrie trie;          // of what texts are made of
  PieceTrie user_defined;  // of pieces that are taken before any other
  std::vector<float> scores;
  std::vector<SentencePiece::Kind> kinds;
  std::int32_t unknown;
  std::vector<std::int32_t> bytes;  // 256 ids, or none
};
using SharedPieces = std::shared_ptr<const SentencePieces>;

// The first step for a text: characters by the table, then spaces.
struct SentencePieceClean {
  SharedPieces pieces;                          // user-defined ones stay as they are
  std::shared_ptr<const Precompiled> charsmap;  // none: characters stay as they are
  bool add_dummy_prefix, remove_extra_whitespaces, escape_whitespaces, space_is_suffix;
  bool prefix_at_start_alone = false;  // not after an added token

  // `text` is valid UTF-8. Stops where more than `most` bytes have been made.
  std::string run(std::string_view text, bool at_start, std::size_t most) const;
};

// Before each space that follows something else. For models whose pieces have spaces at their start alone.
struct SentencePieceWords {};

// The way through a text whose scores sum to most. O(text times the longest piece).
class SentencePieceUnigram {
 public:
  explicit SentencePieceUnigram(SharedPieces pieces);
  void encode(std::string_view text, std::vector<std::int32_t>& out) const;

 private:
  struct Best {
    float score = 0;
    std::int32_t start = -1;  // -1: no way leads here
    std::int32_t id = -1;
  };
  std::vector<Best> best_ways(std::string_view text) const;

  SharedPieces pieces_;
  float unknown_score_, most_;
};

// The pair of neighbours with the highest score is merged, leftmost first, until none is a piece.
class SentencePieceBpe {
 public:
  explicit SentencePieceBpe(SharedPieces pieces, SharedVocabulary vocabulary)
      : pieces_(std::move(pieces)), vocabulary_(std::move(vocabulary)) {}
  void encode(std::string_view text, std::vector<std::int32_t>& out) const;

 private:
  SharedPieces pieces_;
  SharedVocabulary vocabulary_;
};

}  // namespace constate::tokenizer
