#include <array>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/json_parts.h"
#include "tokenizer/letters.h"
#include "tokenizer/tokenizer_json.h"
#include "tokenizer/unicode_class.h"

namespace constate::tokenizer {
namespace {

SplitBehavior behavior_of(const JsonObject& step) {
  constexpr std::array<std::pair<std::string_view, SplitBehavior>, 5> kNames = {
      {{"Removed", SplitBehavior::kRemoved},
       {"Isolated", SplitBehavior::kIsolated},
       {"MergedWithPrevious", SplitBehavior::kMergedWithPrevious},
       {"MergedWithNext", SplitBehavior::kMergedWithNext},
       {"Contiguous", SplitBehavior::kContiguous}}};
  const std::string got = step.string_or("behavior", "Isolated");
  for (const auto& [name, behavior] : kNames)
    if (got == name) return behavior;
  refuse(step, "behavior", "must be Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
}

PreTokenizer::Step split(const JsonObject& step) {
  if (!step.has("behavior")) refuse(step, "behavior", "must say what becomes of a match");
  const SplitBehavior behavior = behavior_of(step);
  const bool invert = step.boolean("invert");
  const bool gpt2 = step.object("pattern").string_or("Regex", "") == kGpt2Pattern;
  if (gpt2 && behavior == SplitBehavior::kIsolated) return Gpt2Split{};
  return PatternSplit{pattern_of(step), behavior, invert};
}

PreTokenizer::Step metaspace(const JsonObject& step) {
  const std::string scheme = step.string_or("prepend_scheme", "always");
  Metaspace out{character(step, "replacement"), PrependScheme::kAlways, step.boolean_or("split", true)};
  if (scheme == "first")
    out.prepend = PrependScheme::kFirst;
  else if (scheme == "never")
    out.prepend = PrependScheme::kNever;
  else if (scheme != "always")
    refuse(step, "prepend_scheme", "must be always, first or never");
  if (!step.boolean_or("add_prefix_space", true)) {  // of files from before there was a scheme
    if (step.has("prepend_scheme") && scheme != "never")
      refuse(step, "add_prefix_space", "must not be false where `prepend_scheme` is not \"never\"");
    out.prepend = PrependScheme::kNever;
  }
  return out;
}

std::vector<PreTokenizer::Step> steps_of(const JsonObject& step) {
  const std::string type = type_of(step);
  if (type == "Split") return {split(step)};
  if (type == "ByteLevel")
    return {ByteLevel{step.boolean("add_prefix_space"), step.boolean_or("use_regex", true), false}};
  if (type == "Metaspace") return {metaspace(step)};
  if (type == "Digits")
    return {CharacterSplit{
        is_numeric, 0,
        step.boolean("individual_digits") ? SplitBehavior::kIsolated : SplitBehavior::kContiguous}};
  if (type == "Punctuation") return {CharacterSplit{is_punctuation, 0, behavior_of(step)}};
  if (type == "Whitespace") return {WordSplit{}};
  if (type == "WhitespaceSplit") return {CharacterSplit{is_space, 0, SplitBehavior::kRemoved}};
  if (type == "BertPreTokenizer")
    return {CharacterSplit{is_space, 0, SplitBehavior::kRemoved},
            CharacterSplit{is_punctuation, 0, SplitBehavior::kIsolated}};
  if (type == "CharDelimiterSplit")
    return {CharacterSplit{nullptr, first_char(character(step, "delimiter")).code, SplitBehavior::kRemoved}};
  if (type == "UnicodeScripts") return {ScriptSplit{}};
  if (type == "FixedLength") {
    const std::int64_t length = step.integer_or("length", 5);
    if (length < 1) refuse(step, "length", "must be at least 1");
    return {FixedLength{static_cast<std::size_t>(length)}};
  }
  refuse(step, "type",
         "must be Split, ByteLevel, Metaspace, Digits, Punctuation, Whitespace, WhitespaceSplit, "
         "BertPreTokenizer, "
         "CharDelimiterSplit, UnicodeScripts, FixedLength or a Sequence of those");
}

}  // namespace

PreTokenizer read_pre_tokenizer(const JsonObject& object, std::string& names) {
  PreTokenizer out;
  const std::vector<JsonObject> list = steps(object, "pretokenizers");
  bool have_bytes = false;
  for (const JsonObject& step : list) {
    if (type_of(step) == "ByteLevel" && std::exchange(have_bytes, true))
      refuse(step, "type", "must not stand twice in one Sequence: bytes are made characters once");
    for (PreTokenizer::Step& s : steps_of(step)) out.steps.push_back(std::move(s));
    names += (names.empty() ? "" : ", ") + type_of(step);
    if (const auto* bytes = std::get_if<ByteLevel>(&out.steps.back())) {
      if (bytes->add_prefix_space) names += " with a prefix space";
      if (!bytes->use_regex && list.size() == 1) names += " without a split";
    }
  }
  return out;
}

}  // namespace constate::tokenizer
