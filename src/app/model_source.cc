#include "app/model_source.h"

#include "app/model_names.h"
#include "app/report.h"
#include "app/terminal.h"
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
  // Measuring needs a device, which is not opened before the files are known to be right.
  if (dtype.measure && source.folder) source.folder->check_weights();
  return on_device([&] {
    OpenedEngine out;
    options.dtype = dtype.dtype;
    if (dtype.dtype) out.why_dtype = "asked for by " + dtype.by;
    if (dtype.measure) {
      if (!options.device) options.device = runtime::Device::open(options.device_options);
      measure::DTypeChoice choice = measure::faster_dtype(*options.device, source.model(), options.store);
      options.dtype = choice.dtype;
      out.why_dtype = std::move(choice.why);
    }
    out.engine = source.folder ? engine::Engine::open(std::move(*source.folder), options)
                               : engine::Engine::make(source.configuration,
                                                      runtime::random_weights(kRandomSeed), options);
    if (out.why_dtype.empty()) out.why_dtype = out.engine->device().profile.why_dtype;
    return out;
  });
}

void tell_device(ProgressLine& progress, const OpenedEngine& opened, const std::optional<std::string>& plugin,
                 const DtypeRequest& dtype, bool quiet) {
  if (!quiet)
    progress.note(device_line(*opened.engine, plugin, opened.why_dtype));
  else if (dtype.measure)
    say(weights_text(*opened.engine, opened.why_dtype));
}

}  // namespace constate::app
