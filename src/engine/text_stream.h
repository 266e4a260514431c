// TextStream: the text of a row, piece by piece, as its tokens come. Gives out only what is certain: never
// half a character, and nothing that may turn out to be the start of a stop string. Belongs to one thread;
// must not outlive the tokenizer.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tokenizer/stream_decoder.h"
#include "tokenizer/tokenizer.h"

namespace constate::engine {

class TextStream {
 public:
  // A stop string ends the text before its first occurrence, even where it spans tokens. Empty ones are
  // refused.
  TextStream(const tokenizer::Tokenizer& tokenizer, std::vector<std::string> stop,
             bool skip_special_tokens = true);

  // The text that `token` makes certain. After `stopped`, nothing; nor for a token that the tokenizer does
  // not have (models pad their vocabulary).
  std::string push(std::int32_t token);
  // Goes on where another one ended that had given out all but the last `withheld` bytes of these tokens.
  // Before the first push.
  void resume(std::span<const std::int32_t> tokens, std::int64_t withheld);
  // Bytes of the tokens so far that have not been given out yet.
  std::int64_t withheld() const;
  // What is left at the end.
  std::string finish();
  bool stopped() const { return stopped_; }
  const std::string& stopped_by() const { return stopped_by_; }  // the stop string

 private:
  std::string release(std::string more, bool at_end);

  const tokenizer::Tokenizer& tokenizer_;
  bool skips_special_tokens_;
  tokenizer::StreamDecoder decoder_;
  std::int64_t vocab_size_;
  std::vector<std::string> stop_;
  std::string held_;
  bool stopped_ = false;
  std::string stopped_by_;
};

}  // namespace constate::engine
