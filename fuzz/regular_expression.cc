// A regular expression of a tokenizer.json, up to the first line end, and the text after it that it splits.
#include "base/utf8.h"
#include "fuzz.h"
#include "tokenizer/split.h"
#include "tokenizer/text_pattern.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (find_invalid_utf8(input) != input.npos) return 0;
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view text = input.substr(std::min(end + 1, input.size()));
  fuzz::bounded(size, [&] {
    const tokenizer::TextPattern pattern = tokenizer::TextPattern::regex(std::string(input.substr(0, end)));
    const std::vector<tokenizer::Span> matches = pattern.find(text);
    std::size_t done = 0;
    for (const tokenizer::Span& m : matches) {
      fuzz::require(m.begin >= done && m.end >= m.begin && m.end <= text.size(), "matches are in order");
      done = m.end;
    }
    done = 0;
    for (const tokenizer::Span& part :
         tokenizer::split_by(matches, text.size(), tokenizer::SplitBehavior::kMergedWithNext)) {
      fuzz::require(part.begin == done && part.end > part.begin, "the parts are the text");
      done = part.end;
    }
    fuzz::require(done == text.size(), "the parts are all of the text");
  });
  return 0;
}
