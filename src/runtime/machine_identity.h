// All that decides, besides the program, what a compiler makes of it: plugin, devices, processor, settings.
// Reads files and the environment; thread-safe as far as that is.
#pragma once

#include <filesystem>
#include <string>

#include "pjrt/client.h"

namespace constate::runtime {

struct Device;

// Tells one plugin file from another: size, times, number, and a hash of its first and last MiB, where the
// ELF header, a build id and the section table are. Hashing all of a plugin would take longer than what is
// saved. Throws Error where it cannot be read.
std::string file_identity(const std::filesystem::path& file);

// The lines of /proc/cpuinfo for its first processor that say what instructions it has and which tuning fits.
std::string processor_identity(const std::filesystem::path& cpuinfo = "/proc/cpuinfo");

// Of a plugin alone, wherever its file lies: size, ends, versions. Equal where the same compiler and runtime
// are.
std::string plugin_identity(const pjrt::Plugin& plugin);

// Lines of text. Equal where an executable of one process runs as well in another.
std::string machine_identity(const Device& device);

}  // namespace constate::runtime
