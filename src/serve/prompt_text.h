// PromptText: a text as a request gives it. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"

namespace constate::serve {

using PromptPiece = std::variant<std::string, std::int32_t>;
// The third: texts and ids behind each other.
using PromptText = std::variant<std::string, std::vector<std::int32_t>, std::vector<PromptPiece>>;

// One text, a list of ids, or a list of `most` of these. With `mixed`, as llama.cpp has it, a list that holds
// an id is one prompt, and may hold texts too. Throws ApiError that names `field`.
std::vector<PromptText> read_prompt_texts(const std::string& field, const Json& given, std::int64_t most,
                                          bool mixed = false);

// Ids are of the vocabulary. Throws ApiError that names `field`.
void check_id(const std::string& field, std::int32_t id, std::int64_t vocabulary);
void check_ids(const std::string& field, std::span<const PromptText> prompts, std::int64_t vocabulary);
// There are `least` to `most` ids. Throws ApiError that names `field`.
void check_length(const std::string& field, std::span<const std::int32_t> ids, std::int64_t most,
                  std::int64_t least = 1);

}  // namespace constate::serve
