// Decodes tokens one by one, as a model makes them: each push gives the text that is now certain, never half
// a character. All pushes and finish put together are Tokenizer::decode of all ids. For one thread; the
// tokenizer must outlive it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {

class StreamDecoder {
 public:
  explicit StreamDecoder(const Tokenizer& tokenizer, bool skip_special_tokens = true)
      : tokenizer_(&tokenizer), skip_special_tokens_(skip_special_tokens), decoding_(tokenizer.decoder()) {}

  // Throws Error(kOutOfRange) for an id outside the vocabulary, and is then as before.
  std::string push(std::int32_t id);
  // The same for bytes that are no whole token, in the middle of a text.
  std::string push_bytes(std::string_view bytes) { return decoding_.push_bytes(bytes); }
  // Bytes that wait for what follows: of a character that may go on; of byte tokens in a row; and so on.
  std::size_t open_bytes() const { return decoding_.held(); }
  // What was still open, as U+FFFD where it is no whole character. The decoder is then as new.
  std::string finish() { return decoding_.finish(); }

 private:
  const Tokenizer* tokenizer_;
  bool skip_special_tokens_;
  Decoding decoding_;
};

// The text of tokens as a model sees it, special ones included. Ids that pad the vocabulary have none.
std::string raw_text(const Tokenizer& tokenizer, std::span<const std::int32_t> ids);

}  // namespace constate::tokenizer
