// Where a model comes from: a checkpoint's folder, or a configuration with random weights. What several
// commands ask for.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/device_options.h"
#include "app/flags.h"
#include "engine/engine.h"

namespace constate::app {

// --random-weights and --config
void add_random_weights(Flags& flags, bool& random_weights, std::optional<std::string>& config);
// Throws Error where one of the two is there without the other.
void check_random_weights(const std::string& command, bool random_weights,
                          const std::optional<std::string>& config);

// A checkpoint, or else a configuration whose weights are random, the same each time.
struct ModelSource {
  std::optional<engine::ModelFolder> folder;
  std::shared_ptr<const models::LanguageModel> configuration;

  // Throws Error or FormatError for what is not there or not as it should be.
  static ModelSource open(const std::optional<std::string>& folder, const std::optional<std::string>& config);
  const models::LanguageModel& model() const { return folder ? *folder->model : *configuration; }
};

struct OpenedEngine {
  std::unique_ptr<engine::Engine> engine;
  std::string why_dtype;  // why the weights have their type, in a few words
};

// What goes wrong with the device is thrown as DeviceError.
OpenedEngine open_engine(ModelSource source, engine::EngineOptions options, const DtypeRequest& dtype);

// On which device, and in which type the weights are. With `quiet` only a type that was measured is told: it
// decides what the text is.
void tell_device(ProgressLine& progress, const OpenedEngine& opened, const std::optional<std::string>& plugin,
                 const DtypeRequest& dtype, bool quiet);

}  // namespace constate::app
