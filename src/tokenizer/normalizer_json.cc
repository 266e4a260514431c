#include <fmt/format.h>

#include "base/base64.h"
#include "base/error.h"
#include "tokenizer/json_parts.h"
#include "tokenizer/tokenizer_json.h"

namespace constate::tokenizer {
namespace {

std::optional<NormalForm> form_of(std::string_view type) {
  for (NormalForm form : {NormalForm::kNfc, NormalForm::kNfd, NormalForm::kNfkc, NormalForm::kNfkd})
    if (type == name(form)) return form;
  return std::nullopt;
}

Normalizer::Step precompiled(const JsonObject& step) {
  const std::optional<std::string> table = from_base64(step.string("precompiled_charsmap"));
  if (!table) refuse(step, "precompiled_charsmap", "must be base64");
  return with_context(step.where(), [&] { return std::make_shared<const Precompiled>(*table); });
}

Normalizer::Step bert(const JsonObject& step) {
  BertClean out;
  out.clean_text = step.boolean("clean_text");
  out.handle_chinese_chars = step.boolean("handle_chinese_chars");
  out.lowercase = step.boolean("lowercase");
  out.strip_accents = step.boolean_or("strip_accents", out.lowercase);
  return out;
}

Normalizer::Step step_of(const JsonObject& step) {
  const std::string type = type_of(step);
  if (const auto form = form_of(type)) return *form;
  if (type == "Lowercase") return Lowercase{};
  if (type == "StripAccents") return StripAccents{};
  if (type == "Nmt") return NmtClean{};
  if (type == "Strip") return StripSpace{step.boolean("strip_left"), step.boolean("strip_right")};
  if (type == "Prepend") return Prepend{short_string(step, "prepend")};
  if (type == "Replace") return Replace{pattern_of(step), short_string(step, "content")};
  if (type == "BertNormalizer") return bert(step);
  if (type == "ByteLevel") return ToByteLevel{};
  if (type == "Precompiled") return precompiled(step);
  refuse(
      step, "type",
      "must be NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Nmt, Strip, Prepend, Replace, BertNormalizer, "
      "ByteLevel, Precompiled or a Sequence of those");
}

}  // namespace

Normalizer read_normalizer(const JsonObject& object, std::string& names) {
  Normalizer out;
  for (const JsonObject& step : steps(object, "normalizers")) {
    out.steps.push_back(step_of(step));
    names += (names.empty() ? "" : ", ") + type_of(step);
  }
  return out;
}

}  // namespace constate::tokenizer
