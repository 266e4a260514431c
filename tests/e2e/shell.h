// Runs a line of shell, for tests of what shells and other programs make of ours.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {

// Both streams together, in `out`. A line that takes longer than five minutes is ended (code 124).
inline Result shell(const std::string& line) {
  TempDir dir;
  const std::string file = dir.write("line.sh", line);
  std::FILE* const pipe = ::popen(("timeout 300 bash " + file + " 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  Result result;
  char buffer[1 << 16];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) result.out.append(buffer, n);
  const int status = ::pclose(pipe);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace constate::e2e
