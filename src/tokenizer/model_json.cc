// The `model` of a tokenizer.json.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/error.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/json_parts.h"
#include "tokenizer/tokenizer_json.h"

namespace constate::tokenizer {
namespace {

constexpr std::size_t kMostPiece = 1024;  // bytes: each place of a text is looked up so far
constexpr std::int64_t kMostWord = 512;   // characters: WordPiece looks at each part of a word

using ByteIds = std::array<std::int32_t, 256>;

void read_vocabulary(const JsonObject& model, ReadModel& out) {
  model.object("vocab");  // or says why not
  const Json& vocab = *model.find("vocab");
  auto ids = std::make_shared<Vocabulary>();
  ids->reserve(vocab.size() * 2);
  for (const auto& [token, value] : vocab.items()) {
    const auto id = static_cast<std::size_t>(
        token_id(value, fmt::format("{}: vocab: the id of `{}`", model.where(), token)));
    if (id >= out.tokens.size()) {
      out.tokens.resize(id + 1);
      out.present.resize(id + 1);
    }
    if (out.present[id])
      throw FormatError(fmt::format("{}: vocab: id {} stands for both `{}` and `{}`", model.where(), id,
                                    out.tokens[id], token));
    out.present[id] = true;
    out.tokens[id] = token;
    ids->add(token, static_cast<std::int32_t>(id));
  }
  out.vocabulary = std::move(ids);
}

// Both sides of merges[i].
std::pair<std::string_view, std::string_view> sides(const JsonObject& model, const Json& list,
                                                    std::size_t i) {
  const Json& merge = list[i];
  if (merge.is_string() && list[0].is_string()) {
    const std::string_view both = merge.get_ref<const std::string&>();
    const std::size_t space = both.find(' ');
    if (space != both.npos && both.find(' ', space + 1) == both.npos)
      return {both.substr(0, space), both.substr(space + 1)};
  } else if (merge.is_array() && list[0].is_array() && merge.size() == 2 && merge[0].is_string() &&
             merge[1].is_string()) {
    return {merge[0].get_ref<const std::string&>(), merge[1].get_ref<const std::string&>()};
  }
  throw FormatError(
      fmt::format("{}: merges[{}]: each merge is \"left right\", or each is [\"left\", \"right\"]; got {}",
                  model.where(), i, excerpt(merge)));
}

std::vector<Bpe::Merge> read_merges(const JsonObject& model, const std::string& prefix, ReadModel& out) {
  std::vector<Bpe::Merge> merges;
  const Json& list = array(model, "merges");
  merges.reserve(list.size());
  const auto id_of = [&](std::string_view token, std::size_t i) {
    const auto id = out.vocabulary->find(token);
    if (!id)
      throw FormatError(
          fmt::format("{}: merges[{}]: `{}` is not in the vocabulary", model.where(), i, token));
    return *id;
  };
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].is_string() && list[i].get_ref<const std::string&>().starts_with("#version"))
      continue;  // the first line of a merges.txt
    const auto [left, right] = sides(model, list, i);
    const std::int32_t a = id_of(left, i), b = id_of(right, i);
    if (right.size() < prefix.size())
      throw FormatError(fmt::format("{}: merges[{}]: `{}` is shorter than `continuing_subword_prefix`",
                                    model.where(), i, right));
    merges.push_back({a, b, id_of(std::string(left) + std::string(right.substr(prefix.size())), i)});
  }
  out.merges = static_cast<std::int64_t>(merges.size());
  return merges;
}

// The token of each byte in the alphabet of byte-level files; those of UTF-8 must be there, unless there is a
// token for what is unknown: nothing then, where one is missing.
std::optional<ByteIds> byte_level_ids(const JsonObject& model, const Vocabulary& vocabulary, bool may_miss) {
  ByteIds out{};
  for (unsigned b = 0; b < 256; ++b) {
    const bool in_utf8 = b < 0xC0 || (b >= 0xC2 && b <= 0xF4);  // GPT-NeoX has no token for the other 13
    const std::string token = byte_level_text(std::string(1, static_cast<char>(b)));
    const std::optional<std::int32_t> id = vocabulary.find(token);
    if (!id && in_utf8) {
      if (may_miss) return std::nullopt;
      throw FormatError(
          fmt::format("{}: vocab: byte 0x{:02x} (`{}`) has no token; a byte-level vocabulary has one "
                      "for each byte of UTF-8",
                      model.where(), b, token));
    }
    out[b] = id.value_or(-1);
  }
  return out;
}

// The tokens <0x00> to <0xFF>, where they are asked for; -1 for one that is not there.
std::optional<ByteIds> fallback_ids(bool fallback, const Vocabulary& vocabulary) {
  if (!fallback) return std::nullopt;
  ByteIds out{};
  for (unsigned b = 0; b < 256; ++b)
    out[b] = vocabulary.find(byte_token(static_cast<unsigned char>(b))).value_or(-1);
  return out;
}

std::int32_t unknown_id(const JsonObject& model, const Vocabulary& vocabulary) {
  const std::string token = model.string("unk_token");
  const auto id = vocabulary.find(token);
  if (!id) refuse(model, "unk_token", "must be in the vocabulary");
  return *id;
}

void read_byte_bpe(const ByteIds& byte_ids, const std::vector<Bpe::Merge>& merges, bool whole_words,
                   ReadModel& out) {
  ByteBpe bpe{std::make_shared<const Bpe>(byte_ids, merges), nullptr};
  if (whole_words) {
    auto whole = std::make_shared<Vocabulary>();
    whole->reserve(2 * out.vocabulary->size());
    // A token with a character that is no byte's cannot be a word of bytes, whatever its own bytes are.
    out.vocabulary->each([&](const std::string& token, std::int32_t id) {
      if (byte_level_text(byte_level_bytes(token)) == token) whole->add(byte_level_bytes(token), id);
    });
    bpe.whole = std::move(whole);
  }
  out.model = std::move(bpe);
  out.kind = "byte-level BPE";
}

ReadModel read_bpe(const JsonObject& model, bool byte_level) {
  ReadModel out;
  only_harmless(model, "dropout", "must be null: merges are never left out by chance",
                [](const Json& v) { return v.is_number() && v == 0; });
  CharacterBpe bpe;
  bpe.prefix = model.string_or("continuing_subword_prefix", "");
  bpe.suffix = model.string_or("end_of_word_suffix", "");
  bpe.ignore_merges = model.boolean_or("ignore_merges", false);
  bpe.fuse_unknown = model.boolean_or("fuse_unk", false);
  const bool fallback = model.boolean_or("byte_fallback", false);
  read_vocabulary(model, out);
  std::optional<ByteIds> byte_ids;
  if (byte_level && bpe.prefix.empty() && bpe.suffix.empty())
    byte_ids = byte_level_ids(model, *out.vocabulary, model.has("unk_token"));
  const std::vector<Bpe::Merge> merges = read_merges(model, bpe.prefix, out);
  if (byte_ids) {
    read_byte_bpe(*byte_ids, merges, bpe.ignore_merges, out);
    return out;
  }
  bpe.bpe = std::make_shared<const Bpe>(ByteIds{}, merges);
  bpe.bytes = fallback_ids(fallback, *out.vocabulary);
  bpe.vocabulary = out.vocabulary;
  if (model.has("unk_token")) bpe.unknown = unknown_id(model, *out.vocabulary);
  out.kind = bpe.bytes ? "BPE with byte fallback" : "BPE";
  out.model = std::move(bpe);
  return out;
}

ReadModel read_unigram(const JsonObject& model) {
  ReadModel out;
  const Json& vocab = array(model, "vocab");
  if (vocab.empty() || static_cast<std::int64_t>(vocab.size()) > kMaxId)
    throw FormatError(fmt::format("{}: vocab: 1 to {} pieces; got {}", model.where(), kMaxId, vocab.size()));
  auto ids = std::make_shared<Vocabulary>();
  ids->reserve(vocab.size() * 2);
  std::vector<std::pair<std::string, double>> pieces;
  for (std::size_t i = 0; i < vocab.size(); ++i) {
    const Json& piece = vocab[i];
    if (!piece.is_array() || piece.size() != 2 || !piece[0].is_string() || !piece[1].is_number() ||
        !std::isfinite(piece[1].get<double>()))
      throw FormatError(
          fmt::format("{}: vocab[{}]: each is [\"piece\", score]; got {}", model.where(), i, excerpt(piece)));
    pieces.emplace_back(piece[0].get<std::string>(), piece[1].get<double>());
    if (pieces.back().first.empty() || pieces.back().first.size() > kMostPiece)
      throw FormatError(fmt::format("{}: vocab[{}]: a piece is 1 to {} bytes; got {}", model.where(), i,
                                    kMostPiece, excerpt(piece)));
    if (!ids->add(pieces.back().first, static_cast<std::int32_t>(i)))
      throw FormatError(fmt::format("{}: vocab: `{}` is piece {} and piece {}", model.where(),
                                    pieces.back().first, *ids->find(pieces.back().first), i));
    out.tokens.push_back(pieces.back().first);
  }
  out.present.assign(vocab.size(), true);
  std::optional<std::int32_t> unknown;
  if (model.has("unk_id"))
    unknown = static_cast<std::int32_t>(count(model, "unk_id", static_cast<std::int64_t>(vocab.size()) - 1));
  out.vocabulary = std::move(ids);
  out.model =
      Unigram(pieces, unknown, fallback_ids(model.boolean_or("byte_fallback", false), *out.vocabulary),
              out.vocabulary);
  out.kind = "Unigram";
  return out;
}

ReadModel read_word_piece(const JsonObject& model) {
  ReadModel out;
  read_vocabulary(model, out);
  out.model =
      WordPiece{out.vocabulary, unknown_id(model, *out.vocabulary), model.string("continuing_subword_prefix"),
                count(model, "max_input_chars_per_word", kMostWord)};
  out.kind = "WordPiece";
  return out;
}

ReadModel read_word_level(const JsonObject& model) {
  ReadModel out;
  read_vocabulary(model, out);
  out.model = WordLevel{out.vocabulary, out.vocabulary->find(model.string("unk_token"))};
  out.kind = "WordLevel";
  return out;
}

}  // namespace

ReadModel read_model(const JsonObject& model, bool byte_level) {
  const std::string type = model.string_or("type", model.has("merges") ? "BPE" : "");
  if (type == "BPE") return read_bpe(model, byte_level);
  if (type == "Unigram") return read_unigram(model);
  if (type == "WordPiece") return read_word_piece(model);
  if (type == "WordLevel") return read_word_level(model);
  refuse(model, "type", "must be BPE, Unigram, WordPiece or WordLevel");
}

}  // namespace constate::tokenizer
