// Finds PJRT plugins: the one that was asked for, or those that fit this machine, best first.
//
// Looks at names of files only; loads nothing. Reads the environment, so not while another thread changes it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pjrt/plugin.h"

namespace constate::pjrt {

struct PluginChoice {
  PluginKind kind;
  std::filesystem::path path;
  std::string why;  // for the reader: "asked for by --plugin", "found in plugins/", ...
};

struct SearchOptions {
  // What the user asked for: "cpu", "cuda", "tpu", or a file; empty for nothing. Then the environment
  // variable CONSTATE_PLUGIN counts, which takes the same.
  std::string requested = {};
  // Compiling for a device that is not here takes less than running: then plugins count that came with what a
  // compiler needs and no more (tools/plugins/cuda-compile.txt).
  bool to_compile = false;
  // The next three stand for the process and the machine; tests put others in their place.
  std::function<std::optional<std::string>(const std::string&)> environment = {};  // getenv where empty
  std::filesystem::path root = "/";                                                // of /dev, /proc and /usr
  std::vector<std::filesystem::path> folders = {};  // plugin folders besides CONSTATE_PLUGIN_DIR;
                                                    // `own_folders` where empty
};

// The project's folder as it was when this was built, and the folders beside the running program
// (../plugins, ../lib/constate/plugins).
std::vector<std::filesystem::path> own_folders();

// Never empty. Where one kind or file was asked for, only that. Otherwise an accelerator's plugins, where
// such a device is in the machine, and then the CPU's. Throws Error(kNotFound) that lists where it looked.
std::vector<PluginChoice> find_plugins(const SearchOptions& options = {});

}  // namespace constate::pjrt
