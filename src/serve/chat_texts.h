// ChatTexts: which tokens the texts of conversations were made of. An answer's tokens are seldom those that
// the tokenizer makes of its text; a next turn that begins with that text goes on with the tokens that were,
// so that the prefix cache has them. Bounded; what was not used for longest goes. Thread-safe.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_mark.h"

namespace constate::serve {

class ChatTexts {
 public:
  struct Beginning {
    std::size_t bytes;  // of the text
    std::vector<std::int32_t> ids;
  };

  // The longest text of the scope that `text` begins with.
  std::optional<Beginning> find(const std::string& scope, std::string_view text);
  void put(const std::string& scope, std::string_view text, std::vector<std::int32_t> ids);

 private:
  static constexpr std::size_t kMostTexts = 256, kMostIds = 4 << 20;
  struct Entry {
    std::string scope;
    TextMark text;
    std::vector<std::int32_t> ids;
  };
  std::mutex mutex_;
  std::list<Entry> entries_;  // the last used at the front
  std::size_t ids_ = 0;
};

}  // namespace constate::serve
