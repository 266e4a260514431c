#include "formats/gguf_tokenizer.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/gguf_pre_tokenizer.h"
#include "formats/gguf_tokens.h"
#include "formats/shown.h"

namespace constate::formats {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 6> kRoles{
    {{"bos_token", "tokenizer.ggml.bos_token_id"},
     {"eos_token", "tokenizer.ggml.eos_token_id"},
     {"unk_token", "tokenizer.ggml.unknown_token_id"},
     {"sep_token", "tokenizer.ggml.seperator_token_id"},
     {"pad_token", "tokenizer.ggml.padding_token_id"},
     {"mask_token", "tokenizer.ggml.mask_token_id"}}};

bool says(const GgufMetadata& m, std::string_view key, bool otherwise) {
  return m.boolean(key).value_or(otherwise);
}

// What stands around a text: {bos, eos}.
struct Around {
  bool bos, eos;
};
Around around_of(const GgufMetadata& m, bool bos, bool eos) {
  return {says(m, "tokenizer.ggml.add_bos_token", bos), says(m, "tokenizer.ggml.add_eos_token", eos)};
}

OrderedJson config_of(const GgufMetadata& m, const Around& around) {
  OrderedJson out = gguf_named_tokens(m);
  for (const auto& [flag, role] : {std::pair(around.bos, "bos_token"), {around.eos, "eos_token"}})
    if (flag && !out.contains(role))
      m.fail(fmt::format("tokenizer.ggml.add_{}", role), fmt::format("needs a `tokenizer.ggml.{}_id`", role));
  out["add_bos_token"] = around.bos;
  out["add_eos_token"] = around.eos;
  out["clean_up_tokenization_spaces"] = false;
  return out;
}

OrderedJson post_processor(const GgufMetadata& m, const Around& around) {
  if (!around.bos && !around.eos) return nullptr;
  OrderedJson specials = OrderedJson::object();
  const auto special = [&](const char* role, int type) -> OrderedJson {
    const std::int64_t id = *m.integer(fmt::format("tokenizer.ggml.{}_token_id", role));
    const std::string text(m.array(kGgufTokens, GgufType::kString)->text(static_cast<std::size_t>(id)));
    specials[text] = {{"id", text}, {"ids", {id}}, {"tokens", {text}}};
    return {{"SpecialToken", {{"id", text}, {"type_id", type}}}};
  };
  const auto add = [&](OrderedJson& to, const char* sequence, int type) {
    if (around.bos) to.push_back(special("bos", type));
    to.push_back({{"Sequence", {{"id", sequence}, {"type_id", type}}}});
    if (around.eos) to.push_back(special("eos", type));
  };
  OrderedJson single = OrderedJson::array(), pair = OrderedJson::array();
  add(single, "A", 0);
  add(pair, "A", 0);
  add(pair, "B", 1);
  return {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}, {"special_tokens", specials}};
}

// The list is written as text: as values of JSON it would take many times its size.
std::string bpe_json(const GgufMetadata& m, const GgufTokens& tokens, const GgufPreTokenizer& pre,
                     const Around& around) {
  const GgufArray* merges = m.array("tokenizer.ggml.merges", GgufType::kString);
  if (!merges) m.fail("tokenizer.ggml.merges", "is missing");
  OrderedJson added = OrderedJson::array();
  std::string vocab, list;
  for (std::size_t id = 0; id < tokens.count(); ++id) {
    const GgufTokenType type = tokens.type(id);
    if (type == GgufTokenType::kUnused) continue;
    const std::string text(tokens.text(id));
    vocab += fmt::format("{}{}:{}", vocab.empty() ? "" : ",", Json(text).dump(), id);
    if (!tokens.is_added(id)) continue;
    added.push_back({{"id", id},
                     {"content", text},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", false},
                     {"special", type != GgufTokenType::kUserDefined}});
  }
  for (std::size_t i = 0; i < merges->count; ++i)
    list += fmt::format("{}{}", i > 0 ? "," : "",
                        Json(valid(m, "tokenizer.ggml.merges", i, merges->text(i))).dump());
  const OrderedJson byte_level = {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", true}};
  return fmt::format(
      R"({{"version":"1.0","truncation":null,"padding":null,"added_tokens":{},"normalizer":{},"pre_tokenizer":{},)"
      R"("post_processor":{},"decoder":{},"model":{{"type":"BPE","dropout":null,"unk_token":null,)"
      R"("continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,)"
      R"("ignore_merges":{},"vocab":{{{}}},"merges":[{}]}}}})",
      added.dump(), pre.normalizer.dump(), pre.pre_tokenizer.dump(), post_processor(m, around).dump(),
      byte_level.dump(), pre.ignore_merges, vocab, list);
}

GgufTokenizer byte_level_bpe(const GgufMetadata& m) {
  const GgufTokens tokens(m);
  const std::string name = m.text("tokenizer.ggml.pre").value_or("default");
  const std::optional<GgufPreTokenizer> pre = gguf_pre_tokenizer(name);
  if (!pre)
    m.fail("tokenizer.ggml.pre",
           fmt::format("must be one of: {}; got {}", gguf_pre_tokenizers(), shown(name)),
           "put the model's tokenizer.json beside the file");
  if (says(m, "tokenizer.ggml.add_space_prefix", false))
    m.fail("tokenizer.ggml.add_space_prefix", "must not be true for gpt2");
  const Around around = around_of(m, pre->begins_with_bos && m.has("tokenizer.ggml.bos_token_id"), false);
  GgufTokenizer out;
  out.config = config_of(m, around);
  out.config["tokenizer_class"] = "PreTrainedTokenizerFast";
  out.json = bpe_json(m, tokens, *pre, around);
  return out;
}

// `unigram`: the scores are log probabilities, and ids follow from their sum.
GgufTokenizer sentencepiece(const GgufMetadata& m, bool unigram) {
  const GgufTokens tokens(m);
  GgufTokenizer out;
  out.config = config_of(m, around_of(m, !unigram && m.has("tokenizer.ggml.bos_token_id"),
                                      unigram && m.has("tokenizer.ggml.eos_token_id")));
  out.config["legacy"] = true;  // a space before each text, also after a special token, as llama.cpp does
  Json added = Json::object();
  for (std::size_t id = 0; id < tokens.count(); ++id)
    if (tokens.is_added(id))
      added[std::to_string(id)] = {{"content", tokens.text(id)},
                                   {"single_word", false},
                                   {"lstrip", false},
                                   {"rstrip", false},
                                   {"normalized", false},
                                   {"special", tokens.type(id) != GgufTokenType::kUserDefined}};
  out.config["added_tokens_decoder"] = added;
  out.model = sentencepiece_model(m, tokens, unigram);
  return out;
}

}  // namespace

OrderedJson gguf_named_tokens(const GgufMetadata& m) {
  OrderedJson out = OrderedJson::object();
  const GgufArray* tokens = m.array(kGgufTokens, GgufType::kString);
  for (const auto& [role, key] : kRoles) {
    const std::optional<std::int64_t> id = m.integer(key);
    if (!id || !tokens) continue;
    if (*id < 0 || static_cast<std::uint64_t>(*id) >= tokens->count)
      m.fail(key, fmt::format("must be an id from 0 to {}; got {}",
                              static_cast<std::int64_t>(tokens->count) - 1, *id));
    out[role] =
        valid(m, kGgufTokens, static_cast<std::size_t>(*id), tokens->text(static_cast<std::size_t>(*id)));
  }
  return out;
}

std::optional<GgufTokenizer> gguf_tokenizer(const GgufMetadata& m) {
  const std::optional<std::string> kind = m.text("tokenizer.ggml.model");
  if (auto json = m.text("tokenizer.huggingface.json")) {
    GgufTokenizer out;
    out.json = *std::move(json);
    out.config = config_of(m, around_of(m, false, false));
    return out;
  }
  if (!kind || *kind == "none" || *kind == "no_vocab") return std::nullopt;
  if (*kind == "gpt2") return byte_level_bpe(m);
  if (*kind == "llama") return sentencepiece(m, false);
  if (*kind == "t5") return sentencepiece(m, true);
  m.fail("tokenizer.ggml.model", fmt::format("must be one of: gpt2, llama, t5, none; got {}", shown(*kind)),
         "put the model's tokenizer.json beside the file");
}

}  // namespace constate::formats
