// How XLA is asked to compile a program, and the bytes in which PJRT takes it (a CompileOptionsProto).
// Plain data; knows no plugin.
#pragma once

#include <string>

#include "pjrt/options.h"

namespace constate::pjrt {

struct CompileOptions {
  // The program runs on replicas x partitions devices, the client's first ones. With more than one partition
  // XLA's SPMD partitioner splits the program as its sharding annotations (Shardy) say.
  int num_replicas = 1;
  int num_partitions = 1;
  // XLA's debug options by name, for this compilation only: {"xla_cpu_enable_fast_math", true}.
  Options overrides = {};
};

// Throws Error(kInvalidArgument) for a count below 1.
std::string encode(const CompileOptions& options);

}  // namespace constate::pjrt
