#include "tokenizer/json_parts.h"
#include "tokenizer/tokenizer_json.h"

namespace constate::tokenizer {
namespace {

constexpr std::int64_t kMostStripped = 1 << 16;

MetaspaceToSpace metaspace(const JsonObject& step) {
  const std::string scheme = step.string_or("prepend_scheme", "always");
  if (scheme != "always" && scheme != "first" && scheme != "never")
    refuse(step, "prepend_scheme", "must be always, first or never");
  return {character(step, "replacement"), scheme != "never" && step.boolean_or("add_prefix_space", true)};
}

Decoder::Step step_of(const JsonObject& step) {
  const std::string type = type_of(step);
  if (type == "ByteLevel") return BytesToText{};
  if (type == "ByteFallback") return ByteFallback{};
  if (type == "Fuse") return Fuse{};
  if (type == "Strip")
    return StripCharacter{character(step, "content"), count(step, "start", kMostStripped),
                          count(step, "stop", kMostStripped)};
  if (type == "Replace") return Replace{pattern_of(step), short_string(step, "content")};
  if (type == "Metaspace") return metaspace(step);
  if (type == "WordPiece") return WordPieceToText{step.string("prefix"), step.boolean("cleanup")};
  if (type == "BPEDecoder") return SuffixToSpace{step.string("suffix")};
  if (type == "CTC")
    return CtcToText{step.string("pad_token"), step.string("word_delimiter_token"), step.boolean("cleanup")};
  refuse(step, "type",
         "must be ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace, WordPiece, BPEDecoder, CTC or a "
         "Sequence "
         "of those");
}

}  // namespace

Decoder read_decoder(const JsonObject& object, std::string& names) {
  Decoder out;
  for (const JsonObject& step : steps(object, "decoders")) {
    out.steps.push_back(step_of(step));
    names += (names.empty() ? "" : ", ") + type_of(step);
  }
  return out;
}

}  // namespace constate::tokenizer
