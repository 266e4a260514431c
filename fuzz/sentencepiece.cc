// A tokenizer.model, and what it makes of a text and of its own ids.
#include <algorithm>
#include <numeric>

#include "base/utf8.h"
#include "fuzz.h"
#include "tokenizer/tokenizer.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kText =
      "  It's <s>\u00e9e\u0301 1\u00bd\t\n\n x\u4e2d\U0001F600 ab abab\u2581\u2581ter\ufb01 ";
  fuzz::bounded(size, [&] {
    const tokenizer::Tokenizer t =
        tokenizer::Tokenizer::from_sentencepiece(fuzz::text_of(data, size), "t.model");
    for (const std::int32_t id : t.encode(kText))
      fuzz::require(id >= 0 && id < t.vocab_size(), "an id has a token");
    std::vector<std::int32_t> all(static_cast<std::size_t>(std::min<std::int64_t>(t.vocab_size(), 1000)));
    std::iota(all.begin(), all.end(), 0);
    for (const bool skip : {false, true}) {
      const std::string text = t.decode(all, skip);
      fuzz::require(find_invalid_utf8(text) == text.npos, "decoded text is UTF-8");
    }
  });
  return 0;
}
