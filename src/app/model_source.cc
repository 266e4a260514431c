#include "app/model_source.h"

#include "app/model_names.h"
#include "app/report.h"
#include "measure/dtype_choice.h"
#include "runtime/weights.h"

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

ModelSource ModelSource::open(const std::optional<std::string>& folder,
                              const std::optional<std::string>& config) {
  ModelSource out;
  if (folder)
    out.folder = engine::ModelFolder::open(*folder);
  else
    out.configuration = read_config(*config);
  return out;
}

OpenedEngine open_engine(ModelSource source, engine::EngineOptions options, const DtypeRequest& dtype) {
  if (source.folder) source.folder->check_weights();  // before a device is opened
  return on_device([&] {
    OpenedEngine out;
    if (!options.device) options.device = runtime::Device::open(options.device_options);
    options.dtype = dtype.dtype;
    out.why_dtype = dtype.dtype ? "asked for by " + dtype.by : options.device->profile.why_dtype;
    if (dtype.measure) {
      measure::DTypeChoice choice = measure::faster_dtype(*options.device, source.model(), options.store);
      options.dtype = choice.dtype;
      out.why_dtype = std::move(choice.why);
    }
    out.engine = source.folder ? engine::Engine::open(std::move(*source.folder), options)
                               : engine::Engine::make(source.configuration,
                                                      runtime::random_weights(kRandomSeed), options);
    return out;
  });
}

}  // namespace constate::app
