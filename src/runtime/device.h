// Device: an opened device with its profile. Shared by everything that runs there.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pjrt/client.h"
#include "programs/blueprint.h"
#include "runtime/device_profile.h"

namespace constate::runtime {

struct DeviceOptions {
  std::string plugin;  // as pjrt::SearchOptions::requested
  int cpu_devices = 1;
  int cpu_threads = 0;  // of a CPU's plugin, where one is opened; 0: one for each processor
  std::vector<std::filesystem::path> packages = {};  // as pjrt::SearchOptions has them
  // Told of plugins that were tried and could not be used.
  std::function<void(const std::string&)> note;
};

struct Device {
  std::shared_ptr<pjrt::Client> client;
  DeviceProfile profile;

  // Throws Error(kNotFound) where there is no plugin, and what the last plugin tried says where none opens.
  static std::shared_ptr<const Device> open(const DeviceOptions& options = {});
};

// What the model's programs for a device with this profile are traced from.
programs::Blueprint blueprint_for(std::shared_ptr<const models::BoundModel> model,
                                  const DeviceProfile& profile);

}  // namespace constate::runtime
