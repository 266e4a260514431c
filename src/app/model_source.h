// Where a model comes from: a checkpoint's folder, or a configuration with random weights. What several
// commands ask for.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/flags.h"
#include "engine/engine.h"

namespace constate::app {

// --random-weights and --config
void add_random_weights(Flags& flags, bool& random_weights, std::optional<std::string>& config);
// Throws Error where one of the two is there without the other.
void check_random_weights(const std::string& command, bool random_weights,
                          const std::optional<std::string>& config);

// With `shape` its weights are random, the same each time; else `folder` has them. What goes wrong with the
// device is thrown as DeviceError.
std::unique_ptr<engine::Engine> open_engine(const std::optional<std::string>& folder,
                                            const std::shared_ptr<const models::LanguageModel>& shape,
                                            const engine::EngineOptions& options);

}  // namespace constate::app
