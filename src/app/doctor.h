// The parts of `constate doctor`: each looks at one side of the machine and says what it found. They print
// nothing, and change nothing: a folder that is not there is not made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/finding.h"
#include "base/dtype.h"
#include "runtime/memory_room.h"

namespace constate::app {

// Processor, memory, system, and the settings that the environment holds.
std::vector<Finding> examine_machine();

// Where compiled programs, models and states are kept.
std::vector<Finding> examine_folders();

// A device on which a program ran, with what a model's memory is judged by.
struct Runner {
  std::string device;  // "cpu", as the plugin calls it
  DType dtype = DType::kF32;
  runtime::MemoryRoom room{0, ""};
};

// Every plugin: loaded, opened, and given a program to compile and to run, each in a process of its own. So
// call it before this process loads any. `plugin` is what --plugin says.
struct Plugins {
  std::vector<Finding> findings;
  std::vector<Runner> runners;  // the one that is taken first before others
};
Plugins examine_plugins(const std::optional<std::string>& plugin);

// A checkpoint: whether its files fit together, and whether it fits into each device's memory with the states
// of `batch` sequences.
std::vector<Finding> examine_model(const std::string& folder, const std::optional<std::string>& dtype,
                                   std::int64_t batch, const std::vector<Runner>& runners);

}  // namespace constate::app
