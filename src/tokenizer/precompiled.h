// SentencePiece's table of replacements (`precompiled_charsmap`): a trie over bytes, and the texts that stand
// instead. Const; owns its tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace constate::tokenizer {

class Precompiled {
 public:
  // `table`: four bytes with the trie's size, the lower first, the trie, the texts with a zero byte after
  // each. Throws FormatError that says what is wrong with it.
  explicit Precompiled(std::string_view table);

  // As the `tokenizers` library does it: of a grapheme cluster of at most five bytes that begins with an
  // entry the entry stands for all of it; otherwise each character is looked up. `text` is valid UTF-8.
  std::string normalize(std::string_view text) const;

  struct Found {
    std::string_view text;  // what stands instead
    std::size_t size;       // of the entry
  };
  // The longest entry that `text` begins with, as SentencePiece takes it.
  std::optional<Found> find_longest(std::string_view text) const;

 private:
  // Calls `entry` with each entry that `text` begins with, shorter ones first, until it returns false.
  template <class F>
  void each_entry(std::string_view text, F entry) const;
  // The text of the shortest one.
  std::optional<std::string_view> find(std::string_view text) const;

  std::vector<std::uint32_t> trie_;
  std::string texts_;
};

// The length of the grapheme cluster at the start of `text`, which is valid UTF-8 and not empty.
std::size_t grapheme_cluster(std::string_view text);

}  // namespace constate::tokenizer
