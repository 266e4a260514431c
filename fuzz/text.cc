// Text of any bytes: the demo model's tokenizer, normalization, decoding piece by piece.
#include <algorithm>

#include "base/utf8.h"
#include "fuzz.h"
#include "tokenizer/normal_form.h"
#include "tokenizer/stream_decoder.h"
#include "tokenizer/tokenizer.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tokenizer::Tokenizer tokenizer = tokenizer::Tokenizer::from_file(
      std::filesystem::path(CONSTATE_SOURCE_DIR) / "models/demo/tokenizer.json");
  const std::string_view text = fuzz::text_of(data, size);
  const bool valid = find_invalid_utf8(text) == text.npos;
  std::string lossy;
  append_lossy(text, lossy);
  fuzz::require((lossy == text) == valid, "only what is not UTF-8 is replaced");
  fuzz::require(find_invalid_utf8(lossy) == lossy.npos, "what replaces it is UTF-8");
  fuzz::bounded(size, [&] {
    const std::vector<std::int32_t> ids = tokenizer.encode(text);
    fuzz::require(valid, "text that is not UTF-8 is refused");
    // This tokenizer normalizes, but not across the one token that it takes out of the text first.
    fuzz::require(
        text.find("<|endoftext|>") != text.npos ||
            tokenizer.decode(ids, false) == tokenizer::normalize({tokenizer::NormalForm::kNfc}, text),
        "decoding gives the text back");
  });
  fuzz::bounded(size, [&] {
    using enum tokenizer::NormalForm;
    for (const tokenizer::NormalForm form : {kNfc, kNfd, kNfkc, kNfkd}) {
      const std::string once = tokenizer::normalize({form}, lossy);
      fuzz::require(find_invalid_utf8(once) == once.npos, "a normal form is UTF-8");
      fuzz::require(tokenizer::normalize({form}, once) == once, "a normal form is its own");
    }
  });
  fuzz::bounded(size, [&] {
    std::vector<std::int32_t> ids;
    for (std::size_t i = 0; i + 1 < size; i += 2)
      ids.push_back((data[i] << 8 | data[i + 1]) % static_cast<std::int32_t>(tokenizer.vocab_size()));
    tokenizer::StreamDecoder stream(tokenizer);
    std::string pieces;
    for (const std::int32_t id : ids) pieces += stream.push(id);
    fuzz::require(pieces + stream.finish() == tokenizer.decode(ids), "the pieces are the whole");
  });
  return 0;
}
