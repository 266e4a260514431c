// What is done to a text before it is split into words: steps in a row. Const and thread-safe; copies share
// what is compiled.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tokenizer/normal_form.h"
#include "tokenizer/precompiled.h"
#include "tokenizer/sentencepiece.h"
#include "tokenizer/text_pattern.h"

namespace constate::tokenizer {

struct Lowercase {};
struct StripAccents {};
struct NmtClean {};  // control characters out, other white space to spaces
struct StripSpace {
  bool left, right;
};
struct Prepend {
  std::string text;  // before a text that is not empty
};
struct Replace {
  TextPattern pattern;
  std::string content;
};
// `text` with what matches replaced. Throws FormatError where that has more than `most` bytes.
std::string replace_all(const Replace& replace, std::string_view text, std::size_t most);

struct BertClean {
  bool clean_text, handle_chinese_chars, strip_accents, lowercase;
};
struct ToByteLevel {};  // each byte as its character

// A text after normalization, and whether its first character comes from the first one of the text before:
// not so where that was left out.
struct Normalized {
  std::string text;
  bool at_start = true;
};

class Normalizer {
 public:
  using Step = std::variant<NormalForm, Lowercase, StripAccents, NmtClean, StripSpace, Prepend, Replace,
                            BertClean, ToByteLevel, std::shared_ptr<const Precompiled>, SentencePieceClean>;
  std::vector<Step> steps;

  // `text` is valid UTF-8, and so is the result. Throws FormatError where a regular expression takes too many
  // steps, or the result has more than 64 times the bytes of `text` and 1 MiB. `at_start`: nothing is before
  // `text`.
  Normalized run(std::string_view text, bool at_start = true) const;
};

}  // namespace constate::tokenizer
