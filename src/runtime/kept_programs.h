// Programs compiled ahead of time for a device that is not here, kept in a folder: one machine writes the
// folder, another, which has the device, takes the executables into its own cache of programs.
//
// An executable is for the very plugin that made it and the kind of device that it was made for: both are
// part of its key, and the folder's entries are those of a ProgramStore. Thread-safe.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "pjrt/client.h"
#include "runtime/program_store.h"

namespace constate::runtime {

class KeptPrograms {
 public:
  // `note` gets what could not be read or written.
  explicit KeptPrograms(std::filesystem::path folder, std::function<void(const std::string&)> note = {});

  // `executable` is what the plugin compiled of `program`, StableHLO text, for a kind of device. Throws
  // Error(kPermissionDenied) where the folder cannot be written.
  void keep(const pjrt::Plugin& plugin, const std::string& device_kind, const std::string& program,
            std::string_view executable) const;

  // Looks for what was compiled of key.program for the client's kind of device by its plugin. Where there is
  // one and the client loads it, it goes into `cache` under `key`, this machine's own.
  struct Taken {
    bool taken = false;
    std::string why;  // why not
  };
  Taken take(const pjrt::Client& client, const ProgramKey& key, const ProgramStore& cache) const;

 private:
  std::filesystem::path folder_;
  ProgramStore store_;
};

}  // namespace constate::runtime
