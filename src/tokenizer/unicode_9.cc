#include "tokenizer/unicode_9.h"

#include <algorithm>

namespace constate::tokenizer {

bool in_unicode_9(char32_t c) {
  if (c < 0x378) return true;  // the first that is not
  const std::span<const std::uint32_t> table = unicode_9_table();
  const auto it = std::upper_bound(table.begin(), table.end(), static_cast<std::uint32_t>(c));
  return (it - table.begin()) % 2 == 1;
}

}  // namespace constate::tokenizer
