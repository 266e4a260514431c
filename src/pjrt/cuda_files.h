// Internal to this module: CUDA's own files (ptxas, libdevice), which XLA's CUDA plugin needs to compile.
#pragma once

#include <filesystem>

namespace constate::pjrt {

// XLA finds the files through XLA_FLAGS: for a plugin that lies among such files this puts their folder
// there, unless a folder is named already.
void point_xla_to_cuda(const std::filesystem::path& plugin);

// XLA ends the process where it finds no assembler. Throws Error(kNotFound) where there is no `ptxas` in the
// folder that XLA_FLAGS names, on the PATH or in `root`/usr/local/cuda.
void require_ptxas(const std::filesystem::path& plugin, const std::filesystem::path& root = "/");

}  // namespace constate::pjrt
