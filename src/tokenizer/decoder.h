// Tokens to text, one by one: steps in a row, each of which gives the next what is certain. All that is given
// for some tokens, and what `finish` gives, is what the `tokenizers` library makes of those tokens at once.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tokenizer/normalizer.h"

namespace constate::tokenizer {

struct BytesToText {};   // ByteLevel: the bytes of all tokens, as UTF-8; what is none becomes U+FFFD
struct ByteFallback {};  // <0xE2> and its like in a row: their text, or U+FFFD for each where that is none
struct Fuse {};          // all tokens are one to the steps that follow
struct StripCharacter {
  std::string content;      // one character
  std::size_t start, stop;  // how often at most at either end of a token
};
struct MetaspaceToSpace {
  std::string replacement;
  bool drop_first;  // in the first token it becomes nothing
};
struct WordPieceToText {
  std::string prefix;
  bool cleanup;
};
struct SuffixToSpace {
  std::string suffix;  // a space in each token but the last
};
struct CtcToText {
  std::string pad, delimiter;
  bool cleanup;
};
struct PiecesToText {                         // as SentencePiece does it
  std::set<std::string, std::less<>> silent;  // control pieces
  std::string unknown, unknown_text;          // what stands for the unknown piece
  bool bytes;                                 // <0xE2> and its like are bytes
  bool drop_first, drop_all;  // the space that the text begins with; those of pieces until there is text
};
struct JoinBySpace {};  // what is done where a file has no decoder

struct Decoder {
  using Step = std::variant<BytesToText, ByteFallback, Fuse, StripCharacter, Replace, MetaspaceToSpace,
                            WordPieceToText, SuffixToSpace, CtcToText, PiecesToText, JoinBySpace>;
  std::vector<Step> steps;

  bool is_bytes_alone() const { return steps.size() == 1 && std::holds_alternative<BytesToText>(steps[0]); }
};

// A text being decoded. Belongs to one thread; the decoder must outlive it.
class Decoding {
 public:
  explicit Decoding(const Decoder& decoder);

  // What is certain once `token` has come.
  std::string push(std::string_view token);
  // Bytes in the middle of the text that are no whole token: the tokens after them are not the first.
  std::string push_bytes(std::string_view bytes);
  // What is held back, at most, until more comes.
  std::size_t held() const;
  // What was held back. This is then as new.
  std::string finish();
  // What `token` adds in the middle of a text: bytes, which need not be UTF-8 by themselves.
  static std::string in_the_middle(const Decoder& decoder, std::string_view token);

 private:
  struct State {
    std::size_t tokens = 0;  // that have come
    std::string held;
    std::size_t stripped = 0;  // characters, from the start
    bool started = false;      // no more are
  };

  void feed(std::size_t step, std::string_view token);
  void feed_whole(std::size_t step, std::string_view piece);
  void end(std::size_t step);
  void end_bytes(std::size_t step);
  void piece(std::size_t step, const PiecesToText& pieces, std::string_view token);
  void piece_bytes(std::size_t step, bool whole);
  void bytes(std::size_t step, std::string_view more);
  void strip(std::size_t step, const StripCharacter& s, std::string_view piece);
  std::string changed(std::size_t step, std::string_view token);

  const Decoder* decoder_;
  std::size_t whole_from_;  // the steps from here on see one token: the text
  std::vector<State> states_;
  std::string out_;
};

}  // namespace constate::tokenizer
