// Plugin: one PJRT plugin, a shared library that holds a compiler and a runtime for one kind of device.
//
// Loads it, checks that it is one, and answers what it is; looks for none (plugin_search.h does) and makes no
// client (client.h). Thread-safe. A library stays loaded until the process ends: XLA's own threads and
// statics do not survive unloading.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace constate::pjrt {

class Api;

enum class PluginKind { kCpu, kCuda, kTpu, kOther };

// "cpu", "cuda", "tpu", "other".
std::string_view name(PluginKind kind);
// Judged by the file's name ("xla_cuda_plugin.so" is kCuda).
PluginKind kind_of(const std::filesystem::path& library);

class Plugin {
 public:
  // The same object for the same file. Throws Error(kNotFound) where there is no file,
  // Error(kInvalidArgument) where it is no shared library or no PJRT plugin, Error(kFailedPrecondition) where
  // its API is not one that this understands, PjrtError where it does not initialise.
  static std::shared_ptr<Plugin> load(const std::filesystem::path& path);

  ~Plugin();

  const std::filesystem::path& path() const { return path_; }  // without symbolic links
  std::string name() const { return path_.filename().string(); }
  PluginKind kind() const { return kind_; }
  // Takes the library's code and constants out of this process's memory; what is used again comes back from
  // the file by itself. A compiler is nine tenths of a plugin, and is idle while its programs run.
  void release_code() const;
  std::pair<int, int> api_version() const;  // major, minor
  // What the plugin says of itself: "xla_version", "stablehlo_current_version" ("1.2.3"), ...
  const std::map<std::string, std::string>& attributes() const { return attributes_; }

  const Api& api() const { return *api_; }

 private:
  explicit Plugin(std::filesystem::path path);

  std::filesystem::path path_;
  PluginKind kind_;
  std::unique_ptr<Api> api_;
  std::map<std::string, std::string> attributes_;
};

}  // namespace constate::pjrt
