#include "pjrt/topology.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/error.h"
#include "pjrt/c_types.h"
#include "pjrt/client_state.h"
#include "pjrt/cuda_files.h"

namespace constate::pjrt {

std::shared_ptr<const Topology> Topology::open(const std::filesystem::path& path, const TopologySpec& spec) {
  for (const auto& [variable, value] : spec.environment)
    ::setenv(variable.c_str(), value.c_str(), /*overwrite=*/0);
  if (kind_of(path) == PluginKind::kCuda) {
    point_xla_to_cuda(path);
    require_ptxas(path);
  }
  auto plugin = Plugin::load(path);
  const std::vector<PJRT_NamedValue> values = named_values(spec.options);
  CONSTATE_PJRT_ARGS(PJRT_TopologyDescription_Create, args);
  args.topology_name = spec.name.data();
  args.topology_name_size = spec.name.size();
  args.create_options = values.data();
  args.num_options = values.size();
  const std::string operation = fmt::format("compile ahead with {}", plugin->name());
  try {
    plugin->api().call(CONSTATE_PJRT_FN(PJRT_TopologyDescription_Create), args, operation);
  } catch (const Error& e) {
    if (e.code() != Code::kUnimplemented) throw;
    throw Error(Code::kUnimplemented,
                fmt::format("plugin {}: it compiles for no device that is not here", plugin->path().string()),
                "a plugin for TPUs or NVIDIA GPUs does");
  }
  const auto owner = std::make_shared<const Owner>(plugin);
  return std::shared_ptr<const Topology>(new Topology(own(owner, args.topology)));
}

const Plugin& Topology::plugin() const { return *owner_of(topology_)->plugin; }

std::string Topology::platform_version() const {
  CONSTATE_PJRT_ARGS(PJRT_TopologyDescription_PlatformVersion, args);
  args.topology = topology_.get();
  plugin().api().call(CONSTATE_PJRT_FN(PJRT_TopologyDescription_PlatformVersion), args, "platform version");
  return {args.platform_version, args.platform_version_size};
}

CompiledProgram Topology::compile(std::string_view stablehlo, const CompileOptions& options) const {
  const std::string encoded = encode(options);
  const PJRT_Program program = program_of(stablehlo);
  CONSTATE_PJRT_ARGS(PJRT_Compile, args);
  args.topology = topology_.get();
  args.program = &program;
  args.compile_options = encoded.data();
  args.compile_options_size = encoded.size();
  plugin().api().call(CONSTATE_PJRT_FN(PJRT_Compile), args, "compile");
  return CompiledProgram(owner_of(topology_), args.executable);
}

}  // namespace constate::pjrt
