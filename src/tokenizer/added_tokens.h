// The tokens that a file adds to its model's vocabulary: found in the text before anything else looks at it,
// leftmost first and the longest of those, and never split. Const and thread-safe; owns its tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/normalizer.h"

namespace constate::tokenizer {

struct AddedToken {
  std::int32_t id = 0;
  std::string content;
  bool special = false;      // left out of decoded text on request
  bool normalized = false;   // the normalized content is looked for in the normalized text
  bool lstrip = false;       // takes the whitespace before it along
  bool rstrip = false;       // takes the whitespace after it along
  bool single_word = false;  // not where a word character stands right before or after it
};

// A part of a text: an added token, or text to tokenize (id < 0; never empty).
struct Piece {
  std::int32_t id;
  std::string text;
  bool at_start;  // begins where the whole text does
};

class AddedTokens {
 public:
  AddedTokens() = default;
  // `where` names the file in errors: two tokens with the same content once normalized are refused, and one
  // that has none.
  AddedTokens(std::vector<AddedToken> tokens, Normalizer normalizer, const std::string& where);

  const std::vector<AddedToken>& tokens() const { return tokens_; }
  // What is looked for, and what stands for tokens()[i] in decoded text: its content, normalized if it says
  // so.
  const std::string& pattern(std::size_t i) const { return patterns_[i]; }

  // Tokens that are not `normalized` are taken out of `text` first; what remains is normalized and searched
  // for the others. `text` is valid UTF-8.
  std::vector<Piece> split(std::string_view text) const;

 private:
  using Set = std::vector<std::size_t>;  // indices of tokens, in order of their patterns
  void split_by(const Set& set, std::string_view text, bool at_start, std::vector<Piece>& out) const;

  std::vector<AddedToken> tokens_;
  std::vector<std::string> patterns_;
  Normalizer normalizer_;
  Set plain_, normalized_;
};

}  // namespace constate::tokenizer
