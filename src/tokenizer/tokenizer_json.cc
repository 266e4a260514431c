#include "tokenizer/tokenizer_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "tokenizer/json_parts.h"

namespace constate::tokenizer {
namespace {

constexpr std::uint64_t kMaxFileBytes = 256u << 20;
// Of the document: 50,000 tokens and as many merges written as pairs, GPT-NeoX's 3.6 MB, count as 26 MB, and
// 100,000 as 51 MB. The largest files in use have 34 MB.
std::size_t most_memory(std::size_t file) { return std::min<std::size_t>((32 << 20) + 4 * file, 320 << 20); }
// A bound on what a text can cost: each byte may be compared with a whole added token.
constexpr std::size_t kMaxContent = 512;

// What the decoder may make of all tokens: it adds a character to some, and takes more away.
constexpr std::size_t kMostDecoded = 16 << 20;

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
  TokenizerFacts& facts = out_.facts_;
  Normalizer normalizer;
  if (file_.has("normalizer")) normalizer = read_normalizer(file_.object("normalizer"), facts.normalizer);
  if (file_.has("pre_tokenizer"))
    out_.pre_tokenizer_ = read_pre_tokenizer(file_.object("pre_tokenizer"), facts.pre_tokenizer);
  if (file_.has("decoder"))
    out_.decoder_ = read_decoder(file_.object("decoder"), facts.decoder);
  else
    out_.decoder_.steps.emplace_back(std::in_place_type<JoinBySpace>);
  for (std::string* names : {&facts.normalizer, &facts.pre_tokenizer, &facts.decoder}) *names = named(*names);

  auto& steps = out_.pre_tokenizer_.steps;
  ByteLevel* bytes = steps.empty() ? nullptr : std::get_if<ByteLevel>(&steps.back());
  ReadModel model = read_model(model_object, bytes != nullptr);
  if (bytes) bytes->as_bytes = std::holds_alternative<ByteBpe>(model.model);
  out_.model_ = std::move(model.model);
  out_.vocabulary_ = std::move(model.vocabulary);
  tokens_ = std::move(model.tokens);
  present_ = std::move(model.present);
  facts.kind = std::move(model.kind);
  facts.vocab = static_cast<std::int64_t>(out_.vocabulary_->size());
  facts.merges = model.merges;

  take_added_tokens(read_added_tokens(), std::move(normalizer));
  if (file_.has("post_processor"))
    out_.post_processor_ = read_post_processor(file_.object("post_processor"), tokens_.size());
  fill_tables();
  return std::move(out_);
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
  std::int64_t next = out_.facts_.vocab;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const JsonObject item(list[i], fmt::format("{}: added_tokens[{}]", file_.where(), i));
    AddedToken t = read_added_token(item);
    if (!seen.insert(t.content).second)
      throw FormatError(fmt::format("{}: `{}` is added twice", item.where(), t.content));
    const auto known = out_.vocabulary_->find(t.content);
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

void TokenizerReader::take_added_tokens(std::vector<AddedToken> added, Normalizer normalizer) {
  out_.added_ = AddedTokens(std::move(added), std::move(normalizer), file_.where());
  std::set<std::string> specials;
  for (std::size_t i = 0; i < out_.added_.tokens().size(); ++i) {
    const AddedToken& t = out_.added_.tokens()[i];
    const auto id = static_cast<std::size_t>(t.id);
    if (id >= tokens_.size()) {
      tokens_.resize(id + 1);
      present_.resize(id + 1);
    }
    if (!out_.vocabulary_->find(t.content)) {
      out_.added_ids_.add(t.content, t.id);
      // With a gap in the vocabulary, the next id can be one that it uses.
      if (present_[id])
        throw FormatError(fmt::format("{}: added token `{}` has the id of `{}`, {}", file_.where(), t.content,
                                      tokens_[id], id));
    }
    tokens_[id] = out_.added_.pattern(i);
    present_[id] = true;
    if (!t.special) continue;
    specials.insert(t.content);
    out_.facts_.special_names.push_back(t.content);
  }
  out_.facts_.added = static_cast<std::int64_t>(out_.added_.tokens().size());
  out_.flags_.assign(tokens_.size(), 0);
  for (const AddedToken& t : out_.added_.tokens())
    if (t.special) out_.flags_[static_cast<std::size_t>(t.id)] |= kSpecial;
  for (std::size_t id = 0; id < tokens_.size(); ++id) {
    if (specials.contains(tokens_[id])) out_.flags_[id] |= kSkipped;
    if (present_[id]) out_.flags_[id] |= kPresent;
  }
}

void TokenizerReader::fill_tables() {
  const auto end = [](Tokenizer::Texts& texts) {
    texts.begins.push_back(static_cast<std::uint32_t>(texts.all.size()));
  };
  for (std::size_t id = 0; id < tokens_.size(); ++id) {
    end(out_.bytes_);
    end(out_.texts_);
    out_.texts_.all += tokens_[id];
    if (present_[id])
      out_.bytes_.all += with_context(file_.where() + ": decoder",
                                      [&] { return Decoding::in_the_middle(out_.decoder_, tokens_[id]); });
    if (out_.bytes_.all.size() > kMostDecoded + 4 * out_.texts_.all.size())
      throw FormatError(fmt::format("{}: decoder: makes {} bytes of the {} of the tokens to {}",
                                    file_.where(), out_.bytes_.all.size(), out_.texts_.all.size(), id));
  }
  end(out_.bytes_);
  end(out_.texts_);
}

Tokenizer Tokenizer::from_json(std::string_view text, std::string where) {
  const Json json = parse_json(text, where, most_memory(text.size()));
  return TokenizerReader(json, where).read();
}

Tokenizer Tokenizer::from_file(const std::filesystem::path& path) {
  if (path.extension() == ".model")
    throw FormatError(
        path.string() + ": a SentencePiece model is not read here; its tokenizer.json is",
        "write that with Python: transformers.AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)");
  return from_json(read_text(path, kMaxFileBytes), path.string());
}

}  // namespace constate::tokenizer
