// Reads a `tokenizer.json` into a Tokenizer. What it cannot do exactly it refuses, naming the key. Internal
// to this module: others use Tokenizer::from_file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {

class TokenizerReader {
 public:
  static constexpr std::uint8_t kSpecial = 1, kSkipped = 2;  // Tokenizer::flags_

  // `json` must outlive this.
  TokenizerReader(const Json& json, const std::string& where) : file_(json, where) {}

  Tokenizer read();

 private:
  void read_model();
  void read_vocab(const JsonObject& model);
  void read_merges(const JsonObject& model);
  std::vector<NormalForm> read_normalizer() const;
  void read_pre_tokenizer();
  void read_added_tokens(std::vector<NormalForm> normalizer);
  void read_post_processor();
  void read_template(const JsonObject& post);
  void read_decoder() const;
  void fill_tables();
  std::int32_t vocab_id(std::string_view token, std::size_t merge) const;

  JsonObject file_;
  Tokenizer out_;
  std::vector<std::string> tokens_;  // by id: what stands for it in decoded text; "" for none
};

}  // namespace constate::tokenizer
