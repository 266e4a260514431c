#include "tokenizer/stream_decoder.h"

namespace constate::tokenizer {

std::string StreamDecoder::push(std::int32_t id) {
  const std::string_view bytes = tokenizer_->bytes_of(id);
  if (skip_special_tokens_ && tokenizer_->is_skipped(id)) return "";
  if (tokenizer_->decoder().is_bytes_alone()) return decoding_.push_bytes(bytes);
  const std::optional<std::string_view> token = tokenizer_->text_of(id);
  return token ? decoding_.push(*token) : "";
}

}  // namespace constate::tokenizer
