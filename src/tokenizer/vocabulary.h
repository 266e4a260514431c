// Tokens and their ids.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace constate::tokenizer {

class Vocabulary {
 public:
  void reserve(std::size_t tokens) { ids_.reserve(tokens); }
  // False, and nothing added, where the token is there.
  bool add(std::string_view token, std::int32_t id) { return ids_.emplace(token, id).second; }
  std::optional<std::int32_t> find(std::string_view token) const {
    const auto it = ids_.find(token);
    if (it == ids_.end()) return std::nullopt;
    return it->second;
  }
  std::size_t size() const { return ids_.size(); }

  template <class F>
  void each(F call) const {
    for (const auto& [token, id] : ids_) call(token, id);
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> ids_;
};

using SharedVocabulary = std::shared_ptr<const Vocabulary>;

// "<0x0A>": the token that SentencePiece's byte fallback has for a byte.
std::string byte_token(unsigned char byte);

}  // namespace constate::tokenizer
