// Fetching a model from the hub into its cache on disk, so that huggingface_hub and transformers find it, and
// finding there what they have fetched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/client.h"
#include "hub/names.h"
#include "hub/settings.h"
#include "hub/transport.h"

namespace constate::hub {

struct PulledFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t fetched = 0;  // of them now; the others were there
};

struct Pulled {
  std::filesystem::path folder;  // of the snapshot
  std::string commit;
  std::vector<PulledFile> files;
};

// What happens meanwhile. Each is called by the thread that pulls.
struct PullHooks {
  // File `number` of `count` has `done` of its `size` bytes.
  std::function<void(const std::string& file, std::size_t number, std::size_t count, std::uint64_t done,
                     std::uint64_t size)>
      came;
  std::function<void(const PulledFile&)> finished;  // only those of which something was fetched
  std::function<void(const std::string&)> tell;     // that it waits, or tries again
  std::function<void(std::chrono::milliseconds)> sleep;
};

// All files that make the checkpoint are there afterwards, each with the size and the checksum that the hub
// tells. Throws Error; what has come until then stays.
Pulled pull(const ModelName& name, const Settings& settings, Transport& transport, const PullHooks& hooks);

// The same without a connection: what is there. Throws Error(kNotFound) where something is missing.
Pulled pull_offline(const ModelName& name, const Settings& settings);

}  // namespace constate::hub
