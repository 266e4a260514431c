// Client: the devices that a plugin drives, opened. Puts data there and compiles programs for them.
//
// Does not know what a program means. Thread-safe. Buffers and executables keep what they need of their
// client alive, so all may be destroyed in any order.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_array.h"
#include "pjrt/buffer.h"
#include "pjrt/compile_options.h"
#include "pjrt/error.h"
#include "pjrt/executable.h"
#include "pjrt/options.h"
#include "pjrt/plugin.h"

struct PJRT_Device;

namespace constate::pjrt {

struct ClientState;

struct ClientOptions {
  // For a CPU plugin: into how many devices it splits the machine (they share its threads).
  int cpu_devices = 1;
  // Among how many threads a CPU plugin deals out its work; 0: one for each processor. A plugin takes this
  // from the environment (PJRT_NPROC), where it stays for the clients that come after.
  int cpu_threads = 0;
  // Options of the plugin by name, over what is set here for its kind: CUDA takes memory as it goes, up to
  // nine tenths ({"preallocate", false}, {"memory_fraction", 0.9}).
  Options named = {};
};

// Belongs to its client.
struct Device {
  int id;
  std::string kind;         // "cpu", "NVIDIA H200", "TPU v6 lite"
  std::string description;  // in the plugin's words
  PJRT_Device* handle;
};

// Bytes; what the plugin does not tell is absent.
struct DeviceMemory {
  std::int64_t in_use = 0;
  std::optional<std::int64_t> peak = {}, limit = {};
};

class Client {
 public:
  // Throws Error(kInvalidArgument) for cpu_devices below 1, cpu_threads below 0 and cpu_threads for another
  // plugin than a CPU's, and PjrtError where the plugin refuses. (A TPU's plugin has to be loaded by
  // load_to_run, in machine_devices.h.) A CUDA plugin finds CUDA's own files through the environment: for one
  // that lies among such files this puts their folder into XLA_FLAGS, unless that names one already.
  static std::shared_ptr<Client> create(std::shared_ptr<Plugin> plugin, const ClientOptions& options = {});

  const Plugin& plugin() const;
  std::string platform_name() const;     // "cpu", "cuda", "tpu"
  std::string platform_version() const;  // in the plugin's words
  std::span<const Device> devices() const { return devices_; }
  // Those that a CPU's plugin was opened for; 1 for a GPU's and a TPU's.
  int cpu_threads() const { return cpu_threads_; }
  std::optional<DeviceMemory> memory(const Device& device) const;  // nothing where the plugin does not tell

  // All of these put an array on `device`, the first one where it is null, and return before a device other
  // than the CPU has it all. They throw PjrtError; the second throws Error(kInvalidArgument) where the bytes
  // are not as many as the shape takes. The first two copy, and `data` is the caller's again. The third takes
  // the array over; the CPU then computes on that very memory. The fourth shares it, and is for some rows of
  // it (places in its first dimension): the CPU reads them where they are if the first begins at a multiple
  // of HostArray::kAlignment, and nobody may write to them. Throws Error(kOutOfRange) for rows it does not
  // have.
  Buffer to_device(const HostArray& data, const Device* device = nullptr) const;
  Buffer to_device(std::span<const std::byte> data, const Shape& shape, const Device* device = nullptr) const;
  Buffer to_device(HostArray&& data, const Device* device = nullptr) const;
  Buffer to_device(std::shared_ptr<const HostArray> data, std::int64_t first_row, std::int64_t rows,
                   const Device* device = nullptr) const;

  // Compiles StableHLO text (a module with a public function `main`). Throws PjrtError with the compiler's
  // words.
  Executable compile(std::string_view stablehlo, const CompileOptions& options = {}) const;
  // The inverse of Executable::serialize, for the same plugin on the same kind of machine.
  Executable load(std::span<const std::byte> serialized) const;

 private:
  explicit Client(std::shared_ptr<const ClientState> state);
  Buffer lend(std::shared_ptr<const HostArray> array, std::span<const std::byte> bytes, const Shape& shape,
              bool writable, const Device* device) const;

  std::shared_ptr<const ClientState> state_;
  std::vector<Device> devices_;
  int cpu_threads_;
};

}  // namespace constate::pjrt
