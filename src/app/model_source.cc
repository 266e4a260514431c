#include "app/model_source.h"

#include "app/report.h"
#include "engine/weights.h"

namespace constate::app {
namespace {

constexpr std::uint64_t kRandomSeed = 1;

}  // namespace

void add_random_weights(Flags& flags, bool& random_weights, std::optional<std::string>& config) {
  flags.flag("--random-weights", random_weights,
             "Without a checkpoint: random weights, for trying a shape; the text is noise");
  flags.text("--config", config, "NAME|FILE",
             "The shape of --random-weights, in place of DIR: mamba2-130m, -370m, -780m, -1.3b, -2.7b, or a "
             "config.json");
}

void check_random_weights(const std::string& command, bool random_weights,
                          const std::optional<std::string>& config) {
  if (config.has_value() != random_weights)
    usage_error(config ? "--config needs --random-weights: a configuration has no weights"
                       : "--random-weights needs --config NAME",
                command);
}

std::unique_ptr<engine::Engine> open_engine(const std::optional<std::string>& folder,
                                            const std::shared_ptr<const models::LanguageModel>& shape,
                                            const engine::EngineOptions& options) {
  return on_device([&] {
    return shape ? engine::Engine::make(shape, engine::random_weights(kRandomSeed), options)
                 : engine::Engine::open(*folder, options);
  });
}

}  // namespace constate::app
