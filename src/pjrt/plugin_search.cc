#include "pjrt/plugin_search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "pjrt/machine_devices.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> from_process(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// Folders in `parent` whose name begins with `prefix`, the greatest name first (cuda13 before cuda12).
std::vector<fs::path> folders_in(const fs::path& parent, std::string_view prefix) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->path().filename().string().starts_with(prefix) && it->is_directory(ignored))
      out.push_back(it->path());
  }
  std::sort(out.rbegin(), out.rend());
  return out;
}

struct Place {
  fs::path folder;
  bool is_python;  // laid out as Python's package folders are
};

class Search {
 public:
  explicit Search(const SearchOptions& options) : options_(options) {
    if (!options_.environment) options_.environment = from_process;
    if (options_.folders.empty()) options_.folders = own_folders();
    if (const auto folder = options_.environment("CONSTATE_PLUGIN_DIR")) places_.push_back({*folder, false});
    for (const fs::path& folder : options_.folders) places_.push_back({folder, false});
    add_python_places();
    std::vector<Place> once;  // own folders may be one and the same
    for (Place& place : places_)
      if (std::none_of(once.begin(), once.end(), [&](const Place& p) { return p.folder == place.folder; }))
        once.push_back(std::move(place));
    places_ = std::move(once);
  }

  std::vector<PluginChoice> run() const {
    if (!options_.requested.empty()) return asked_for(options_.requested, "asked for");
    if (const auto asked = options_.environment("CONSTATE_PLUGIN"))
      return asked_for(*asked, "asked for by CONSTATE_PLUGIN");
    std::vector<PluginChoice> out;
    std::string lacking;
    for (const PluginKind kind : {PluginKind::kCuda, PluginKind::kTpu}) {
      if (!has_device(kind, options_.root)) continue;
      const auto found = plugins_of(kind);
      out.insert(out.end(), found.begin(), found.end());
      if (found.empty())
        lacking = fmt::format("; the machine's {} needs `make plugin-{}`",
                              kind == PluginKind::kCuda ? "GPU" : "TPU", name(kind));
    }
    for (PluginChoice& choice : plugins_of(PluginKind::kCpu)) {
      choice.why += lacking;
      out.push_back(std::move(choice));
    }
    if (out.empty()) throw nothing_found("PJRT plugin", "`make setup` fetches the CPU plugin");
    return out;
  }

 private:
  void add_python_places() {
    const auto add = [&](const fs::path& lib, const char* packages) {
      for (const fs::path& python : folders_in(lib, "python3")) places_.push_back({python / packages, true});
    };
    if (const auto venv = options_.environment("VIRTUAL_ENV")) add(fs::path(*venv) / "lib", "site-packages");
    if (const auto home = options_.environment("HOME")) add(fs::path(*home) / ".local/lib", "site-packages");
    places_.push_back({options_.root / "usr/lib/python3/dist-packages", true});
    add(options_.root / "usr/local/lib", "dist-packages");
    add(options_.root / "usr/local/lib", "site-packages");
  }

  std::vector<fs::path> files_in(const Place& place, PluginKind kind) const {
    const fs::path& at = place.folder;
    if (kind == PluginKind::kCpu)
      return {at / (place.is_python ? "lammps_jax_pjrt_cpu" : "cpu") / "pjrt_c_api_cpu_plugin.so"};
    if (kind == PluginKind::kTpu) return {at / (place.is_python ? "libtpu" : "tpu") / "libtpu.so"};
    std::vector<fs::path> roots{place.is_python ? at : at / "cuda"}, out;
    if (options_.to_compile && !place.is_python) roots.push_back(at / "cuda-compile");
    for (const fs::path& root : roots)
      for (const fs::path& folder : folders_in(root / "jax_plugins", "xla_cuda"))
        out.push_back(folder / "xla_cuda_plugin.so");
    return out;
  }

  std::vector<PluginChoice> plugins_of(PluginKind kind) const {
    std::vector<PluginChoice> out;
    for (const Place& place : places_)
      for (const fs::path& file : files_in(place, kind))
        if (is_file(file)) out.push_back({kind, file, "found in " + place.folder.string()});
    return out;
  }

  std::vector<PluginChoice> asked_for(const std::string& what, const std::string& why) const {
    for (const PluginKind kind : {PluginKind::kCpu, PluginKind::kCuda, PluginKind::kTpu}) {
      if (what != name(kind)) continue;
      std::vector<PluginChoice> out = plugins_of(kind);
      if (out.empty())
        throw nothing_found(what + " plugin",
                            fmt::format("`make {}` fetches it", kind == PluginKind::kCpu ? "setup"
                                                                : options_.to_compile    ? "plugins-compile"
                                                                                         : "plugin-" + what));
      for (PluginChoice& choice : out) choice.why = fmt::format("{}, {}", why, choice.why);
      return out;
    }
    if (!is_file(what))
      throw Error(
          Code::kNotFound,
          fmt::format("plugin `{}`: cpu, cuda, tpu or a plugin's file is expected; there is no such file",
                      what));
    return {{kind_of(what), what, why}};
  }

  Error nothing_found(std::string_view what, std::string hint) const {
    std::vector<std::string> looked;
    for (const Place& place : places_) looked.push_back(place.folder.string());
    return Error(Code::kNotFound, fmt::format("found no {}; looked in {}", what, fmt::join(looked, ", ")),
                 std::move(hint));
  }

  SearchOptions options_;
  std::vector<Place> places_;
};

}  // namespace

std::vector<fs::path> own_folders() {
  std::vector<fs::path> out{CONSTATE_PLUGIN_DIR};
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path above = program.parent_path().parent_path();
    out.push_back(above / "plugins");
    out.push_back(above / "lib/constate/plugins");
  }
  return out;
}

std::vector<PluginChoice> find_plugins(const SearchOptions& options) { return Search(options).run(); }

}  // namespace constate::pjrt
