#include "tokenizer/stream_decoder.h"

#include "base/utf8.h"

namespace constate::tokenizer {

std::string StreamDecoder::push(std::int32_t id) {
  const std::string_view token = tokenizer_->bytes_of(id);
  return skip_special_tokens_ && tokenizer_->is_skipped(id) ? "" : push_bytes(token);
}

std::string StreamDecoder::push_bytes(std::string_view bytes) {
  open_ += bytes;
  // Only the last character can be open, and it is at most three bytes so far.
  std::size_t certain = open_.size();
  for (std::size_t back = 1; back <= 3 && back <= open_.size(); ++back) {
    const std::size_t at = open_.size() - back;
    if ((static_cast<unsigned char>(open_[at]) & 0xC0) == 0x80) continue;
    if (first_char(std::string_view(open_).substr(at)).kind == Utf8Char::kIncomplete) certain = at;
    break;
  }
  std::string out;
  append_lossy(std::string_view(open_).substr(0, certain), out);
  open_.erase(0, certain);
  return out;
}

std::string StreamDecoder::finish() {
  std::string out;
  append_lossy(open_, out);
  open_.clear();
  return out;
}

}  // namespace constate::tokenizer
