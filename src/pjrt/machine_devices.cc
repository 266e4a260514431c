#include "pjrt/machine_devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <thread>

#include "base/error.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

bool any_of(const fs::path& root, std::initializer_list<const char*> paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const char* path) {
    std::error_code ignored;
    return fs::exists(root / path, ignored);
  });
}

// A file `stem` and a number: accel0, vfio/17.
bool numbered(const fs::path& folder, const std::string& stem) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string file = it->path().filename().string();
    if (file.size() > stem.size() && file.starts_with(stem) &&
        file.find_first_not_of("0123456789", stem.size()) == file.npos)
      return true;
  }
  return false;
}

}  // namespace

bool has_device(PluginKind kind, const fs::path& root) {
  if (kind == PluginKind::kCuda) return any_of(root, {"dev/nvidia0", "dev/nvidiactl", "proc/driver/nvidia"});
  if (kind == PluginKind::kTpu) return numbered(root / "dev", "accel") || numbered(root / "dev/vfio", "");
  return true;
}

void require_device(PluginKind kind, std::string_view plugin, const fs::path& root) {
  if (kind == PluginKind::kTpu && !has_device(PluginKind::kTpu, root))
    throw Error(Code::kUnavailable,
                fmt::format("open {}: a TPU is expected; this machine shows none (/dev/accel0, /dev/vfio/0)",
                            plugin));
}

std::shared_ptr<Plugin> load_to_run(const fs::path& library) {
  std::error_code ignored;
  const fs::path real = fs::canonical(library, ignored);
  if (!ignored) require_device(kind_of(real), real.filename().string());
  return Plugin::load(library);
}

int cpu_threads() {
  for (const char* variable : {"PJRT_NPROC", "NPROC"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr) continue;
    const std::string_view text = value;
    int threads = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
    if (error == std::errc() && end == text.data() + text.size()) return std::max(1, threads);
  }
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

}  // namespace constate::pjrt
