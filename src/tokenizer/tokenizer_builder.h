// What the readers of all kinds of files share: the tables of a Tokenizer. Internal to this module.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {

class TokenizerBuilder {
 public:
  static constexpr std::uint8_t kSpecial = 1, kSkipped = 2, kPresent = 4;  // Tokenizer::flags_

 protected:
  explicit TokenizerBuilder(std::string where) : where_(std::move(where)) {}

  // After the model's tokens, and before `fill_tables`.
  void take_added_tokens(std::vector<AddedToken> added, Normalizer normalizer);
  void fill_tables();

  PreTokenizer& pre_tokenizer() { return out_.pre_tokenizer_; }
  Model& model() { return out_.model_; }
  SharedVocabulary& vocabulary() { return out_.vocabulary_; }
  const SharedVocabulary& vocabulary() const { return out_.vocabulary_; }
  PostProcessor& post_processor() { return out_.post_processor_; }
  Decoder& decoder() { return out_.decoder_; }
  TokenizerFacts& facts() { return out_.facts_; }
  const TokenizerFacts& facts() const { return out_.facts_; }
  std::vector<std::uint8_t>& flags() { return out_.flags_; }  // by id
  Tokenizer take() { return std::move(out_); }

  std::string where_;                // names the file in errors
  std::vector<std::string> tokens_;  // by id: what stands for it in decoded text; "" for none
  std::vector<bool> present_;        // by id

 private:
  Tokenizer out_;
};

}  // namespace constate::tokenizer
