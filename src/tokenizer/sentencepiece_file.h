// A model of SentencePiece (`tokenizer.model`) as plain data. Internal to this module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constate::tokenizer {

struct SentencePiece {
  enum Kind { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6 };
  std::string text;
  float score = 0;
  Kind kind = kNormal;

  // Whether a part of a text can be this piece.
  bool is_of_text() const { return kind == kNormal || kind == kUserDefined || kind == kUnused; }
};

struct SentencePieceFile {
  enum ModelType { kUnigram = 1, kBpe = 2 };
  std::vector<SentencePiece> pieces;  // by id
  ModelType type = kUnigram;
  bool byte_fallback = false;
  bool space_is_suffix = false;  // `treat_whitespace_as_suffix`
  std::string unknown_text = " \u2047 ";
  std::int32_t unknown = -1, begin = 1, end = 2;  // ids; -1: there is none

  std::string normalizer;  // its name, for people to read
  std::string charsmap;    // empty: characters stay as they are
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
};

// Throws FormatError, with `where` for the file, for what is no such model, and what is not done here.
SentencePieceFile read_sentencepiece(std::string_view bytes, const std::string& where);

}  // namespace constate::tokenizer
