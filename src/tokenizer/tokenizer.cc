#include "tokenizer/tokenizer.h"

#include <fmt/format.h>

#include <limits>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/stream_decoder.h"
#include "tokenizer/tokenizer_builder.h"

namespace constate::tokenizer {

namespace {

// The ids of words met before in one text: most words of a long text have come already.
class WordCache {
 public:
  explicit WordCache(std::size_t text) : entries_(text < kShort ? 0 : kEntries) {}

  template <class F>
  void encode(std::string_view word, std::vector<std::int32_t>& out, F model) {
    if (entries_.empty() || word.size() > kLongest) return model(word, out);
    Entry& entry = entries_[std::hash<std::string_view>()(word) % kEntries];
    if (entry.word != word) {
      entry.ids.clear();
      entry.word.clear();  // first: the model may throw
      model(word, entry.ids);
      entry.word = word;
    }
    out.insert(out.end(), entry.ids.begin(), entry.ids.end());
  }

 private:
  static constexpr std::size_t kShort = 4096, kEntries = 8192, kLongest = 64;
  struct Entry {
    std::string word;
    std::vector<std::int32_t> ids;
  };
  std::vector<Entry> entries_;
};

}  // namespace

std::vector<std::int32_t> Tokenizer::encode(std::string_view utf8, bool add_special_tokens) const {
  if (utf8.size() >= std::numeric_limits<std::int32_t>::max())
    throw Error(Code::kInvalidArgument,
                fmt::format("encode: a text is shorter than 2147483647 bytes; got {}", utf8.size()));
  if (const std::size_t at = find_invalid_utf8(utf8); at != std::string_view::npos)
    throw FormatError(fmt::format("encode: the text must be UTF-8; byte {} (0x{:02x}) is not", at,
                                  static_cast<unsigned char>(utf8[at])));
  std::vector<std::int32_t> out;
  WordCache cache(utf8.size());
  const auto model = [&](std::string_view word, std::vector<std::int32_t>& ids) {
    std::visit([&](const auto& m) { m.encode(word, ids); }, model_);
  };
  const auto encode_word = [&](std::string_view word) { cache.encode(word, out, model); };
  for (const Piece& piece : added_.split(utf8)) {
    if (piece.id >= 0)
      out.push_back(piece.id);
    else
      pre_tokenizer_.each_word({piece.text, piece.at_start}, encode_word);
  }
  return post_processor_.apply(std::move(out), add_special_tokens);
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skip_special_tokens) const {
  StreamDecoder stream(*this, skip_special_tokens);
  std::string out;
  for (std::int32_t id : ids) out += stream.push(id);
  return out + stream.finish();
}

std::string_view Tokenizer::bytes_of(std::int32_t id) const { return bytes_[checked(id)]; }

std::optional<std::string_view> Tokenizer::text_of(std::int32_t id) const {
  const std::size_t i = checked(id);
  if (!(flags_[i] & TokenizerBuilder::kPresent)) return std::nullopt;
  return texts_[i];
}

std::optional<std::int32_t> Tokenizer::id_of(std::string_view token) const {
  if (const auto id = added_ids_.find(token)) return id;
  return vocabulary_->find(token);
}

bool Tokenizer::is_special(std::int32_t id) const { return flags_[checked(id)] & TokenizerBuilder::kSpecial; }
bool Tokenizer::is_skipped(std::int32_t id) const { return flags_[checked(id)] & TokenizerBuilder::kSkipped; }

std::size_t Tokenizer::checked(std::int32_t id) const {
  if (id < 0 || id >= vocab_size())
    throw Error(Code::kOutOfRange,
                fmt::format("token id {} is outside the vocabulary of {}", id, vocab_size()));
  return static_cast<std::size_t>(id);
}

}  // namespace constate::tokenizer
