// --speculate: several tokens in a step.
#pragma once

#include <optional>
#include <string>

#include "app/flags.h"
#include "engine/generation.h"

namespace constate::app {

void add_speculation(Flags& flags, std::optional<std::string>& speculate);

// What --speculate says: "lookup" or "lookup:K". Throws Error for any other text.
std::optional<engine::Speculation> speculation_of(const std::optional<std::string>& speculate);

// The same for `model`, and Error where that cannot do it.
std::optional<engine::Speculation> speculation_for(const std::optional<std::string>& speculate,
                                                   const models::LanguageModel& model);

// "drafts 480 of 600 right"
std::string drafts_text(std::int64_t right, std::int64_t drafted);

}  // namespace constate::app
