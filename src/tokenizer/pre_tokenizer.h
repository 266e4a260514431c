// Splits text into the words that a model takes one by one: steps in a row, each of which changes or splits
// what the one before gave. Const and thread-safe; copies share what is compiled.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/function_ref.h"
#include "tokenizer/sentencepiece.h"
#include "tokenizer/split.h"
#include "tokenizer/text_pattern.h"

namespace constate::tokenizer {

// GPT-2's split pattern as tokenizer files spell it; it is matched by hand, in linear time and without a
// stack.
inline constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

// The length of the match of that pattern at the start of `text`, which is valid UTF-8 and not empty. The
// pattern matches everywhere, so the matches of a text are the whole text.
std::size_t gpt2_word(std::string_view text);

// A part of a text, and whether it begins where the text does.
struct Word {
  std::string_view text;
  bool at_start;
};

enum class PrependScheme { kAlways, kFirst, kNever };

struct Gpt2Split {};  // Isolated
struct PatternSplit {
  TextPattern pattern;
  SplitBehavior behavior;
  bool invert;
};
struct CharacterSplit {
  bool (*is_match)(char32_t);  // none: `character` alone matches
  char32_t character;
  SplitBehavior behavior;
};
struct WordSplit {};    // runs of \w and runs of neither \w nor \s
struct ScriptSplit {};  // where another script begins; what is of no script before the first is left out
struct FixedLength {
  std::size_t characters;
};
struct Metaspace {
  std::string replacement;  // one character, for each space
  PrependScheme prepend;
  bool split;
};
struct ByteLevel {
  bool add_prefix_space;
  bool use_regex;  // splits by GPT-2's pattern
  bool as_bytes;   // leaves the bytes as they are, for a model that takes bytes
};

class PreTokenizer {
 public:
  using Step = std::variant<Gpt2Split, PatternSplit, CharacterSplit, WordSplit, ScriptSplit, FixedLength,
                            Metaspace, ByteLevel, SentencePieceWords>;
  std::vector<Step> steps;

  // Calls `word` with each word in turn; it lives until the call returns. `text` is valid UTF-8 and not
  // empty.
  void each_word(Word text, FunctionRef<void(std::string_view)> word) const { run(0, text, word); }

 private:
  void run(std::size_t step, Word text, FunctionRef<void(std::string_view)> word) const;
};

}  // namespace constate::tokenizer
