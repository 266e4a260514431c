#include "pjrt/plugin_search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/environment.h"
#include "base/error.h"
#include "pjrt/machine_devices.h"
#include "pjrt/named_plugins.h"
#include "pjrt/python_environments.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

struct Place {
  fs::path folder;
  std::string why;
  bool is_python;  // laid out as Python's package folders are
};

constexpr PluginKind kKinds[] = {PluginKind::kCpu, PluginKind::kCuda, PluginKind::kTpu};

class Search {
 public:
  explicit Search(const SearchOptions& options) : options_(options) {
    if (!options_.environment) options_.environment = environment_variable;
    add_places();
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
    std::optional<PluginKind> lacking;
    for (const PluginKind kind : {PluginKind::kCuda, PluginKind::kTpu}) {
      if (!has_device(kind, options_.root)) continue;
      const auto found = plugins_of(kind);
      out.insert(out.end(), found.begin(), found.end());
      if (found.empty()) lacking = kind;
    }
    for (PluginChoice& choice : plugins_of(PluginKind::kCpu)) {
      choice.lacking = lacking;
      out.push_back(std::move(choice));
    }
    if (out.empty()) throw nothing_found("PJRT plugin", PluginKind::kCpu);
    return out;
  }

  std::vector<NamedPlugin> named() const {
    std::vector<NamedPlugin> out = in_environment();
    for (const Place& place : places_) {
      if (!place.is_python) continue;
      for (const fs::path& folder : folders_in(place.folder / "jax_plugins", "")) {
        std::string name = folder.filename().string();
        if (name.starts_with("xla_")) name.erase(0, 4);
        name.erase(name.find_last_not_of("0123456789") + 1);
        for (PluginChoice& choice : plugins_in(folder, place))
          if (choice.kind != PluginKind::kCuda) out.push_back({name, std::move(choice)});
      }
    }
    return out;
  }

  std::vector<SearchedFolder> folders() const {
    std::vector<SearchedFolder> out;
    const std::string asked = options_.requested.empty()
                                  ? options_.environment("CONSTATE_PLUGIN").value_or("")
                                  : options_.requested;
    if (!asked.empty() &&
        std::none_of(std::begin(kKinds), std::end(kKinds), [&](PluginKind k) { return asked == name(k); }))
      return out;
    for (const Place& place : places_) {
      std::error_code ignored;
      SearchedFolder folder{place.folder, place.why, fs::is_directory(place.folder, ignored), {}};
      for (const PluginKind kind : kKinds) {
        const auto files = files_in(place, kind);
        if (std::any_of(files.begin(), files.end(), is_file)) folder.kinds.push_back(kind);
      }
      out.push_back(std::move(folder));
    }
    return out;
  }

 private:
  void add_places() {
    if (const auto folder = options_.environment("CONSTATE_PLUGIN_DIR"))
      places_.push_back({*folder, "CONSTATE_PLUGIN_DIR", false});
    for (const fs::path& folder : options_.packages) places_.push_back({folder, "this Python", true});
    const bool own = options_.folders.empty();
    for (const fs::path& folder : own ? own_folders() : options_.folders)
      places_.push_back(
          {folder, own && folder == built_in_folder() ? "built in" : "beside the program", false});
    const auto add = [&](const std::vector<fs::path>& folders, const char* why) {
      for (const fs::path& folder : folders) places_.push_back({folder, why, true});
    };
    if (const auto venv = options_.environment("VIRTUAL_ENV")) add(packages_below(*venv), "VIRTUAL_ENV");
    if (const auto path = options_.environment("PATH")) add(packages_on_path(*path), "python3 on the PATH");
    if (const auto home = options_.environment("HOME"))
      add(packages_below(fs::path(*home) / ".local"), "the user's Python packages");
    constexpr const char* kSystem = "the system's Python packages";
    add({options_.root / "usr/lib/python3/dist-packages"}, kSystem);
    add(packages_below(options_.root / "usr/local"), kSystem);
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
    std::vector<PluginChoice> out = named_by_environment(what);
    for (const PluginKind kind : kKinds) {
      if (what != name(kind)) continue;
      const std::vector<PluginChoice> found = plugins_of(kind);
      out.insert(out.end(), found.begin(), found.end());
      if (out.empty()) throw nothing_found(what + " plugin", kind);
    }
    if (out.empty() && !is_file(what)) out = packages_named(what);
    for (PluginChoice& choice : out) choice.why = fmt::format("{}, {}", why, choice.why);
    if (!out.empty()) return out;
    if (!is_file(what))
      throw Error(
          Code::kNotFound,
          fmt::format("plugin `{}`: cpu, cuda, tpu or a plugin's file is expected; there is no such file",
                      what));
    return {{kind_of(what), what, why}};
  }

  // What PJRT_NAMES_AND_LIBRARY_PATHS says.
  std::vector<NamedPlugin> in_environment() const {
    constexpr const char* kVariable = "PJRT_NAMES_AND_LIBRARY_PATHS";
    std::vector<NamedPlugin> out;
    const std::string list = options_.environment(kVariable).value_or("");
    for (std::size_t begin = 0; begin < list.size();) {
      const std::size_t end = std::min(list.find(',', begin), list.size());
      const std::string entry = list.substr(begin, end - begin);
      begin = end + 1;
      const std::size_t colon = entry.find(':');
      if (colon == entry.npos) continue;
      const fs::path file = entry.substr(colon + 1);
      out.push_back({entry.substr(0, colon), {kind_of(file), file, fmt::format("named by {}", kVariable)}});
    }
    return out;
  }

  // What it says of a name, where that is a file.
  std::vector<PluginChoice> named_by_environment(const std::string& what) const {
    std::vector<PluginChoice> out;
    for (const NamedPlugin& named : in_environment())
      if (named.name == what && is_file(named.choice.path)) out.push_back(named.choice);
    return out;
  }

  // Those in a folder of jax_plugins.
  static std::vector<PluginChoice> plugins_in(const fs::path& folder, const Place& place) {
    std::vector<PluginChoice> out;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      const std::string file = it->path().filename().string();
      if (file.ends_with(".so") && file.find("plugin") != file.npos && is_file(it->path()))
        out.push_back({kind_of(it->path()), it->path(), "found in " + place.folder.string()});
    }
    return out;
  }

  // Packages of others: jax_plugins/NAME, or with xla_ before and a version behind, and a plugin in it.
  std::vector<PluginChoice> packages_named(const std::string& what) const {
    std::vector<PluginChoice> out;
    if (what.empty() || what.find('/') != what.npos) return out;
    for (const Place& place : places_) {
      if (!place.is_python) continue;
      for (const std::string& prefix : {what, "xla_" + what})
        for (const fs::path& folder : folders_in(place.folder / "jax_plugins", prefix)) {
          const std::string rest = folder.filename().string().substr(prefix.size());
          if (rest.find_first_not_of("0123456789") != rest.npos) continue;
          const std::vector<PluginChoice> found = plugins_in(folder, place);
          out.insert(out.end(), found.begin(), found.end());
        }
    }
    return out;
  }

  MissingPlugin nothing_found(std::string_view what, PluginKind kind) const {
    std::vector<std::string> looked;
    for (const Place& place : places_) looked.push_back(place.folder.string());
    return {kind, options_.to_compile,
            fmt::format("found no {}; looked in {}", what, fmt::join(looked, ", "))};
  }

  SearchOptions options_;
  std::vector<Place> places_;
};

}  // namespace

std::vector<fs::path> own_folders() {
  std::vector<fs::path> out;
  if (const fs::path folder = built_in_folder(); !folder.empty()) out.push_back(folder);
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error)
    for (const char* place : {"plugins", "share/constate/plugins", "lib/constate/plugins"})
      out.push_back(program.parent_path().parent_path() / place);
  return out;
}

std::vector<PluginChoice> find_plugins(const SearchOptions& options) { return Search(options).run(); }

std::vector<NamedPlugin> named_plugins(const SearchOptions& options) { return Search(options).named(); }

std::vector<SearchedFolder> searched_folders(const SearchOptions& options) {
  return Search(options).folders();
}

}  // namespace constate::pjrt
