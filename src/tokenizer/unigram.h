// Unigram as the `tokenizers` library does it: the sequence of pieces whose scores sum to most, found over
// all ways to cut the text. O(length of the text times the longest piece). Const and thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/models.h"
#include "tokenizer/piece_trie.h"

namespace constate::tokenizer {

class Unigram {
 public:
  // The id of a piece is its place. `unknown`: the piece that unknown characters become. `bytes` are the ids
  // that they become instead where every byte has one.
  Unigram(const std::vector<std::pair<std::string, double>>& pieces, std::optional<std::int32_t> unknown,
          std::optional<std::array<std::int32_t, 256>> bytes, SharedVocabulary vocabulary);

  // Throws FormatError for a character without a piece where no piece is for unknown ones.
  void encode(std::string_view text, std::vector<std::int32_t>& out) const;

 private:
  struct Best {
    double score = 0;
    std::int64_t start = -1;  // -1: no way leads here
    std::int32_t id = 0;
  };

  std::vector<Best> best_ways(std::string_view text) const;
  void append(std::string_view piece, std::vector<std::int32_t>& out) const;

  PieceTrie trie_;
  std::vector<double> scores_;
  double unknown_score_ = 0;
  std::optional<std::int32_t> unknown_;
  std::optional<std::array<std::int32_t, 256>> bytes_;
  SharedVocabulary vocabulary_;
};

}  // namespace constate::tokenizer
