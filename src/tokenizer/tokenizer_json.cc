#include "tokenizer/tokenizer_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "tokenizer/json_parts.h"

namespace constate::tokenizer {
namespace {

// Of the document: 50,000 tokens and as many merges written as pairs, GPT-NeoX's 3.6 MB, count as 26 MB, and
// 100,000 as 51 MB. The largest files in use have 34 MB.
std::size_t most_memory(std::size_t file) { return std::min<std::size_t>((32 << 20) + 4 * file, 320 << 20); }
// A bound on what a text can cost: each byte may be compared with a whole added token.
constexpr std::size_t kMaxContent = 512;

std::string named(const std::string& names) { return names.empty() ? "none" : names; }

}  // namespace

// A key that is not known may be one that was meant to say something: a file without its decoder gives other
// text.
void TokenizerReader::check_keys() const {
  static const std::set<std::string, std::less<>> known = {"version",        "truncation", "padding",
                                                           "added_tokens",   "normalizer", "pre_tokenizer",
                                                           "post_processor", "decoder",    "model"};
  for (const auto& [key, value] : json_.items())
    if (!known.contains(key))
      throw FormatError(fmt::format("{}: `{}` is no key of a tokenizer.json", file_.where(), key));
}

Tokenizer TokenizerReader::read() {
  const JsonObject model_object = file_.object("model");
  check_keys();
  only_harmless(file_, "version", "must be \"1.0\"", [](const Json& v) { return v == "1.0"; });
  for (const char* key : {"truncation", "padding"})
    if (file_.has(key))
      refuse(file_, key, "must be null",
             "set it to null in the file: texts are neither cut nor padded by the tokenizer");
  TokenizerFacts& facts = this->facts();
  Normalizer normalizer;
  if (file_.has("normalizer")) normalizer = read_normalizer(file_.object("normalizer"), facts.normalizer);
  if (file_.has("pre_tokenizer"))
    pre_tokenizer() = read_pre_tokenizer(file_.object("pre_tokenizer"), facts.pre_tokenizer);
  if (file_.has("decoder"))
    decoder() = read_decoder(file_.object("decoder"), facts.decoder);
  else
    decoder().steps.emplace_back(std::in_place_type<JoinBySpace>);
  for (std::string* names : {&facts.normalizer, &facts.pre_tokenizer, &facts.decoder}) *names = named(*names);

  auto& steps = pre_tokenizer().steps;
  ByteLevel* bytes = steps.empty() ? nullptr : std::get_if<ByteLevel>(&steps.back());
  ReadModel model = read_model(model_object, bytes != nullptr);
  if (bytes) bytes->as_bytes = std::holds_alternative<ByteBpe>(model.model);
  this->model() = std::move(model.model);
  vocabulary() = std::move(model.vocabulary);
  tokens_ = std::move(model.tokens);
  present_ = std::move(model.present);
  facts.kind = std::move(model.kind);
  facts.vocab = static_cast<std::int64_t>(vocabulary()->size());
  facts.merges = model.merges;

  take_added_tokens(read_added_tokens(), std::move(normalizer));
  if (file_.has("post_processor"))
    post_processor() = read_post_processor(file_.object("post_processor"), tokens_.size());
  fill_tables();
  return take();
}

AddedToken TokenizerReader::read_added_token(const JsonObject& item) const {
  AddedToken t;
  t.content = item.string("content");
  t.special = item.boolean("special");
  t.normalized = item.boolean("normalized");
  t.lstrip = item.boolean("lstrip");
  t.rstrip = item.boolean("rstrip");
  t.single_word = item.boolean("single_word");
  if (!item.has("id")) refuse(item, "id", "must be an integer");
  t.id = static_cast<std::int32_t>(token_id(*item.find("id"), item.where() + ": `id`"));
  if (t.content.empty() || t.content.size() > kMaxContent)
    refuse(item, "content", fmt::format("is 1 to {} bytes", kMaxContent));
  return t;
}

std::vector<AddedToken> TokenizerReader::read_added_tokens() const {
  std::vector<AddedToken> added;
  if (!file_.has("added_tokens")) return added;
  const Json& list = array(file_, "added_tokens");
  // A token that the model does not know gets the next id, whatever the file says; a file that says
  // otherwise would mean different ids to different readers.
  std::int64_t next = facts().vocab;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const JsonObject item(list[i], fmt::format("{}: added_tokens[{}]", file_.where(), i));
    AddedToken t = read_added_token(item);
    if (!seen.insert(t.content).second)
      throw FormatError(fmt::format("{}: `{}` is added twice", item.where(), t.content));
    const auto known = vocabulary()->find(t.content);
    const std::int64_t expected = known ? *known : next++;
    if (t.id != expected)
      throw FormatError(
          fmt::format("{}: `{}` has id {}, {}", item.where(), t.content, t.id,
                      known ? fmt::format("but {} in the vocabulary", expected)
                            : fmt::format("but new tokens follow the vocabulary: {} is next", expected)));
    added.push_back(std::move(t));
  }
  std::sort(added.begin(), added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  return added;
}

Tokenizer Tokenizer::from_json(std::string_view text, std::string where) {
  const Json json = parse_json(text, where, most_memory(text.size()));
  return TokenizerReader(json, where).read();
}

}  // namespace constate::tokenizer
