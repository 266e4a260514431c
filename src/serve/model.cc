#include "serve/model.h"

#include <fmt/format.h>

#include "base/utf8.h"
#include "serve/api_error.h"

namespace constate::serve {

std::vector<std::int32_t> ServedModel::ids_of(const std::string& text, bool add_special_tokens) const {
  try {
    return tokenizer.encode(text, add_special_tokens);
  } catch (const FormatError& e) {
    throw ApiError(400, "invalid_request_error", e.what(), "prompt");
  }
}

std::string_view ServedModel::token_bytes(std::int32_t id) const {
  return id >= 0 && id < tokenizer.vocab_size() ? tokenizer.bytes_of(id) : std::string_view();
}

std::string ServedModel::token_text(std::int32_t id) const {
  const std::string_view bytes = token_bytes(id);
  if (find_invalid_utf8(bytes) == bytes.npos) return std::string(bytes);
  std::string out = "bytes:";
  for (const char c : bytes) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace constate::serve
