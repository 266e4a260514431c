#include "engine/runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "engine/machine_identity.h"
#include "pjrt/machine_devices.h"
#include "pjrt/plugin_search.h"

namespace constate::engine {

namespace {

// Instructions that multiply bf16 (AVX-512, AMX, Arm): products of several rows of it are fast.
bool multiplies_bf16() { return processor_identity().find("bf16") != std::string::npos; }

}  // namespace

DeviceProfile profile_of(pjrt::PluginKind kind) {
  if (kind == pjrt::PluginKind::kCpu || kind == pjrt::PluginKind::kOther)
    return {.dtype = DType::kF32,
            .why_dtype = "the default on a CPU; no rounding",
            .lowering = {.f32 = {.lanes_from = 2, .lanes_to = 4},
                         .bf16 = {.lanes_to = multiplies_bf16() ? 1 : 4, .product_rows = 127},
                         .f16 = {.lanes_to = 16, .product_rows = 0},
                         .s8 = {.lanes_to = 2},
                         .integer_products = true,
                         .step_output_as_product = true,
                         .scan_chunk = 128},
            .row_product_threads =
                kind == pjrt::PluginKind::kCpu ? std::max(1u, std::thread::hardware_concurrency()) : 1,
            .exit_early = true,
            .blocks = {64},
            .segments = {1, 32, 128, 256},
            .seconds_per_block = 0.2};
  return {.dtype = DType::kBF16,
          .why_dtype = "half the bytes to move for each token",
          .lowering = {},
          .row_product_threads = 1,
          .exit_early = false,
          .blocks = {8, 64},
          .segments = {1, 64, 512, 2048},
          .seconds_per_block = 0};
}

std::shared_ptr<const Runtime> Runtime::open(const RuntimeOptions& options) {
  pjrt::SearchOptions search;
  search.requested = options.plugin;
  const std::vector<pjrt::PluginChoice> choices = pjrt::find_plugins(search);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    try {
      auto plugin = pjrt::load_to_run(choices[i].path);
      const bool is_cpu = choices[i].kind == pjrt::PluginKind::kCpu;
      auto client = pjrt::Client::create(
          plugin,
          {.cpu_devices = options.cpu_devices, .cpu_threads = is_cpu ? options.cpu_threads : 0, .named = {}});
      DeviceProfile profile = profile_of(choices[i].kind);
      if (is_cpu) profile.row_product_threads = client->cpu_threads();
      return std::make_shared<Runtime>(Runtime{std::move(client), std::move(profile)});
    } catch (const Error& e) {
      if (i + 1 == choices.size()) throw;
      if (options.note)
        options.note(fmt::format("{} cannot be used: {}", choices[i].path.string(), e.what()));
    }
  }
  throw Error(Code::kInternal, "no plugin to try");  // find_plugins returns one or throws
}

}  // namespace constate::engine
