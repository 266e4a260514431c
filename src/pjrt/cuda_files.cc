#include "pjrt/cuda_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/environment.h"
#include "pjrt/plugin_search.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

// As the wheels lay the files out around <root>/jax_plugins/xla_cudaNN/plugin.so.
std::string cuda_data_dir(const fs::path& plugin) {
  const fs::path root = plugin.parent_path().parent_path().parent_path();
  std::error_code ignored;
  for (const char* place : {"nvidia/cu13", "nvidia/cuda_nvcc"})
    if (fs::is_directory(root / place / "nvvm", ignored)) return (root / place).string();
  return "";
}

constexpr std::string_view kFlag = "--xla_gpu_cuda_data_dir=";

bool has_ptxas(const fs::path& folder) {
  std::error_code ignored;
  const fs::path file = folder / "ptxas";
  return fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

void require_ptxas(const fs::path& plugin, const fs::path& root) {
  const std::string flags = environment_variable("XLA_FLAGS").value_or("");
  if (const std::size_t at = flags.find(kFlag); at != flags.npos) {
    const std::size_t begin = at + kFlag.size();
    if (has_ptxas(fs::path(flags.substr(begin, flags.find(' ', begin) - begin)) / "bin")) return;
  }
  const std::string path = environment_variable("PATH").value_or("");
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    if (has_ptxas(path.substr(begin, end - begin))) return;
    begin = end + 1;
  }
  if (has_ptxas(root / "usr/local/cuda/bin")) return;
  throw MissingPlugin(
      PluginKind::kCuda, true,
      fmt::format("plugin {}: CUDA's assembler `ptxas` is needed to compile; found none", plugin.string()),
      "put CUDA's bin folder on the PATH");
}

void point_xla_to_cuda(const fs::path& plugin) {
  const std::string flags = environment_variable("XLA_FLAGS").value_or("");
  const std::string folder = cuda_data_dir(plugin);
  if (folder.empty() || flags.find(kFlag) != std::string::npos) return;
  // A value that does not begin with a dash names a file of flags: that is the user's to complete.
  if (!flags.empty() && flags.find_first_not_of(' ') != flags.find('-')) return;
  const std::string value = flags + (flags.empty() ? "" : " ") + std::string(kFlag) + folder;
  ::setenv("XLA_FLAGS", value.c_str(), 1);
}

}  // namespace constate::pjrt
