#include "tokenizer/models.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"

namespace constate::tokenizer {
namespace {

// The ids of `text`'s bytes, or nothing where one has none.
bool append_bytes(const std::array<std::int32_t, 256>& ids, std::string_view text,
                  std::vector<std::int32_t>& out) {
  if (!std::all_of(text.begin(), text.end(), [&](char b) { return ids[static_cast<unsigned char>(b)] >= 0; }))
    return false;
  for (const char b : text) out.push_back(ids[static_cast<unsigned char>(b)]);
  return true;
}

}  // namespace

std::string byte_token(unsigned char byte) { return fmt::format("<0x{:02X}>", byte); }

void ByteBpe::encode(std::string_view word, std::vector<std::int32_t>& out) const {
  if (whole) {
    if (const auto id = whole->find(word)) return out.push_back(*id);
  }
  bpe->encode(word, out);
}

void CharacterBpe::encode(std::string_view word, std::vector<std::int32_t>& out) const {
  if (ignore_merges) {
    if (const auto id = vocabulary->find(word)) return out.push_back(*id);
  }
  std::vector<std::int32_t> symbols;
  symbols.reserve(word.size());
  bool pending = false;  // an unknown token, not given out yet, so that others can join it
  std::string affixed;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t size = first_char(word.substr(at)).size;
    std::string_view symbol = word.substr(at, size);
    const bool first = at == 0, last = at + size == word.size();
    at += size;
    if ((!first && !prefix.empty()) || (last && !suffix.empty())) {
      affixed = (first ? "" : prefix) + std::string(symbol) + (last ? suffix : "");
      symbol = affixed;
    }
    if (const auto id = vocabulary->find(symbol)) {
      if (std::exchange(pending, false)) symbols.push_back(*unknown);
      symbols.push_back(*id);
    } else if (bytes && append_bytes(*bytes, symbol, symbols)) {
      // A pending unknown token stays so, and comes after these: so does the `tokenizers` library.
    } else if (unknown) {
      if (pending && !fuse_unknown) symbols.push_back(*unknown);
      pending = true;
    }
  }
  if (pending) symbols.push_back(*unknown);
  bpe->merge(symbols, out);
}

void WordPiece::encode(std::string_view word, std::vector<std::int32_t>& out) const {
  std::vector<std::size_t> ends;  // of the characters
  for (std::size_t at = 0; at < word.size();) {
    at += first_char(word.substr(at)).size;
    ends.push_back(at);
    if (ends.size() > most_characters) return out.push_back(unknown);
  }
  const std::size_t before = out.size();
  std::string piece;
  std::size_t start = 0, first = 0;  // in bytes; in characters
  while (start < word.size()) {
    std::size_t n = ends.size();
    for (; n > first; --n) {
      piece = start > 0 ? prefix : "";
      piece += word.substr(start, ends[n - 1] - start);
      const auto id = vocabulary->find(piece);
      if (!id) continue;
      out.push_back(*id);
      break;
    }
    if (n == first) {
      out.resize(before);
      return out.push_back(unknown);
    }
    start = ends[n - 1];
    first = n;
  }
}

void WordLevel::encode(std::string_view word, std::vector<std::int32_t>& out) const {
  const auto id = vocabulary->find(word);
  if (!id && !unknown)
    throw FormatError(
        fmt::format("encode: `{}` is no token, and the tokenizer has none for unknown words", word));
  out.push_back(id ? *id : *unknown);
}

}  // namespace constate::tokenizer
