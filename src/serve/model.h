// ServedModel: a model as a server holds it: the engine with its scheduler, the tokenizer, the chat format,
// and what the checkpoint says of generating. Const but for the engine and the scheduler, which are
// thread-safe.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/generation_config.h"
#include "formats/chat_format.h"
#include "serve/prompt_text.h"
#include "serve/scheduler.h"
#include "tokenizer/tokenizer.h"

namespace constate::serve {

struct ServedModel {
  std::string name;
  std::int64_t created = 0;  // seconds since 1970: when it was loaded
  tokenizer::Tokenizer tokenizer;
  formats::ChatFormat chat;
  engine::GenerationConfig config;
  // Of all that decides which tokens a seed gives: the weights, the program and its programs. "" until it is
  // served.
  std::string fingerprint = "";
  std::unique_ptr<engine::Engine> draft = nullptr;  // guesses for it
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<Scheduler> scheduler;  // goes first

  // Ids of a text. Throws ApiError where it is not UTF-8.
  std::vector<std::int32_t> ids_of(const std::string& text, bool add_special_tokens) const;
  std::vector<std::int32_t> ids_of(const PromptText& prompt, bool add_special_tokens) const;
  // Whether the checkpoint has it end a text.
  bool ends_texts(std::int32_t id) const {
    return std::find(config.stop_ids.begin(), config.stop_ids.end(), id) != config.stop_ids.end();
  }
  // The bytes of a token as text: as they are where they are UTF-8, else "bytes:\xe2\x82".
  std::string token_text(std::int32_t id) const;
  std::string_view token_bytes(std::int32_t id) const;  // none for an id that pads the vocabulary
};

// A seed gives the same tokens where this is the same, but for rounding that depends on who else is served,
// which --deterministic takes away.
std::string fingerprint_of(const ServedModel& model, const std::string& version);

}  // namespace constate::serve
