// A tokenizer.json as keys of a GGUF file.
#include <fmt/format.h>

#include <map>

#include "base/error.h"
#include "formats/gguf_pre_tokenizer.h"
#include "formats/gguf_tokenizer.h"
#include "formats/gguf_tokens.h"

namespace constate::formats {
namespace {

constexpr std::size_t kMostMemory = 1u << 30;  // of a tokenizer.json that was read before

struct Tokens {
  std::vector<std::string> texts;
  std::vector<std::int32_t> types;

  void put(const std::string& text, const Json& id, GgufTokenType type, const std::string& where) {
    if (!id.is_number_integer() || id < 0 || id >= texts.size())
      throw FormatError(fmt::format("{}: token {} has id {}; the embedding has {} rows", where, excerpt(text),
                                    excerpt(id), texts.size()));
    texts[id.get<std::size_t>()] = text;
    types[id.get<std::size_t>()] = static_cast<std::int32_t>(type);
  }
};

// Rows without a token are unused ones, as llama.cpp's converter fills a vocabulary up.
Tokens tokens_of(const JsonObject& file, const JsonObject& model, std::size_t rows) {
  Tokens out{std::vector<std::string>(rows), std::vector<std::int32_t>(rows)};
  for (std::size_t i = 0; i < rows; ++i) out.texts[i] = fmt::format("[PAD{}]", i);
  out.types.assign(rows, static_cast<std::int32_t>(GgufTokenType::kUnused));
  model.object("vocab");  // or says why not
  for (const auto& [text, id] : model.find("vocab")->items())
    out.put(text, id, GgufTokenType::kNormal, file.where());
  if (const Json* added = file.find("added_tokens"))
    for (const Json& token : *added) {
      const JsonObject item(token, file.where() + ": added_tokens");
      out.put(item.string("content"), *item.find("id"),
              item.boolean("special") ? GgufTokenType::kControl : GgufTokenType::kUserDefined, file.where());
    }
  return out;
}

// "left right"; newer files have a list of both.
std::vector<std::string> merges_of(const JsonObject& model) {
  std::vector<std::string> out;
  const Json* list = model.find("merges");
  if (!list || !list->is_array()) model.fail("merges", "must be an array");
  for (const Json& merge : *list)
    out.push_back(merge.is_string()
                      ? merge.get<std::string>()
                      : fmt::format("{} {}", merge.at(0).get<std::string>(), merge.at(1).get<std::string>()));
  return out;
}

}  // namespace

void add_tokenizer(std::string_view tokenizer_json, std::size_t rows, const std::string& where,
                   GgufMetadata& out) {
  const Json json = parse_json(tokenizer_json, where, kMostMemory);
  const JsonObject file(json, where);
  const JsonObject model = file.object("model");
  const std::string kind = model.string_or("type", "BPE");
  const Json none;
  const Json* normalizer = file.find("normalizer");
  const Json* cut = file.find("pre_tokenizer");
  const auto name = kind == "BPE" && cut ? gguf_pre_name(normalizer ? *normalizer : none, *cut,
                                                         model.boolean_or("ignore_merges", false))
                                         : std::nullopt;
  if (!name)
    throw FormatError(fmt::format(
        "{}: byte-level BPE that llama.cpp has a name for is written into a GGUF file; got {}, normalizer "
        "{}, pre-tokenizer {}",
        where, kind, excerpt(normalizer ? *normalizer : none), excerpt(cut ? *cut : none)));
  const Tokens tokens = tokens_of(file, model, rows);
  out.add("tokenizer.ggml.model", GgufValue::of(std::string("gpt2")));
  out.add("tokenizer.ggml.pre", GgufValue::of(*name));
  out.add("tokenizer.ggml.tokens", GgufValue::of(tokens.texts));
  out.add("tokenizer.ggml.token_type", GgufValue::of(tokens.types));
  out.add("tokenizer.ggml.merges", GgufValue::of(merges_of(model)));
  out.add("tokenizer.huggingface.json", GgufValue::of(std::string(tokenizer_json)));
}

}  // namespace constate::formats
