// Decodes tokens one by one, as a model makes them: each push gives the text that is now certain, never half
// a character. All pushes and finish put together are Tokenizer::decode of all ids. For one thread; the
// tokenizer must outlive it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {

class StreamDecoder {
 public:
  explicit StreamDecoder(const Tokenizer& tokenizer, bool skip_special_tokens = true)
      : tokenizer_(&tokenizer), skip_special_tokens_(skip_special_tokens) {}

  // Throws Error(kOutOfRange) for an id outside the vocabulary, and is then as before.
  std::string push(std::int32_t id);
  // The same for bytes that are no whole token.
  std::string push_bytes(std::string_view bytes);
  // Bytes of a character that may go on.
  std::size_t open_bytes() const { return open_.size(); }
  // What was still open, as U+FFFD. The decoder is then as new.
  std::string finish();

 private:
  const Tokenizer* tokenizer_;
  bool skip_special_tokens_;
  std::string open_;  // a character that may go on: at most three bytes between calls
};

}  // namespace constate::tokenizer
