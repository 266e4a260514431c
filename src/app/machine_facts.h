// What a measurement was made on, for whoever reads it later. Reads /proc and asks the system.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace constate::app {

struct MachineFacts {
  std::string cpu;  // the model's name; empty where the system does not tell
  int cores = 0;    // that this process sees
  std::int64_t memory_bytes = 0;
  std::string kernel;  // "Linux 6.1.0"
  // Of those that products are faster with: "avx2", "amx_bf16".
  std::vector<std::string> instruction_sets = {};
};
MachineFacts machine_facts();

}  // namespace constate::app
