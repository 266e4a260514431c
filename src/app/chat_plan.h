// What `constate chat` was asked for, and what follows from that and from the checkpoint's own settings.
#pragma once

#include <optional>
#include <string>

#include "app/chat_session.h"
#include "app/generate.h"
#include "app/model_source.h"
#include "formats/chat_format.h"

namespace constate::app {

struct ChatPlan {
  GeneratePlan settings;  // the options that `generate` has too
  std::optional<std::string> system, load_state, save_state;
};

void add_chat_flags(CLI::App& app, ChatPlan& plan);

// Throws Error for options that exclude each other or have no effect.
void check(ChatPlan& plan);

// What needs no device: all that is wrong with it is told before one is opened.
struct ChatJob {
  tokenizer::Tokenizer tokenizer;
  formats::ChatFormat format;
  ChatSettings settings;
  std::optional<engine::SavedState> state;
  Drafting drafting;
  ModelSource source;
};
// Throws Error or FormatError.
ChatJob read_chat_job(ChatPlan& plan);

}  // namespace constate::app
