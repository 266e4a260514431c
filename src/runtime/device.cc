#include "runtime/device.h"

#include <fmt/format.h>

#include "base/error.h"
#include "pjrt/machine_devices.h"
#include "pjrt/plugin_search.h"
#include "runtime/row_parts.h"

namespace constate::runtime {

std::shared_ptr<const Device> Device::open(const DeviceOptions& options) {
  pjrt::SearchOptions search;
  search.requested = options.plugin;
  search.packages = options.packages;
  const std::vector<pjrt::PluginChoice> choices = pjrt::find_plugins(search);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    try {
      auto plugin = pjrt::load_to_run(choices[i].path);
      const bool is_cpu = choices[i].kind == pjrt::PluginKind::kCpu;
      auto client = pjrt::Client::create(
          plugin,
          {.cpu_devices = options.cpu_devices, .cpu_threads = is_cpu ? options.cpu_threads : 0, .named = {}});
      Processor processor = Processor::of_this_machine();
      if (is_cpu) processor.threads = client->cpu_threads();
      const std::string device = client->devices()[0].kind;
      return std::make_shared<Device>(
          Device{std::move(client), profile_of(choices[i].kind, device, processor)});
    } catch (const Error& e) {
      if (i + 1 == choices.size()) throw;
      if (options.note)
        options.note(fmt::format("{} cannot be used: {}", choices[i].path.string(), e.what()));
    }
  }
  throw Error(Code::kInternal, "no plugin to try");  // find_plugins returns one or throws
}

programs::Blueprint blueprint_for(std::shared_ptr<const models::BoundModel> model,
                                  const DeviceProfile& profile) {
  auto row_parts =
      choose_row_parts(model->weights(), profile.row_product_threads, profile.lowering.integer_products);
  return {std::move(model), profile.lowering, std::move(row_parts)};
}

}  // namespace constate::runtime
