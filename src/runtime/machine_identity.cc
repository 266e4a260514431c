#include "runtime/machine_identity.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "base/file.h"
#include "runtime/device.h"
#include "runtime/program_store.h"

namespace constate::runtime {
namespace {

constexpr std::uint64_t kEnd = 1 << 20;  // bytes

// A file's size, and a hash of its first and last MiB.
std::pair<std::uint64_t, std::uint64_t> size_and_ends(const std::filesystem::path& path) {
  const File file(path);
  std::vector<std::byte> bytes(std::min(file.size(), 2 * kEnd));
  const std::span all(bytes);
  const std::size_t first = bytes.size() / 2;
  file.read(0, all.first(first));
  file.read(file.size() - (bytes.size() - first), all.subspan(first));
  return {file.size(), fnv1a(all)};
}

std::string versions_of(const pjrt::Plugin& plugin) {
  const auto [major, minor] = plugin.api_version();
  std::string out = fmt::format("api {}.{}\n", major, minor);
  for (const auto& [name, value] : plugin.attributes()) out += fmt::format("{} {}\n", name, value);
  return out;
}

}  // namespace

std::string file_identity(const std::filesystem::path& path) {
  struct stat st {};
  ::stat(path.c_str(), &st);
  const auto [bytes, ends] = size_and_ends(path);
  return fmt::format("{} bytes, modified {}.{:09}, number {}, ends {:016x}", bytes, st.st_mtim.tv_sec,
                     st.st_mtim.tv_nsec, st.st_ino, ends);
}

std::string plugin_identity(const pjrt::Plugin& plugin) {
  const auto [bytes, ends] = size_and_ends(plugin.path());
  return fmt::format("plugin {} bytes, ends {:016x}\n", bytes, ends) + versions_of(plugin);
}

std::string processor_identity(const std::filesystem::path& cpuinfo) {
  constexpr std::array kKeys = {"vendor_id",   "cpu family", "model",           "model name",
                                "flags",       "Features",   "CPU implementer", "CPU architecture",
                                "CPU variant", "CPU part"};
  std::ifstream file(cpuinfo);
  std::string out;
  for (std::string line; std::getline(file, line) && !line.empty();) {
    const std::string key = line.substr(0, line.find_first_of("\t:"));
    if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) out += line + "\n";
  }
  return out;
}

std::string machine_identity(const Device& device) {
  const pjrt::Client& client = *device.client;
  const pjrt::Plugin& plugin = client.plugin();
  std::string out = fmt::format("plugin {}\nplatform {} {}\n", file_identity(plugin.path()),
                                client.platform_name(), client.platform_version()) +
                    versions_of(plugin);
  for (const pjrt::Device& d : client.devices())
    out += fmt::format("device {} {} {}\n", d.id, d.kind, d.description);
  for (const char* name : {"XLA_FLAGS", "LIBTPU_INIT_ARGS"})  // what XLA reads besides the options
    if (const char* value = std::getenv(name)) out += fmt::format("{}={}\n", name, value);
  if (device.profile.on_host)
    // XLA splits a loop into as many parts as there are threads.
    out += fmt::format("threads {}\n{}", client.cpu_threads(), processor_identity());
  return out;
}

}  // namespace constate::runtime
