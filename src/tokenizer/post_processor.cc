#include "tokenizer/post_processor.h"

namespace constate::tokenizer {

std::vector<std::int32_t> PostProcessor::apply(std::vector<std::int32_t> ids, bool add_special_tokens) const {
  if (steps.size() == 1 && steps[0].text) return ids;
  std::vector<std::int32_t> out;
  for (const Step& step : steps) {
    if (!step.text && !add_special_tokens) continue;
    const std::vector<std::int32_t>& part = step.text ? ids : step.ids;
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

}  // namespace constate::tokenizer
