// Names and patterns as in llama.cpp's llama-vocab.cpp, which has the patterns of the models' tokenizer.json
// in comments beside its own. The normalizer and the rest are those of the models that a name is made for.
#include "formats/gguf_pre_tokenizer.h"

#include <fmt/format.h>

#include <array>

namespace constate::formats {
namespace {

// GPT-4's pattern with its runs of digits cut at three, at one; and Qwen 3.5's, where marks belong to
// letters.
constexpr const char* kDigitsByThree =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kDigitsByOne =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kWithMarks =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kTekken =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kGpt4o =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
// Kimi K2's: GPT-4o's where Chinese characters stand apart, and a slash ends no line.
constexpr const char* kKimiK2 =
    R"(\p{Han}+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

enum class Cut { kGpt2, kDigitsThenGpt2, kPattern };

struct Row {
  std::string_view name;
  Cut cut;
  const char* pattern;
  bool nfc, ignore_merges, bos;
};
// Where several have the same parts, the first is the one that is written.
constexpr std::array<Row, 23> kRows{{
    {"gpt-2", Cut::kGpt2, nullptr, false, false, false},
    {"phi-2", Cut::kGpt2, nullptr, false, false, false},
    {"olmo", Cut::kGpt2, nullptr, true, false, false},
    {"mpt", Cut::kGpt2, nullptr, true, false, false},
    {"refact", Cut::kDigitsThenGpt2, nullptr, false, false, false},
    {"starcoder", Cut::kDigitsThenGpt2, nullptr, false, false, false},
    {"smollm", Cut::kDigitsThenGpt2, nullptr, false, false, false},
    {"codeshell", Cut::kDigitsThenGpt2, nullptr, false, false, false},
    {"llama-bpe", Cut::kPattern, kDigitsByThree, false, true, true},
    {"llama3", Cut::kPattern, kDigitsByThree, false, true, true},
    {"llama-v3", Cut::kPattern, kDigitsByThree, false, true, true},
    {"falcon3", Cut::kPattern, kDigitsByThree, false, true, true},
    {"falcon-h1", Cut::kPattern, kDigitsByThree, false, true, true},
    {"lfm2", Cut::kPattern, kDigitsByThree, false, true, true},
    {"pixtral", Cut::kPattern, kDigitsByThree, false, true, true},
    {"dbrx", Cut::kPattern, kDigitsByThree, false, false, false},
    {"smaug-bpe", Cut::kPattern, kDigitsByThree, false, false, false},
    {"qwen2", Cut::kPattern, kDigitsByOne, true, false, false},
    {"qwen35", Cut::kPattern, kWithMarks, true, false, false},
    {"tekken", Cut::kPattern, kTekken, false, true, true},
    {"gpt-4o", Cut::kPattern, kGpt4o, false, false, false},
    {"llama4", Cut::kPattern, kGpt4o, false, false, false},
    {"kimi-k2", Cut::kPattern, kKimiK2, false, false, false},
}};

OrderedJson byte_level(bool use_regex) {
  return {
      {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", use_regex}};
}

OrderedJson sequence(OrderedJson first, OrderedJson second) {
  return {{"type", "Sequence"}, {"pretokenizers", OrderedJson::array({std::move(first), std::move(second)})}};
}

GgufPreTokenizer parts_of(const Row& row) {
  GgufPreTokenizer out;
  if (row.nfc) out.normalizer = {{"type", "NFC"}};
  out.ignore_merges = row.ignore_merges;
  out.begins_with_bos = row.bos;
  switch (row.cut) {
    case Cut::kGpt2:
      out.pre_tokenizer = byte_level(true);
      break;
    case Cut::kDigitsThenGpt2:
      out.pre_tokenizer = sequence({{"type", "Digits"}, {"individual_digits", true}}, byte_level(true));
      break;
    case Cut::kPattern: {
      OrderedJson split = {{"type", "Split"},
                           {"pattern", {{"Regex", row.pattern}}},
                           {"behavior", "Isolated"},
                           {"invert", false}};
      out.pre_tokenizer = sequence(std::move(split), byte_level(false));
      break;
    }
  }
  return out;
}

// Parts of a tokenizer.json without what changes no token: offsets, and a Sequence of one.
Json essence(Json part) {
  if (!part.is_object()) return nullptr;
  part.erase("trim_offsets");
  for (const char* list : {"pretokenizers", "normalizers"}) {
    const auto it = part.find(list);
    if (it == part.end() || !it->is_array()) continue;
    for (Json& step : *it) step = essence(step);
    if (it->size() == 1) return Json((*it)[0]);
  }
  // To keep what the pattern matches, and to remove what it does not, is the same: these patterns match all.
  if (part.value("behavior", "") == "Removed" && part.value("invert", false)) {
    part["behavior"] = "Isolated";
    part["invert"] = false;
  }
  if (part.value("type", "") == "ByteLevel" && !part.contains("use_regex")) part["use_regex"] = true;
  return part;
}

Json plain(const OrderedJson& json) { return Json::parse(json.dump()); }

}  // namespace

std::optional<GgufPreTokenizer> gguf_pre_tokenizer(std::string_view name) {
  for (const Row& row : kRows)
    if (row.name == name) return parts_of(row);
  return std::nullopt;
}

std::string gguf_pre_tokenizers() {
  std::string out;
  for (const Row& row : kRows) out += fmt::format("{}{}", out.empty() ? "" : ", ", row.name);
  return out;
}

std::optional<std::string> gguf_pre_name(const Json& normalizer, const Json& pre_tokenizer,
                                         bool ignore_merges) {
  for (const Row& row : kRows) {
    const GgufPreTokenizer parts = parts_of(row);
    if (parts.ignore_merges == ignore_merges && essence(plain(parts.normalizer)) == essence(normalizer) &&
        essence(plain(parts.pre_tokenizer)) == essence(pre_tokenizer))
      return std::string(row.name);
  }
  return std::nullopt;
}

}  // namespace constate::formats
