// Runs a function in a process of its own, for what may crash or never come back: a plugin that is damaged.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace constate::app {

struct Apart {
  std::string said;     // what the function returned
  std::string failure;  // why it returned nothing: "ended by signal 11"; empty where it did
};

// The other process is a fork of this one, which must have no other thread. Its standard streams lead
// nowhere. What the function throws is its failure.
Apart run_apart(const std::function<std::string()>& work, std::chrono::milliseconds limit);

}  // namespace constate::app
