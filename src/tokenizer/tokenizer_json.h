// Reads a `tokenizer.json` into a Tokenizer. What it cannot do exactly it refuses, naming the key. Internal
// to this module: others use Tokenizer::from_file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tokenizer/tokenizer_builder.h"

namespace constate::tokenizer {

// The parts, each with the names of its steps for people to read: "NFC", "Split, ByteLevel".
Normalizer read_normalizer(const JsonObject& object, std::string& names);
PreTokenizer read_pre_tokenizer(const JsonObject& object, std::string& names);
Decoder read_decoder(const JsonObject& object, std::string& names);
// `tokens`: the size of the vocabulary, which ids must be within.
PostProcessor read_post_processor(const JsonObject& object, std::size_t tokens);

struct ReadModel {
  Model model;
  SharedVocabulary vocabulary;
  std::vector<std::string> tokens;  // by id; "" for none
  std::vector<bool> present;        // by id
  std::string kind;
  std::int64_t merges = 0;
};
// `byte_level`: words come from a ByteLevel step. The model is then a ByteBpe, which takes bytes, where that
// is the same.
ReadModel read_model(const JsonObject& model, bool takes_bytes);

class TokenizerReader : public TokenizerBuilder {
 public:
  // `json` must outlive this.
  TokenizerReader(const Json& json, const std::string& where)
      : TokenizerBuilder(where), json_(json), file_(json, where) {}

  Tokenizer read();

 private:
  void check_keys() const;
  std::vector<AddedToken> read_added_tokens() const;
  AddedToken read_added_token(const JsonObject& item) const;

  const Json& json_;
  JsonObject file_;
};

}  // namespace constate::tokenizer
