// Runs a group of prompts to its end, as tokens and as text, with stop strings and Ctrl-C.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/interrupt.h"
#include "engine/generation.h"
#include "tokenizer/tokenizer.h"

namespace constate::app {

struct Continuation {
  std::vector<std::int32_t> tokens;  // up to the one that ended it
  std::string text;                  // without special tokens; ids where there is no tokenizer
  engine::Finish finish = engine::Finish::kNone;
};

struct GroupOptions {
  engine::GenerationOptions generation;
  const tokenizer::Tokenizer* tokenizer = nullptr;  // null: ids, with spaces between
  std::vector<std::string> stop;
  std::function<void(std::string_view)> on_text;  // told of the first row's text as it comes
  // Of the first row: where its text goes on, and whether what is not certain of it stays for another run.
  struct Resume {
    std::vector<std::int32_t> tokens;
    std::int64_t withheld;  // bytes at the end of their text
  };
  std::optional<Resume> resume;
  bool holds_back = false;
  // Called with the bytes of the first row's text that were not given out yet.
  std::function<void(const engine::Generation&, std::int64_t withheld)> after_block, at_end;
};

struct Group {
  std::vector<Continuation> rows;
  engine::Timings timings;
};

// From the first token on there is something to keep, for later groups too.
Group run_group(engine::Engine& engine, std::vector<engine::Request> requests, const GroupOptions& options,
                Interrupt& interrupt);

}  // namespace constate::app
