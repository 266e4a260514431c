#include "ahead/targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.h"
#include "base/error.h"

namespace constate::ahead {
namespace {

using pjrt::PluginKind;

// What XLA's GPU compiler asks of a device (GpuTargetConfigProto), where the devices below differ; the rest
// is that of every data-centre GPU since Hopper.
struct Gpu {
  const char* name;
  const char* device;
  int capability;  // 9: 9.0
  int cores;
  double ghz;
  std::int64_t memory, bandwidth, l2;  // bytes, bytes a second, bytes
  std::int64_t pcie;                   // bytes a second
};

constexpr Gpu kGpus[] = {
    {"cuda:h100", "NVIDIA H100 80GB HBM3", 9, 132, 1.98, 84'942'979'072, 3'352'320'000'000, 50 << 20,
     32LL << 30},
    {"cuda:h200", "NVIDIA H200", 9, 132, 1.98, 151'397'597'184, 4'800'000'000'000, 50 << 20, 32LL << 30},
    {"cuda:b200", "NVIDIA B200", 10, 148, 1.965, 191'514'411'008, 7'672'320'000'000, 132'644'864, 64LL << 30},
};

std::string target_config(const Gpu& gpu) {
  return fmt::format(
      R"(platform_name: "CUDA"
device_description_str: "{device}"
dnn_version_info {{ major: 9 minor: 10 patch: 0 }}
gpu_device_info {{
  name: "{device}"
  device_vendor: "NVIDIA Corporation"
  cuda_compute_capability {{ major: {capability} minor: 0 feature_extension: ACCELERATED_FEATURES }}
  core_count: {cores}
  clock_rate_ghz: {ghz}
  device_memory_size: {memory}
  memory_bandwidth: {bandwidth}
  l2_cache_size: {l2}
  pcie_bandwidth: {pcie}
  fpus_per_core: 128
  threads_per_warp: 32
  threads_per_block_limit: 1024
  threads_per_core_limit: 2048
  registers_per_core_limit: 65536
  registers_per_block_limit: 65536
  shared_memory_per_core: 233472
  shared_memory_per_block: 49152
  shared_memory_per_block_optin: 232448
  block_dim_limit_x: 2147483647
  block_dim_limit_y: 65535
  block_dim_limit_z: 65535
  thread_dim_limit_x: 1024
  thread_dim_limit_y: 1024
  thread_dim_limit_z: 64
  device_address_bits: 64
  ecc_enabled: true
  driver_version: "13.0.0"
  runtime_version: "13.0.0"
  compile_time_toolkit_version: "13.0.0"
  dnn_version: "9.10.0"
}}
)",
      fmt::arg("device", gpu.device), fmt::arg("capability", gpu.capability), fmt::arg("cores", gpu.cores),
      fmt::arg("ghz", gpu.ghz), fmt::arg("memory", gpu.memory), fmt::arg("bandwidth", gpu.bandwidth),
      fmt::arg("l2", gpu.l2), fmt::arg("pcie", gpu.pcie));
}

// One chip, on a host of its own. libtpu would ask a cloud's metadata server what the machine is, and would
// let one process at a time have the chip.
Target tpu(const std::string& generation, std::int64_t memory) {
  return {"tpu:" + generation, "TPU " + generation, PluginKind::kTpu, memory,
          pjrt::TopologySpec{generation + ":1x1",
                             {},
                             {{"ALLOW_MULTIPLE_LIBTPU_LOAD", "1"},
                              {"TPU_SKIP_MDS_QUERY", "1"},
                              {"TPU_ACCELERATOR_TYPE", generation + "-1"},
                              {"TPU_WORKER_HOSTNAMES", "localhost"}}}};
}

std::vector<Target> all_targets() {
  std::vector<Target> out{tpu("v6e", 32LL << 30), tpu("v5e", 16LL << 30)};
  for (const Gpu& gpu : kGpus)
    out.push_back({gpu.name, gpu.device, PluginKind::kCuda, gpu.memory,
                   pjrt::TopologySpec{
                       "", {{"target_config", target_config(gpu)}, {"topology", std::string("1x1x1")}}, {}}});
  out.push_back({"cpu", "this machine's CPU", PluginKind::kCpu, 0, std::nullopt});
  return out;
}

std::optional<double> told(const std::map<std::string, double>& costs, const char* key) {
  const auto found = costs.find(key);
  return found == costs.end() ? std::nullopt : std::optional(found->second);
}

Compilation told_by(const pjrt::CompiledProgram& program, double seconds) {
  const std::map<std::string, double> costs = program.cost_analysis();
  Compilation out;
  out.seconds = seconds;
  out.flops = told(costs, "flops");
  out.bytes_accessed = told(costs, "bytes accessed");
  out.transcendentals = told(costs, "transcendentals");
  out.memory = program.memory();
  out.optimized = program.optimized_program();
  out.census = program.census();
  try {
    out.executable = program.serialize();
  } catch (const Error& e) {
    if (e.code() != Code::kUnimplemented) throw;
  }
  return out;
}

}  // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> all = all_targets();
  return all;
}

const Target& target_named(std::string_view name) {
  std::vector<std::string> names;
  for (const Target& target : targets()) {
    if (target.name == name) return target;
    names.push_back(target.name);
  }
  const std::string last = names.back();
  names.pop_back();
  throw Error(Code::kInvalidArgument,
              fmt::format("{} or {} is expected; got `{}`", fmt::join(names, ", "), last, name));
}

TargetCompiler::TargetCompiler(const Target& target, pjrt::SearchOptions search) : target_(target) {
  if (search.requested.empty()) search.requested = name(target.kind);
  search.to_compile = target.topology.has_value();
  const pjrt::PluginChoice choice = pjrt::find_plugins(search).front();
  const std::filesystem::path& plugin = choice.path;
  // libtpu, for one, would look for its cloud for minutes before it said so.
  if (choice.kind != target.kind && choice.kind != PluginKind::kOther)
    throw Error(Code::kInvalidArgument,
                fmt::format("{}: a {} plugin compiles for it; {} is one for {}", target.name,
                            name(target.kind), plugin.string(), name(choice.kind)));
  if (target.topology)
    topology_ = pjrt::Topology::open(plugin, *target.topology);
  else
    client_ = pjrt::Client::create(pjrt::Plugin::load(plugin));
}

const pjrt::Plugin& TargetCompiler::plugin() const {
  return topology_ ? topology_->plugin() : client_->plugin();
}

std::string TargetCompiler::platform_version() const {
  return topology_ ? topology_->platform_version() : client_->platform_version();
}

std::string TargetCompiler::device_kind() const {
  return client_ ? client_->devices()[0].kind : target_.device;
}

Compilation TargetCompiler::compile(std::string_view stablehlo) const {
  const Stopwatch watch;
  if (client_) {
    const pjrt::Executable program = client_->compile(stablehlo);
    return told_by(program, watch.seconds());
  }
  const pjrt::CompiledProgram program = topology_->compile(stablehlo);
  return told_by(program, watch.seconds());
}

std::int64_t custom_calls_in(std::string_view stablehlo) {
  std::int64_t count = 0;
  for (std::size_t at = 0; (at = stablehlo.find("stablehlo.custom_call", at)) != stablehlo.npos; ++at)
    ++count;
  return count;
}

}  // namespace constate::ahead
