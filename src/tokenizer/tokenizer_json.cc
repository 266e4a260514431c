#include "tokenizer/tokenizer_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "tokenizer/byte_level.h"

namespace constate::tokenizer {
namespace {

// The largest vocabularies in use have about 260,000 tokens; an id far above that would only cost memory.
constexpr std::int64_t kMaxId = (1 << 20) - 1;
constexpr std::uint64_t kMaxFileBytes = 256u << 20;
// Of the document: 50,000 tokens and as many merges written as pairs, GPT-NeoX's 3.6 MB, count as 26 MB, and
// 100,000 as 51 MB.
std::size_t most_memory(std::size_t file) { return std::min<std::size_t>((32 << 20) + 4 * file, 160 << 20); }
// Bounds on what a text can cost: each byte may be compared with a whole added token, each step reads the
// text.
constexpr std::size_t kMaxContent = 512;
constexpr std::size_t kMaxSteps = 16;

std::string type_of(const JsonObject& object) { return object.string("type"); }

[[noreturn]] void refuse(const JsonObject& object, std::string_view key, std::string_view rule,
                         std::string hint = "") {
  try {
    object.fail(key, rule);
  } catch (const Error& e) {
    throw FormatError(e.what(), std::move(hint));
  }
}

// Refuses `key` unless it is absent, null, or `harmless` says that its value changes nothing.
template <class F>
void only_harmless(const JsonObject& object, std::string_view key, std::string_view rule, F harmless) {
  if (const Json* value = object.find(key); value && !harmless(*value)) refuse(object, key, rule);
}

std::int64_t token_id(const Json& value, const std::string& where) {
  if (!value.is_number_integer() || value < 0 || value > kMaxId)
    throw FormatError(fmt::format("{} is an integer from 0 to {}; got {}", where, kMaxId, excerpt(value)));
  return value.get<std::int64_t>();
}

const Json& array(const JsonObject& object, std::string_view key) {
  const Json* value = object.find(key);
  if (!value) throw FormatError(fmt::format("{}: `{}` is missing", object.where(), key));
  if (!value->is_array()) object.fail(key, "must be an array");
  return *value;
}

// The members of a "Sequence", or the object itself.
std::vector<JsonObject> steps(const JsonObject& object, std::string_view members) {
  if (type_of(object) != "Sequence") return {object};
  if (array(object, members).size() > kMaxSteps)
    throw FormatError(fmt::format("{}: `{}` has at most {} members; got {}", object.where(), members,
                                  kMaxSteps, array(object, members).size()));
  std::vector<JsonObject> out;
  for (const Json& member : array(object, members))
    out.emplace_back(member, fmt::format("{}: {}[{}]", object.where(), members, out.size()));
  return out;
}

}  // namespace

Tokenizer TokenizerReader::read() {
  only_harmless(file_, "version", "must be \"1.0\"", [](const Json& v) { return v == "1.0"; });
  for (const char* key : {"truncation", "padding"})
    if (file_.has(key))
      refuse(file_, key, "must be null",
             "set it to null in the file: texts are neither cut nor padded by the tokenizer");
  read_model();
  std::vector<NormalForm> normalizer = read_normalizer();
  std::vector<std::string_view> names;
  for (NormalForm form : normalizer) names.push_back(name(form));
  out_.facts_.normalizer = names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
  read_pre_tokenizer();
  read_decoder();
  read_added_tokens(std::move(normalizer));
  read_post_processor();
  fill_tables();
  return std::move(out_);
}

void TokenizerReader::read_model() {
  const JsonObject model = file_.object("model");
  const std::string type = model.string_or("type", model.has("merges") ? "BPE" : "of no type");
  if (type != "BPE")
    throw FormatError(
        fmt::format("{}: a tokenizer of kind {} is not read here; byte-level BPE is", file_.where(), type));
  only_harmless(model, "dropout", "must be null: merges are never left out by chance",
                [](const Json& v) { return v.is_number() && v == 0; });
  only_harmless(model, "byte_fallback", "must be false: SentencePiece tokenizers are not read here",
                [](const Json& v) { return v == false; });
  for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
    only_harmless(model, key, "must be empty", [](const Json& v) { return v == ""; });
  // `unk_token` and `fuse_unk` have no effect: each byte of UTF-8 has a token, which read_merges makes sure
  // of.
  out_.ignore_merges_ = model.boolean_or("ignore_merges", false);
  read_vocab(model);
  read_merges(model);
}

void TokenizerReader::read_vocab(const JsonObject& model) {
  model.object("vocab");  // or says why not
  const Json& vocab = *model.find("vocab");
  out_.ids_.reserve(vocab.size() * 2);
  std::vector<bool> taken;
  for (const auto& [token, value] : vocab.items()) {
    const auto id = static_cast<std::size_t>(
        token_id(value, fmt::format("{}: vocab: the id of `{}`", model.where(), token)));
    if (id >= tokens_.size()) {
      tokens_.resize(id + 1);
      taken.resize(id + 1);
    }
    if (taken[id])
      throw FormatError(fmt::format("{}: vocab: id {} stands for both `{}` and `{}`", model.where(), id,
                                    tokens_[id], token));
    taken[id] = true;
    tokens_[id] = token;
    out_.ids_.emplace(token, static_cast<std::int32_t>(id));
  }
  out_.facts_.kind = "byte-level BPE";
  out_.facts_.vocab = static_cast<std::int64_t>(vocab.size());
}

std::int32_t TokenizerReader::vocab_id(std::string_view token, std::size_t merge) const {
  const std::optional<std::int32_t> id = out_.id_of(token);
  if (!id)
    throw FormatError(
        fmt::format("{}: model: merges[{}]: `{}` is not in the vocabulary", file_.where(), merge, token));
  return *id;
}

void TokenizerReader::read_merges(const JsonObject& model) {
  std::array<std::int32_t, 256> byte_ids{};
  for (unsigned b = 0; b < 256; ++b) {
    const bool in_utf8 = b < 0xC0 || (b >= 0xC2 && b <= 0xF4);  // GPT-NeoX has no token for the other 13
    const std::string token = byte_level_text(std::string(1, static_cast<char>(b)));
    const std::optional<std::int32_t> id = out_.id_of(token);
    if (!id && in_utf8)
      throw FormatError(
          fmt::format("{}: vocab: byte 0x{:02x} (`{}`) has no token; a byte-level vocabulary has one "
                      "for each byte of UTF-8",
                      model.where(), b, token));
    byte_ids[b] = id.value_or(-1);
  }
  std::vector<Bpe::Merge> merges;
  const Json& list = array(model, "merges");
  merges.reserve(list.size());
  std::string both_sides;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::string_view left, right;
    const bool text = list[i].is_string();
    bool good = text == list[0].is_string();
    if (good && text) {
      const std::string_view both = list[i].get_ref<const std::string&>();
      if (both.starts_with("#version")) continue;  // the first line of a merges.txt
      const std::size_t space = both.find(' ');
      good = space != both.npos && both.find(' ', space + 1) == both.npos;
      if (good) {
        left = both.substr(0, space);
        right = both.substr(space + 1);
      }
    } else if (good) {
      good = list[i].is_array() && list[i].size() == 2 && list[i][0].is_string() && list[i][1].is_string();
      if (good) {
        left = list[i][0].get_ref<const std::string&>();
        right = list[i][1].get_ref<const std::string&>();
      }
    }
    if (!good)
      throw FormatError(fmt::format(
          "{}: merges[{}]: each merge is \"left right\", or each is [\"left\", \"right\"]; got {}",
          model.where(), i, excerpt(list[i])));
    const std::int32_t a = vocab_id(left, i), b = vocab_id(right, i);
    both_sides.assign(left);
    both_sides += right;
    merges.push_back({a, b, vocab_id(both_sides, i)});
  }
  out_.facts_.merges = static_cast<std::int64_t>(merges.size());
  out_.bpe_ = Bpe(byte_ids, merges);
}

std::vector<NormalForm> TokenizerReader::read_normalizer() const {
  std::vector<NormalForm> out;
  if (!file_.has("normalizer")) return out;
  for (const JsonObject& step : steps(file_.object("normalizer"), "normalizers")) {
    const std::string type = type_of(step);
    const std::size_t before = out.size();
    for (NormalForm form : {NormalForm::kNfc, NormalForm::kNfd, NormalForm::kNfkc, NormalForm::kNfkd})
      if (type == name(form)) out.push_back(form);
    if (out.size() == before) refuse(step, "type", "must be NFC, NFD, NFKC, NFKD or a Sequence of those");
  }
  return out;
}

void TokenizerReader::read_pre_tokenizer() {
  constexpr std::string_view kRule = "must be ByteLevel, or a Sequence of a Split and a ByteLevel";
  if (!file_.has("pre_tokenizer")) refuse(file_, "pre_tokenizer", kRule);
  const JsonObject object = file_.object("pre_tokenizer");
  const std::vector<JsonObject> list = steps(object, "pretokenizers");
  const bool split = list.size() == 2;
  if (list.empty() || list.size() > 2) refuse(object, "pretokenizers", kRule);
  if (split) {
    if (type_of(list[0]) != "Split") refuse(list[0], "type", kRule);
    const JsonObject pattern = list[0].object("pattern");
    if (pattern.string_or("Regex", "") != kGpt2Pattern)
      refuse(list[0], "pattern", "must be the regular expression of GPT-2, the only one known here");
    if (list[0].string("behavior") != "Isolated") refuse(list[0], "behavior", "must be \"Isolated\"");
    if (list[0].boolean("invert")) refuse(list[0], "invert", "must be false");
  }
  const JsonObject& bytes = list.back();
  if (type_of(bytes) != "ByteLevel") refuse(bytes, "type", kRule);
  PreTokenizer& pre = out_.pre_tokenizer_;
  pre.split_first = split;
  pre.add_prefix_space = bytes.boolean("add_prefix_space");
  pre.use_regex = bytes.boolean_or("use_regex", true);
  out_.facts_.pre_tokenizer = fmt::format("{}ByteLevel{}{}", split ? "Split, " : "",
                                          pre.add_prefix_space ? " with a prefix space" : "",
                                          pre.use_regex || split ? "" : " without a split");
}

void TokenizerReader::read_decoder() const {
  if (!file_.has("decoder")) refuse(file_, "decoder", "must be ByteLevel");
  const JsonObject decoder = file_.object("decoder");
  if (type_of(decoder) != "ByteLevel") refuse(decoder, "type", "must be ByteLevel");
}

void TokenizerReader::read_added_tokens(std::vector<NormalForm> normalizer) {
  std::vector<AddedToken> added;
  std::set<std::string> specials;
  if (file_.has("added_tokens")) {
    const Json& list = array(file_, "added_tokens");
    // A token that the model does not know gets the next id, whatever the file says; a file that says
    // otherwise would mean different ids to different readers.
    std::int64_t next = out_.facts_.vocab;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const JsonObject item(list[i], fmt::format("{}: added_tokens[{}]", file_.where(), i));
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
      if (!seen.insert(t.content).second)
        throw FormatError(fmt::format("{}: `{}` is added twice", item.where(), t.content));
      const auto known = out_.ids_.find(t.content);
      const std::int64_t expected = known != out_.ids_.end() ? known->second : next++;
      if (t.id != expected)
        throw FormatError(
            fmt::format("{}: `{}` has id {}, {}", item.where(), t.content, t.id,
                        known != out_.ids_.end()
                            ? fmt::format("but {} in the vocabulary", expected)
                            : fmt::format("but new tokens follow the vocabulary: {} is next", expected)));
      if (t.special) specials.insert(t.content);
      added.push_back(std::move(t));
    }
  }
  std::sort(added.begin(), added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  out_.added_ = AddedTokens(std::move(added), std::move(normalizer), file_.where());
  for (std::size_t i = 0; i < out_.added_.tokens().size(); ++i) {
    const AddedToken& t = out_.added_.tokens()[i];
    const auto id = static_cast<std::size_t>(t.id);
    if (id >= tokens_.size()) tokens_.resize(id + 1);
    const auto [it, fresh] = out_.ids_.emplace(t.content, t.id);
    // With a gap in the vocabulary, the next id can be one that it uses.
    if (fresh && !tokens_[id].empty())
      throw FormatError(fmt::format("{}: added token `{}` has the id of `{}`, {}", file_.where(), t.content,
                                    tokens_[id], id));
    tokens_[id] = out_.added_.pattern(i);
    if (t.special) out_.facts_.special_names.push_back(t.content);
  }
  out_.facts_.added = static_cast<std::int64_t>(out_.added_.tokens().size());
  out_.flags_.assign(tokens_.size(), 0);
  for (const AddedToken& t : out_.added_.tokens())
    if (t.special) out_.flags_[static_cast<std::size_t>(t.id)] |= kSpecial;
  for (std::size_t id = 0; id < tokens_.size(); ++id)
    if (specials.contains(tokens_[id])) out_.flags_[id] |= kSkipped;
}

void TokenizerReader::read_post_processor() {
  if (!file_.has("post_processor")) return;
  bool have_template = false;
  for (const JsonObject& post : steps(file_.object("post_processor"), "processors")) {
    const std::string type = type_of(post);
    if (type == "ByteLevel") continue;  // trims offsets, which are not given here
    if (type != "TemplateProcessing")
      refuse(post, "type", "must be ByteLevel, TemplateProcessing or a Sequence of those");
    if (have_template) refuse(post, "type", "must not stand twice in one Sequence");
    have_template = true;
    read_template(post);
  }
}

void TokenizerReader::read_template(const JsonObject& post) {
  const JsonObject specials = post.object("special_tokens");
  out_.post_processor_.steps.clear();
  int texts = 0;
  for (const Json& item : array(post, "single")) {
    const JsonObject piece(item,
                           fmt::format("{}: single[{}]", post.where(), out_.post_processor_.steps.size()));
    if (piece.has("Sequence")) {
      const JsonObject sequence = piece.object("Sequence");
      if (sequence.string("id") != "A") refuse(sequence, "id", "must be \"A\", the one text that there is");
      out_.post_processor_.steps.push_back({true, {}});
      ++texts;
      continue;
    }
    const std::string id = piece.object("SpecialToken").string("id");
    PostProcessor::Step step;
    for (const Json& value : array(specials.object(id), "ids"))
      step.ids.push_back(static_cast<std::int32_t>(
          token_id(value, fmt::format("{}: {}: each of `ids`", specials.where(), id))));
    for (std::int32_t i : step.ids)
      if (static_cast<std::size_t>(i) >= tokens_.size())
        throw FormatError(fmt::format("{}: {}: id {} is outside the vocabulary of {}", specials.where(), id,
                                      i, tokens_.size()));
    out_.post_processor_.steps.push_back(std::move(step));
  }
  if (texts != 1) refuse(post, "single", "must hold the text exactly once");
}

void TokenizerReader::fill_tables() {
  out_.begins_.reserve(tokens_.size() + 1);
  for (const std::string& token : tokens_) {
    out_.begins_.push_back(static_cast<std::uint32_t>(out_.bytes_.size()));
    out_.bytes_ += byte_level_bytes(token);
  }
  out_.begins_.push_back(static_cast<std::uint32_t>(out_.bytes_.size()));
}

Tokenizer Tokenizer::from_json(std::string_view text, std::string where) {
  const Json json = parse_json(text, where, most_memory(text.size()));
  return TokenizerReader(json, where).read();
}

Tokenizer Tokenizer::from_file(const std::filesystem::path& path) {
  return from_json(read_text(path, kMaxFileBytes), path.string());
}

}  // namespace constate::tokenizer
