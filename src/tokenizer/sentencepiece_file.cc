// Numbers of fields as in sentencepiece_model.proto. A field that is not named there may be one that changes
// ids: it is refused. Those that only tell how the model was trained are passed over.
#include "tokenizer/sentencepiece_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/protobuf.h"
#include "base/utf8.h"
#include "tokenizer/json_parts.h"
#include "tokenizer/vocabulary.h"

namespace constate::tokenizer {
namespace {

constexpr std::size_t kMostPiece = 1024;  // bytes: each place of a text is looked up so far

// The fields of one message, and what each must be.
class Message {
 public:
  Message(std::string_view bytes, std::string where) : where_(std::move(where)), fields_(bytes, where_) {}
  Message(const Message&) = delete;  // the fields know where_

  bool next() { return fields_.next(); }
  std::uint64_t number() const { return fields_.number; }
  std::string_view bytes() const { return need(ProtobufFields::kBytes, "bytes"), fields_.bytes; }
  std::int64_t integer() const {
    need(ProtobufFields::kInteger, "an integer");
    return static_cast<std::int64_t>(fields_.value);
  }
  bool boolean() const { return integer() != 0; }
  float real() const {
    need(ProtobufFields::kFour, "a float");
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < 4; ++i)
      bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(fields_.bytes[i])) << 8 * i;
    return std::bit_cast<float>(bits);
  }
  std::string text() const {
    const std::string_view out = bytes();
    if (find_invalid_utf8(out) != out.npos) fail("must be UTF-8");
    return std::string(out);
  }
  [[noreturn]] void fail(std::string_view rule) const {
    throw FormatError(fmt::format("{}: field {} {}", where_, number(), rule));
  }
  const std::string& where() const { return where_; }

 private:
  void need(ProtobufFields::Wire wire, std::string_view what) const {
    if (fields_.wire != wire) fail(fmt::format("must be {}; got wire type {}", what, int{fields_.wire}));
  }

  std::string where_;
  ProtobufFields fields_;
};

SentencePiece read_piece(Message message) {
  SentencePiece out;
  while (message.next()) {
    if (message.number() == 1) {
      out.text = message.text();
    } else if (message.number() == 2) {
      out.score = message.real();
      if (!std::isfinite(out.score)) message.fail("must be a finite score");
    } else if (message.number() == 3) {
      const std::int64_t kind = message.integer();
      if (kind < SentencePiece::kNormal || kind > SentencePiece::kByte)
        message.fail(fmt::format("must be a type from 1 to 6; got {}", kind));
      out.kind = static_cast<SentencePiece::Kind>(kind);
    } else {
      message.fail("is none of a piece");
    }
  }
  if (out.text.empty() || out.text.size() > kMostPiece)
    throw FormatError(
        fmt::format("{}: a piece has 1 to {} bytes; got {}", message.where(), kMostPiece, out.text.size()));
  return out;
}

std::int32_t id_or_none(const Message& message) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(message.integer(), -1, kMaxId));
}

void read_trainer(Message message, SentencePieceFile& out) {
  while (message.next()) {
    switch (message.number()) {
      case 3: {
        const std::int64_t type = message.integer();
        if (type != SentencePieceFile::kUnigram && type != SentencePieceFile::kBpe)
          throw FormatError(fmt::format("{}: `model_type` must be UNIGRAM (1) or BPE (2); got {}",
                                        message.where(),
                                        type == 3   ? "WORD (3)"
                                        : type == 4 ? "CHAR (4)"
                                                    : std::to_string(type)));
        out.type = static_cast<SentencePieceFile::ModelType>(type);
        break;
      }
      case 24:
        out.space_is_suffix = message.boolean();
        break;
      case 35:
        out.byte_fallback = message.boolean();
        break;
      case 41:
        out.begin = id_or_none(message);
        break;
      case 42:
        out.end = id_or_none(message);
        break;
      case 44:
        out.unknown_text = message.text();
        out.unknown_text.resize(std::min(out.unknown_text.find('\0'), out.unknown_text.size()));
        break;
      default:
        break;  // of training
    }
  }
}

void read_normalizer(Message message, SentencePieceFile& out) {
  while (message.next()) {
    switch (message.number()) {
      case 1:
        out.normalizer = message.text();
        break;
      case 2:
        out.charsmap = message.bytes();
        break;
      case 3:
        out.add_dummy_prefix = message.boolean();
        break;
      case 4:
        out.remove_extra_whitespaces = message.boolean();
        break;
      case 5:
        out.escape_whitespaces = message.boolean();
        break;
      case 6:
        break;  // the rules as they were before they became the table
      default:
        message.fail("is none of a normalizer");
    }
  }
}

// A text that is made anew after decoding is not done here.
void refuse_denormalizer(Message message) {
  while (message.next())
    if (message.number() == 2 && !message.bytes().empty())
      throw FormatError(fmt::format("{}: `precompiled_charsmap` must be empty", message.where()));
}

void check_pieces(SentencePieceFile& file, const std::string& where) {
  std::set<std::string_view> seen, bytes;
  for (std::size_t id = 0; id < file.pieces.size(); ++id) {
    const SentencePiece& piece = file.pieces[id];
    if (!seen.insert(piece.text).second)
      throw FormatError(fmt::format("{}: pieces[{}]: `{}` is there twice", where, id, piece.text));
    if (piece.kind == SentencePiece::kByte) bytes.insert(piece.text);
    if (piece.kind == SentencePiece::kByte && !file.byte_fallback)
      throw FormatError(fmt::format("{}: pieces[{}]: a byte needs `byte_fallback`", where, id));
    if (piece.kind != SentencePiece::kUnknown) continue;
    if (file.unknown >= 0)
      throw FormatError(fmt::format("{}: pieces[{}]: one piece is for what is unknown; {} is another", where,
                                    id, file.unknown));
    file.unknown = static_cast<std::int32_t>(id);
  }
  if (file.unknown < 0) throw FormatError(fmt::format("{}: no piece is for what is unknown", where));
  std::size_t found = 0;
  for (unsigned b = 0; b < 256; ++b) found += bytes.contains(byte_token(static_cast<unsigned char>(b)));
  if (found != bytes.size())
    throw FormatError(fmt::format("{}: a piece for a byte is called <0x00> to <0xFF>", where));
  if (file.byte_fallback && found != 256)
    throw FormatError(
        fmt::format("{}: `byte_fallback` needs a piece for each of 256 bytes; got {}", where, found));
}

}  // namespace

SentencePieceFile read_sentencepiece(std::string_view bytes, const std::string& where) {
  SentencePieceFile out;
  bool trainer = false, normalizer = false;
  try {
    for (Message message(bytes, where); message.next();) {
      switch (message.number()) {
        case 1:
          if (out.pieces.size() > static_cast<std::size_t>(kMaxId))
            throw FormatError(fmt::format("{}: a model has at most {} pieces", where, kMaxId + 1));
          out.pieces.push_back(
              read_piece({message.bytes(), fmt::format("{}: pieces[{}]", where, out.pieces.size())}));
          break;
        case 2:
          read_trainer({message.bytes(), where + ": trainer_spec"}, out);
          trainer = true;
          break;
        case 3:
          read_normalizer({message.bytes(), where + ": normalizer_spec"}, out);
          normalizer = true;
          break;
        case 4:
          break;  // texts to test the model with
        case 5:
          refuse_denormalizer({message.bytes(), where + ": denormalizer_spec"});
          break;
        default:
          message.fail("is none of a SentencePiece model");
      }
    }
  } catch (const FormatError&) {
    throw;
  } catch (const Error& e) {
    throw FormatError(e.what());
  }
  // They come last: a file that was cut short between two fields lacks one.
  if (!trainer || !normalizer)
    throw FormatError(fmt::format("{}: a SentencePiece model has a `{}`", where,
                                  trainer ? "normalizer_spec" : "trainer_spec"));
  check_pieces(out, where);
  return out;
}

}  // namespace constate::tokenizer
