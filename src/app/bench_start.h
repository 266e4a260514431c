// How long the whole program takes to its first token: runs this very program as a child process, with an
// empty folder of compiled programs and again with what the first run left there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/bench_report.h"
#include "app/interrupt.h"

namespace constate::app {

struct StartOptions {
  std::string folder;
  std::string dtype;
  std::optional<std::string> plugin;
  std::int64_t vocab_size = 1;
  std::int64_t repetitions = 1;
  std::function<void(const std::string&)> doing;  // for a progress line
};

// The cold and the warm starts, in turn. Throws Error with the child's words where it fails, and Interrupted
// after an interrupt.
std::vector<BenchStart> measure_starts(const StartOptions& options, Interrupt& interrupt);

// Seconds for all bytes of the files.
double seconds_to_read(const std::vector<std::filesystem::path>& files);

}  // namespace constate::app
