#include "tokenizer/script.h"

#include <algorithm>

namespace constate::tokenizer {

std::uint32_t script_of(char32_t c) {
  const auto table = script_table();
  const auto after = std::upper_bound(table.begin(), table.end(), static_cast<std::uint32_t>(c) << 8 | 0xFF);
  return *(after - 1) & 0xFF;
}

}  // namespace constate::tokenizer
