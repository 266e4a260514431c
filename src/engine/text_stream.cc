#include "engine/text_stream.h"

#include <algorithm>

#include "base/error.h"

namespace constate::engine {

TextStream::TextStream(const tokenizer::Tokenizer& tokenizer, std::vector<std::string> stop,
                       bool skip_special_tokens)
    : tokenizer_(tokenizer),
      skips_special_tokens_(skip_special_tokens),
      decoder_(tokenizer, skip_special_tokens),
      vocab_size_(tokenizer.vocab_size()),
      stop_(std::move(stop)) {
  for (const std::string& s : stop_)
    if (s.empty())
      throw Error(Code::kInvalidArgument, "a stop string has at least one character; got an empty one");
}

std::string TextStream::release(std::string more, bool at_end) {
  held_ += more;
  std::size_t end = std::string::npos;
  for (const std::string& s : stop_)
    if (const std::size_t at = held_.find(s); at < end) {
      end = at;
      stopped_by_ = s;
    }
  if (end != std::string::npos) {
    stopped_ = true;
    std::string out = held_.substr(0, end);
    held_.clear();
    return out;
  }
  // Hold back the longest end that begins a stop string.
  std::size_t hold = 0;
  if (!at_end)
    for (const std::string& s : stop_)
      for (std::size_t n = std::min(s.size() - 1, held_.size()); n > hold; --n)
        if (held_.compare(held_.size() - n, n, s, 0, n) == 0) hold = n;
  std::string out = held_.substr(0, held_.size() - hold);
  held_.erase(0, held_.size() - hold);
  return out;
}

std::string TextStream::push(std::int32_t token) {
  if (stopped_ || token >= vocab_size_) return "";
  return release(decoder_.push(token), false);
}
void TextStream::resume(std::span<const std::int32_t> tokens, std::int64_t withheld) {
  std::string bytes;
  for (const std::int32_t id : tokens)
    if (id < vocab_size_ && !(skips_special_tokens_ && tokenizer_.is_skipped(id)))
      bytes += tokenizer_.bytes_of(id);
  const std::size_t count = std::min(bytes.size(), static_cast<std::size_t>(withheld));
  held_ += decoder_.push_bytes(std::string_view(bytes).substr(bytes.size() - count));
}

std::int64_t TextStream::withheld() const {
  return stopped_ ? 0 : static_cast<std::int64_t>(held_.size() + decoder_.open_bytes());
}

std::string TextStream::finish() { return stopped_ ? "" : release(decoder_.finish(), true); }

}  // namespace constate::engine
