#include "app/device_options.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include "app/text.h"
#include "base/error.h"

namespace constate::app {

DType dtype_of(const std::string& text) {
  if (text == "f32") return DType::kF32;
  if (text == "bf16") return DType::kBF16;
  if (text == "f16") return DType::kF16;
  throw Error(Code::kInvalidArgument,
              fmt::format("--dtype: f32, bf16 or f16 is expected; got `{}`", printable(text)));
}

pjrt::SearchOptions search_for(const std::optional<std::string>& plugin) {
  if (plugin && plugin->empty())
    throw Error(Code::kInvalidArgument, "--plugin: cpu, cuda, tpu or a plugin's file is expected; got ``");
  pjrt::SearchOptions search;
  search.requested = plugin.value_or("");
  return search;
}

std::string device_line(const engine::Engine& engine, const std::optional<std::string>& plugin,
                        bool dtype_asked) {
  const pjrt::Client& client = *engine.runtime().client;
  std::string why;
  for (const pjrt::PluginChoice& choice : pjrt::find_plugins(search_for(plugin))) {
    std::error_code ignored;
    if (why.empty() && std::filesystem::equivalent(choice.path, client.plugin().path(), ignored))
      why = ", " + choice.why;
  }
  return fmt::format("device {} · plugin {}{} · weights {}: {}", client.devices()[0].kind,
                     client.plugin().name(), why, name(engine.dtype()),
                     dtype_asked ? "asked for by --dtype" : engine.runtime().profile.why_dtype);
}

std::int64_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace constate::app
