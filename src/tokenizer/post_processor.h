// What stands around the tokens of a text when special tokens are asked for: templates in turn, each around
// what the one before gave. Plain data.
#pragma once

#include <cstdint>
#include <vector>

namespace constate::tokenizer {

struct PostProcessor {
  struct Step {
    bool text = false;              // the tokens of the text
    std::vector<std::int32_t> ids;  // or these
  };
  using Template = std::vector<Step>;  // with the text once
  std::vector<Template> templates;

  std::vector<std::int32_t> apply(std::vector<std::int32_t> ids, bool add_special_tokens) const;
};

}  // namespace constate::tokenizer
