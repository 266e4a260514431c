// Scoring a text as it is measured everywhere: which token stands in front of it, and windows as rows of a
// batch. scoring.h has the parts.
//
// Functions are as thread-safe as the Engine.
#pragma once

#include <optional>
#include <string_view>

#include "engine/scoring.h"
#include "tokenizer/tokenizer.h"

namespace constate::engine {

// The text's ids behind the one that a sequence begins with: what the tokenizer puts there, else `begin_id`.
// Where the text itself begins with that one, no second is put there. Throws Error(kInvalidArgument) for a
// text of no token, and FormatError where it is not UTF-8.
std::vector<std::int32_t> ids_to_score(const tokenizer::Tokenizer& tokenizer,
                                       std::optional<std::int64_t> begin_id, std::string_view text);
// Likewise of one that nothing is put in front of; its first token is context.
std::vector<std::int32_t> ids_to_score(const tokenizer::Tokenizer& tokenizer, std::string_view text);

struct WindowOptions {
  std::optional<std::int64_t> window, stride;  // as Windows has them; the whole text, and the window
  std::int64_t batch = 4;                      // windows that run together
  std::function<void(std::int64_t done, std::int64_t all)> progress = {};  // tokens, after each segment
};

struct TextScore {
  Likelihood likelihood;
  std::int64_t bytes = 0;  // that the counted tokens stand for
  double seconds = 0;      // without compiling and loading
};

// Throws Error(kInvalidArgument) for fewer than two ids.
TextScore score_text(Engine& engine, const tokenizer::Tokenizer& tokenizer,
                     const std::vector<std::int32_t>& ids, const WindowOptions& options);

}  // namespace constate::engine
