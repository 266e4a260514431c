// Which kinds of device the machine has, by what the system shows of them, and how many threads a CPU plugin
// will run. Opens none. Reads the environment, so not while another thread changes it.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "pjrt/plugin.h"

namespace constate::pjrt {

// Whether the system shows an NVIDIA GPU or a TPU; `root` is that of /dev and /proc. True for other kinds.
bool has_device(PluginKind kind, const std::filesystem::path& root = "/");

// libtpu looks for a TPU that is not there in the cloud's metadata, for minutes, and says nothing. Throws
// Error(kUnavailable) where `plugin`, by its file's name, drives TPUs and the machine shows none.
void require_device(PluginKind kind, std::string_view plugin, const std::filesystem::path& root = "/");

// Plugin::load for what is to run something: libtpu looks for its TPU already when it is loaded. Throws what
// that and require_device throw.
std::shared_ptr<Plugin> load_to_run(const std::filesystem::path& library);

// Among how many threads XLA's CPU plugin deals out its work: as many as the environment variables PJRT_NPROC
// or NPROC say, else as the machine has processors for this process.
int cpu_threads();

}  // namespace constate::pjrt
