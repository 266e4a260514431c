// Finds PJRT plugins: the one that was asked for, or those that fit this machine, best first.
//
// Looks at names of files only; loads nothing. Reads the environment, so not while another thread changes it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "pjrt/plugin.h"

namespace constate::pjrt {

struct PluginChoice {
  PluginKind kind;
  std::filesystem::path path;
  std::string why;  // for the reader: "asked for", "found in plugins/", ...
  // A kind of device that is in this machine and has no plugin here, so that this one is second best.
  std::optional<PluginKind> lacking = {};
};

// No plugin of a kind, or not all that it needs to compile. Whoever knows where plugins come from can say so.
struct MissingPlugin : Error {
  MissingPlugin(PluginKind missing, bool compiling, std::string message, std::string hint = "")
      : Error(Code::kNotFound, std::move(message), std::move(hint)), kind(missing), to_compile(compiling) {}

  PluginKind kind;
  bool to_compile;  // what only compiles would do
};

struct SearchOptions {
  // What the user asked for: "cpu", "cuda", "tpu", a file, or another name: one that the environment variable
  // PJRT_NAMES_AND_LIBRARY_PATHS gives ("name:file,name:file"), or that of a Python package, `rocm` for
  // jax_plugins/xla_rocm7. Empty for nothing. Then CONSTATE_PLUGIN counts, which takes the same.
  std::string requested = {};
  // Compiling for a device that is not here takes less than running: then plugins count that came with what a
  // compiler needs and no more (tools/plugins/cuda-compile.txt).
  bool to_compile = false;
  // Package folders of the Python that this process is, which no name of a file tells.
  std::vector<std::filesystem::path> packages = {};
  // The next three stand for the process and the machine; tests put others in their place.
  std::function<std::optional<std::string>(const std::string&)> environment = {};  // getenv where empty
  std::filesystem::path root = "/";                                                // of /dev, /proc and /usr
  std::vector<std::filesystem::path> folders = {};  // plugin folders besides CONSTATE_PLUGIN_DIR;
                                                    // `own_folders` where empty
};

// Where the program, or the library that it was made with, was built to look; empty for nowhere.
std::filesystem::path built_in_folder();

// That folder, and those beside the running program: ../plugins, ../share/constate/plugins,
// ../lib/constate/plugins.
std::vector<std::filesystem::path> own_folders();

// Never empty. Where one kind or file was asked for, only that. Otherwise an accelerator's plugins, where
// such a device is in the machine, and then the CPU's. Throws MissingPlugin that lists where it looked, and
// Error(kNotFound) for a file that is not there.
std::vector<PluginChoice> find_plugins(const SearchOptions& options = {});

struct SearchedFolder {
  std::filesystem::path folder;
  std::string why;                // "CONSTATE_PLUGIN_DIR", "beside the program", "python3 on the PATH", ...
  bool is_there;                  // or there is no such folder
  std::vector<PluginKind> kinds;  // what is in it, whether a device for it is here or not
};

// The folders in which `find_plugins` looks, in its order: none where a file was asked for.
std::vector<SearchedFolder> searched_folders(const SearchOptions& options = {});

}  // namespace constate::pjrt
