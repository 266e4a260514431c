#include "tokenizer/sentencepiece_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.h"
#include "tokenizer/json_parts.h"

namespace constate::tokenizer {
namespace {

constexpr std::string_view kSpace = "\u2581";
constexpr std::array<std::string_view, 7> kNamed = {"bos_token", "eos_token", "unk_token", "pad_token",
                                                    "sep_token", "cls_token", "mask_token"};

// A token as tokenizer_config.json writes one: its text, or an object with it.
std::optional<std::string> content_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object() && value.contains("content") && value["content"].is_string())
    return value["content"].get<std::string>();
  return std::nullopt;
}

std::int64_t number_of(std::string_view text) {
  std::int64_t out = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && out <= kMaxId ? out : -1;
}

}  // namespace

SentencePieceReader::SentencePieceReader(std::string_view bytes, const std::string& where)
    : TokenizerBuilder(where), file_(read_sentencepiece(bytes, where)) {
  auto ids = std::make_shared<Vocabulary>();
  ids->reserve(file_.pieces.size() * 2);
  for (const SentencePiece& piece : file_.pieces) {
    ids->add(piece.text, static_cast<std::int32_t>(tokens_.size()));
    tokens_.push_back(piece.text);
  }
  present_.assign(tokens_.size(), true);
  vocabulary() = std::move(ids);
  facts().vocab = static_cast<std::int64_t>(file_.pieces.size());
}

// Tokens are looked for as they are, whatever `normalized` says: SentencePiece would put a space before each.
void SentencePieceReader::add(AddedToken token, const std::string& where) {
  token.normalized = false;
  const auto known = vocabulary()->find(token.content);
  if (known ? token.id != *known : token.id < facts().vocab)
    throw FormatError(
        fmt::format("{}: `{}` has id {}, {}", where, token.content, token.id,
                    known ? fmt::format("but {} in the model", *known) : "which is another piece's"));
  const auto same = [&](const AddedToken& t) { return t.content == token.content || t.id == token.id; };
  if (const auto other = std::find_if(added_.begin(), added_.end(), same); other != added_.end())
    throw FormatError(fmt::format("{}: `{}` with id {} is there twice, also as `{}` with id {}", where,
                                  token.content, token.id, other->content, other->id));
  added_.push_back(std::move(token));
}

void SentencePieceReader::take_added_tokens_decoder(const JsonObject& config) {
  const JsonObject list = config.object("added_tokens_decoder");
  for (const auto& [key, value] : config.find("added_tokens_decoder")->items()) {
    const JsonObject item(value, fmt::format("{}: {}", list.where(), key));
    AddedToken token;
    const std::int64_t id = number_of(key);
    if (id < 0) throw FormatError(fmt::format("{}: a token's id is from 0 to {}", item.where(), kMaxId));
    token.id = static_cast<std::int32_t>(id);
    token.content = short_string(item, "content");
    if (token.content.empty()) refuse(item, "content", "must not be empty");
    token.special = item.boolean_or("special", false);
    token.lstrip = item.boolean_or("lstrip", false);
    token.rstrip = item.boolean_or("rstrip", false);
    token.single_word = item.boolean_or("single_word", false);
    add(std::move(token), item.where());
  }
}

// Of a file from before there was a list: tokens with a role are special.
void SentencePieceReader::take_named_tokens(const JsonObject& config) {
  const auto take = [&](const Json& value) {
    const std::optional<std::string> content = content_of(value);
    if (!content || content->empty()) return;
    for (AddedToken& token : added_)
      if (token.content == *content) {
        token.special = true;
        return;
      }
    if (const auto id = vocabulary()->find(*content)) {
      AddedToken token{*id, *content};
      token.special = true;
      add(std::move(token), config.where());
    }
  };
  for (const std::string_view key : kNamed)
    if (const Json* value = config.find(key)) take(*value);
  if (config.has("additional_special_tokens"))
    for (const Json& value : array(config, "additional_special_tokens")) take(value);
}

std::optional<std::int32_t> SentencePieceReader::named_id(const JsonObject& config, std::string_view key,
                                                          std::int32_t otherwise) const {
  const Json* value = config.find(key);
  if (!value) {
    if (otherwise < 0 || otherwise >= facts().vocab) return std::nullopt;
    return otherwise;
  }
  const std::optional<std::string> content = content_of(*value);
  for (const AddedToken& token : added_)
    if (token.content == content) return token.id;
  return content ? vocabulary()->find(*content) : std::nullopt;
}

void SentencePieceReader::take_settings(const JsonObject& config, const Json& added,
                                        const std::string& where) {
  if (config.has("added_tokens_decoder")) {
    take_added_tokens_decoder(config);
  } else {
    (void)JsonObject(added, where);  // or says why not
    for (const auto& [content, id] : added.items())
      add({static_cast<std::int32_t>(token_id(id, fmt::format("{}: `{}`", where, content))), content}, where);
    take_named_tokens(config);
  }
  prefix_at_start_alone_ = !config.boolean_or("legacy", true);
  const bool llama = config.string_or("tokenizer_class", "").starts_with("Llama");
  PostProcessor::Template around;
  const auto put = [&](std::string_view flag, bool otherwise, std::string_view token, std::int32_t id) {
    if (!config.boolean_or(flag, otherwise)) return;
    const auto found = named_id(config, token, id);
    if (!found) refuse(config, token, fmt::format("must be a token, since `{}` asks for it", flag));
    around.push_back({false, {*found}});
  };
  put("add_bos_token", llama, "bos_token", file_.begin);
  around.push_back({true, {}});
  put("add_eos_token", false, "eos_token", file_.end);
  if (around.size() > 1) post_processor().templates.push_back(std::move(around));
}

// Whether no piece has a space after something else: texts may be cut there then, and words met before looked
// up. Unknown characters on both sides of a cut would become one token.
bool SentencePieceReader::words_begin_with_spaces() const {
  if (!vocabulary()->find(kSpace)) return false;
  return std::all_of(file_.pieces.begin(), file_.pieces.end(), [](const SentencePiece& piece) {
    if (!piece.is_of_text()) return piece.text != kSpace;
    std::string_view rest = piece.text;
    while (rest.starts_with(kSpace)) rest.remove_prefix(kSpace.size());
    return piece.kind != SentencePiece::kUnused && rest.find(kSpace) == rest.npos;
  });
}

Normalizer SentencePieceReader::make_normalizer(SharedPieces pieces) {
  SentencePieceClean clean{std::move(pieces),        nullptr,
                           file_.add_dummy_prefix,   file_.remove_extra_whitespaces,
                           file_.escape_whitespaces, file_.space_is_suffix,
                           prefix_at_start_alone_};
  if (!file_.charsmap.empty())
    clean.charsmap = with_context(where_ + ": normalizer_spec: precompiled_charsmap",
                                  [&] { return std::make_shared<const Precompiled>(file_.charsmap); });
  Normalizer out;
  out.steps.emplace_back(std::move(clean));
  return out;
}

PiecesToText SentencePieceReader::make_decoder() const {
  PiecesToText out;
  for (const SentencePiece& piece : file_.pieces)
    if (piece.kind == SentencePiece::kControl) out.silent.insert(piece.text);
  out.unknown = file_.pieces[static_cast<std::size_t>(file_.unknown)].text;
  for (const AddedToken& token : added_) {
    out.silent.erase(token.content);
    if (token.content == out.unknown) out.unknown.clear();
  }
  out.unknown_text = file_.unknown_text;
  out.bytes = file_.byte_fallback;
  out.drop_first = file_.add_dummy_prefix || file_.remove_extra_whitespaces;
  out.drop_all = file_.remove_extra_whitespaces;
  return out;
}

void SentencePieceReader::flag_control_pieces() {
  for (std::size_t id = 0; id < file_.pieces.size(); ++id)
    if (file_.pieces[id].kind == SentencePiece::kControl) flags()[id] |= kSpecial | kSkipped;
  facts().special_names.clear();
  for (std::size_t id = 0; id < tokens_.size(); ++id)
    if (flags()[id] & kSpecial) facts().special_names.push_back(tokens_[id]);
}

Tokenizer SentencePieceReader::read() {
  const auto pieces = std::make_shared<const SentencePieces>(file_);
  const bool bpe = file_.type == SentencePieceFile::kBpe;
  if (bpe)
    model() = SentencePieceBpe(pieces, vocabulary());
  else
    model() = SentencePieceUnigram(pieces);
  if (bpe && words_begin_with_spaces()) pre_tokenizer().steps.emplace_back(SentencePieceWords{});
  decoder().steps.emplace_back(make_decoder());
  facts().kind = fmt::format("SentencePiece {}{}", bpe ? "BPE" : "Unigram",
                             file_.byte_fallback ? " with byte fallback" : "");
  facts().normalizer = file_.normalizer.empty() ? "SentencePiece" : file_.normalizer;
  facts().pre_tokenizer = "none";
  facts().decoder = "SentencePiece";
  take_added_tokens(std::move(added_), make_normalizer(pieces));
  flag_control_pieces();
  fill_tables();
  return take();
}

Tokenizer Tokenizer::from_sentencepiece(std::string_view bytes, const std::string& where) {
  return SentencePieceReader(bytes, where).read();
}

Tokenizer Tokenizer::from_sentencepiece(std::string_view bytes, const std::string& where,
                                        const Json& settings) {
  SentencePieceReader reader(bytes, where);
  reader.take_settings(JsonObject(settings, where), Json::object(), where);
  return reader.read();
}

}  // namespace constate::tokenizer
