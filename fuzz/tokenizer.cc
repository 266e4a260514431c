// tokenizer.json, and what it makes of a text. A file that is read must have a token for each byte of UTF-8,
// 243 in all, which no fuzzer finds by chance: where the input's vocabulary lacks some, they are put in.
#include "tokenizer/tokenizer.h"

#include "base/json.h"
#include "fuzz.h"
#include "tokenizer/byte_level.h"

using namespace constate;

namespace {

constexpr std::string_view kText =
    "\xEF\xBB\xBF  It's <e>\u00e9e\u0301 1\u00bd\t\n\n x\u4e2d\U0001F600 ab abab<|endoftext|> ";

void use(std::string_view json) {
  const tokenizer::Tokenizer t = tokenizer::Tokenizer::from_json(json, "tokenizer.json");
  for (const bool special : {false, true}) {
    const std::vector<std::int32_t> ids = t.encode(kText, special);
    (void)t.decode(ids, special);
    for (const std::int32_t id : ids) (void)t.is_special(id);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::bounded(size, [&] { use(text); });
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("model") || !json["model"].is_object()) return 0;
  Json& vocab = json["model"]["vocab"];
  if (!vocab.is_object()) return 0;
  for (unsigned b = 0; b < 256; ++b) {
    const std::string token = tokenizer::byte_level_text(std::string(1, static_cast<char>(b)));
    if (!vocab.contains(token)) vocab[token] = b;
  }
  const std::string whole = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  fuzz::bounded(whole.size(), [&] { use(whole); });
  return 0;
}
