// Devices to compile for, by name, whether they are here or not; and what a compiler makes of a program for
// one.
//
// The executables do not run here: they are figures, and bytes for a machine that has the device.
// Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pjrt/client.h"
#include "pjrt/plugin_search.h"
#include "pjrt/topology.h"

namespace constate::ahead {

struct Target {
  std::string name;    // "tpu:v6e"
  std::string device;  // an NVIDIA GPU's as CUDA calls it; else for people: "TPU v6e"
  pjrt::PluginKind kind;
  std::int64_t memory;                         // bytes of the device; 0 for this machine's own
  std::optional<pjrt::TopologySpec> topology;  // none for the CPU, which compiles through its client
};

// One device each; the CPU's last.
const std::vector<Target>& targets();
// Throws Error(kInvalidArgument) that lists the names.
const Target& target_named(std::string_view name);

// What was made of one program. What the plugin does not tell is absent.
struct Compilation {
  double seconds = 0;
  // By the plugin's reckoning. A loop's body counts once.
  std::optional<double> flops, bytes_accessed, transcendentals;
  std::optional<pjrt::ExecutableMemory> memory;
  std::optional<pjrt::HloCensus> census;  // of the optimized program
  std::string optimized;                  // that program, in the plugin's format
  std::optional<std::string> executable;  // its bytes, for the same plugin
};

class TargetCompiler {
 public:
  // Takes the first plugin that `search` finds; where it asks for none, one of the target's kind. Throws
  // Error(kNotFound) where there is none, Error(kInvalidArgument) for one of another kind, and what
  // pjrt::Topology::open throws.
  TargetCompiler(const Target& target, pjrt::SearchOptions search = {});

  const Target& target() const { return target_; }
  const pjrt::Plugin& plugin() const;
  std::string platform_version() const;
  std::string device_kind() const;  // as a client of the plugin calls the device

  Compilation compile(std::string_view stablehlo) const;

 private:
  const Target target_;
  std::shared_ptr<const pjrt::Topology> topology_;  // one of the two
  std::shared_ptr<const pjrt::Client> client_;
};

// Operations of StableHLO text that call into code outside the program.
std::int64_t custom_calls_in(std::string_view stablehlo);

}  // namespace constate::ahead
