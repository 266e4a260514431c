// Makes a Tokenizer of a SentencePiece model. Internal to this module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tokenizer/sentencepiece.h"
#include "tokenizer/sentencepiece_file.h"
#include "tokenizer/tokenizer_builder.h"

namespace constate::tokenizer {

class SentencePieceReader : public TokenizerBuilder {
 public:
  SentencePieceReader(std::string_view bytes, const std::string& where);

  // What transformers keeps beside the model: tokens that are looked for in texts, and which are put around
  // one. `config` is tokenizer_config.json; `added`, an object from text to id, is added_tokens.json, which
  // `where` names.
  void take_settings(const JsonObject& config, const Json& added, const std::string& where);

  Tokenizer read();

 private:
  void take_named_tokens(const JsonObject& config);
  void take_added_tokens_decoder(const JsonObject& config);
  void add(AddedToken token, const std::string& where);
  std::optional<std::int32_t> named_id(const JsonObject& config, std::string_view key,
                                       std::int32_t otherwise) const;
  bool words_begin_with_spaces() const;
  Normalizer make_normalizer(SharedPieces pieces);
  PiecesToText make_decoder() const;
  void flag_control_pieces();

  SentencePieceFile file_;
  std::vector<AddedToken> added_;
  bool prefix_at_start_alone_ = false;
};

}  // namespace constate::tokenizer
