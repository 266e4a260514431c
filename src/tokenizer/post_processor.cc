#include "tokenizer/post_processor.h"

namespace constate::tokenizer {

std::vector<std::int32_t> PostProcessor::apply(std::vector<std::int32_t> ids, bool add_special_tokens) const {
  if (!add_special_tokens) return ids;
  for (const Template& around : templates) {
    std::vector<std::int32_t> out;
    for (const Step& step : around) {
      const std::vector<std::int32_t>& part = step.text ? ids : step.ids;
      out.insert(out.end(), part.begin(), part.end());
    }
    ids = std::move(out);
  }
  return ids;
}

}  // namespace constate::tokenizer
