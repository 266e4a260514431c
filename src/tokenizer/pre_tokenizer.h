// Splits text into the words that byte-pair merges never cross. Knows one pattern, GPT-2's, and matches it by
// hand: linear time and no stack on any text. Const and thread-safe; owns nothing of its input.
#pragma once

#include <string>
#include <string_view>

namespace constate::tokenizer {

// GPT-2's split pattern as tokenizer files spell it.
inline constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

// The length of the match of that pattern at the start of `text`, which is valid UTF-8 and not empty. The
// pattern matches everywhere, so the matches of a text are the whole text.
std::size_t gpt2_word(std::string_view text);

struct PreTokenizer {
  bool split_first = false;       // a Split by GPT-2's pattern before the byte-level step
  bool add_prefix_space = false;  // the byte-level step puts a space before each piece that has none
  bool use_regex = true;          // the byte-level step splits by GPT-2's pattern

  // Calls `word(std::string_view)` with the bytes of each word in turn. `text` is valid UTF-8; a word lives
  // until the call returns.
  template <class F>
  void each_word(std::string_view text, F&& word) const {
    while (split_first && !text.empty()) {
      const std::size_t n = gpt2_word(text);
      each_piece(text.substr(0, n), word);
      text.remove_prefix(n);
    }
    if (!text.empty()) each_piece(text, word);
  }

 private:
  template <class F>
  void each_piece(std::string_view piece, F&& word) const {
    std::string spaced;
    if (add_prefix_space && piece.front() != ' ') {
      spaced.reserve(piece.size() + 1);
      spaced += ' ';
      spaced += piece;
      piece = spaced;
    }
    while (!piece.empty()) {
      const std::size_t n = use_regex ? gpt2_word(piece) : piece.size();
      word(piece.substr(0, n));
      piece.remove_prefix(n);
    }
  }
};

}  // namespace constate::tokenizer
