#include "tokenizer/stream_decoder.h"

namespace constate::tokenizer {

std::string StreamDecoder::push(std::int32_t id) {
  const std::string_view bytes = tokenizer_->bytes_of(id);
  if (skip_special_tokens_ && tokenizer_->is_skipped(id)) return "";
  if (tokenizer_->decoder().is_bytes_alone()) return decoding_.push_bytes(bytes);
  const std::optional<std::string_view> token = tokenizer_->text_of(id);
  return token ? decoding_.push(*token) : "";
}

std::string raw_text(const Tokenizer& tokenizer, std::span<const std::int32_t> ids) {
  StreamDecoder decoder(tokenizer, /*skip_special_tokens=*/false);
  std::string text;
  for (const std::int32_t id : ids)
    if (id < tokenizer.vocab_size()) text += decoder.push(id);
  return text + decoder.finish();
}

}  // namespace constate::tokenizer
