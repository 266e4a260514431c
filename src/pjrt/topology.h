// Topology: devices as a compiler knows them, present or not. Compiles programs for them ahead of time.
//
// A TPU's and an NVIDIA GPU's plugin compile without the device; a CPU's does not (its client does, and the
// machine is always there). Thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "pjrt/compile_options.h"
#include "pjrt/compiled_program.h"
#include "pjrt/plugin.h"

namespace constate::pjrt {

struct TopologySpec {
  std::string name;      // in the plugin's terms: "v6e:1x1"; may be empty
  Options options = {};  // of the plugin, by name
  // Variables that the plugin wants to find when it is loaded. What is set already stays as it is.
  std::map<std::string, std::string> environment = {};
};

class Topology {
 public:
  // Loads the plugin. Throws what Plugin::load throws, Error(kUnimplemented) where the plugin compiles for no
  // device that is not here, Error(kNotFound) for a CUDA plugin without `ptxas`, and PjrtError where the
  // plugin refuses. Changes the environment: not while another thread reads it.
  static std::shared_ptr<const Topology> open(const std::filesystem::path& plugin, const TopologySpec& spec);

  const Plugin& plugin() const;
  std::string platform_version() const;  // in the plugin's words

  // StableHLO text (a module with a public function `main`). Throws PjrtError with the compiler's words.
  CompiledProgram compile(std::string_view stablehlo, const CompileOptions& options = {}) const;

 private:
  explicit Topology(Handle<PJRT_TopologyDescription> topology) : topology_(std::move(topology)) {}

  Handle<PJRT_TopologyDescription> topology_;
};

}  // namespace constate::pjrt
