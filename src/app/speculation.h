// --speculate, --draft-model, --draft-dtype: several tokens in a step.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/flags.h"
#include "app/model_source.h"
#include "engine/generation.h"
#include "tokenizer/tokenizer.h"

namespace constate::app {

struct SpeculationFlags {
  std::optional<std::string> how, draft_model, draft_dtype;
  bool some() const { return how || draft_model; }
};

void add_speculation(Flags& flags, SpeculationFlags& speculation);

// Throws Error for what `command` was told that is no way to speculate, excludes something else, or has no
// effect.
void check(const SpeculationFlags& speculation, const std::string& command, bool deterministic);

// What a command speculates with.
struct Drafting {
  std::optional<engine::Speculation> speculation;
  std::optional<ModelSource> source;      // of the draft model, until it is opened
  std::optional<DType> dtype;             // of its matrices; that of the model's if not given
  std::unique_ptr<engine::Engine> draft;  // opened
};

// Reads what the flags name; opens no device. Throws Error where `source`, the model, cannot speculate, and
// where the draft model's tokens are not those of `tokenizer`; without one, not of the same number.
Drafting read_drafting(const SpeculationFlags& flags, const ModelSource& source,
                       const tokenizer::Tokenizer* tokenizer);

// open_engine, and the draft model on the same device.
OpenedEngine open_engines(ModelSource source, engine::EngineOptions options, const DtypeRequest& dtype,
                          Drafting& drafting);

// "drafts 480 of 600 right"
std::string drafts_text(std::int64_t right, std::int64_t drafted);

}  // namespace constate::app
